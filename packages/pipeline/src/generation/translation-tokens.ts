/** Language tokens of translation models of several languages: mBART, NLLB, M2M100, as their Python tokenizers set them. */
import { PipelineError } from '../pipeline-error.js';
import type { CallOptions, TaskContext } from '../task.js';
import type { TextTokenizer } from '../text-tokenizer.js';

/** Tokens around the source text, and the one that the target text starts with. */
export interface TranslationTokens {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly target: number;
}

/** The token of a language in the vocabulary of a tokenizer class. */
const LANGUAGE_TOKENS: Readonly<Record<string, (language: string) => string>> = {
  NllbTokenizer: (language) => language,
  MBart50Tokenizer: (language) => language,
  MBartTokenizer: (language) => language,
  M2M100Tokenizer: (language) => `__${language}__`,
};

/**
 * The language tokens for a call, or `undefined` for models that have none.
 *
 * @throws {PipelineError} `BAD_OPTION` when a language is missing or unknown to the tokenizer.
 */
export function translationTokens(context: TaskContext, tokenizer: TextTokenizer, options: CallOptions): TranslationTokens | undefined {
  const { className = '', eosToken = '</s>', languageBehindText } = tokenizer.engine.settings;
  const tokenOf = LANGUAGE_TOKENS[className.replace(/Fast$/, '')];
  if (!tokenOf) return undefined;
  const [, fromTask, , toTask] = /^translation_(\w+)_to_(\w+)$/.exec(context.requestedTask) ? context.requestedTask.split('_') : [];
  const language = (option: string, named: string | undefined): number => {
    const given = (options[option] as string | undefined) ?? named;
    if (given === undefined) {
      throw new PipelineError('BAD_OPTION', `Translation with this model needs a src_lang and a tgt_lang; ${option} is missing.`, {
        where: option,
        hint: 'Pass { src_lang, tgt_lang } under the names that the tokenizer has for them.',
      });
    }
    const id = tokenizer.engine.tokenToId(tokenOf(given));
    if (id !== undefined) return id;
    throw new PipelineError('BAD_OPTION', `The tokenizer knows no language ${JSON.stringify(given)}.`, {
      where: option,
      hint: 'Languages are named as in the model card, such as en_XX, eng_Latn or en.',
    });
  };
  const source = language('src_lang', fromTask);
  const target = language('tgt_lang', toTask);
  const end = tokenizer.engine.tokenToId(eosToken);
  const ends = end === undefined ? [] : [end];
  return languageBehindText === true ? { before: [], after: [...ends, source], target } : { before: [source], after: ends, target };
}
