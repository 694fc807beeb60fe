/** Special tokens of translation classes: the code of the source language before or after every text. */
import { booleanField, type JsonObject, stringField } from './json-value.js';
import type { PretrainedConfig } from './pretrained-config.js';
import { tokenOf } from './settings-of-config.js';
import { templateProcessing } from './template-processing.js';

/** Source languages of the classes where the folder names none. */
const DEFAULT_LANGUAGE: Readonly<Record<string, string>> = {
  MBartTokenizer: 'en_XX',
  MBart50Tokenizer: 'en_XX',
  NllbTokenizer: 'eng_Latn',
  M2M100Tokenizer: 'en',
};

/** The token of a language in a class's vocabulary: `__de__` for M2M100, the code itself for the others. */
export function languageToken(className: string, language: string): string {
  return className === 'M2M100Tokenizer' ? `__${language}__` : language;
}

/** Whether a class puts a language token to every text. */
function hasSourceLanguage(className: string): boolean {
  return Object.hasOwn(DEFAULT_LANGUAGE, className);
}

/**
 * The post-processor for the configured source language (`set_src_lang_special_tokens`); `undefined` where the class has none, or where
 * nothing is configured and `whereSilent` is false.
 */
export function sourceLanguageProcessor(
  config: PretrainedConfig,
  whereSilent: boolean,
  idOf: (token: string) => number | undefined,
): JsonObject | undefined {
  const { className, values } = config;
  const configured = stringField(values, 'src_lang');
  if (!hasSourceLanguage(className) || (configured === undefined && !whereSilent)) return undefined;
  const language = languageToken(className, configured ?? DEFAULT_LANGUAGE[className] ?? '');
  const eos = tokenOf(config, 'eos_token') ?? '</s>';
  const behind = className === 'MBartTokenizer' || (className === 'NllbTokenizer' && booleanField(values, 'legacy_behaviour') === true);
  const [before, after] = behind ? ['', ` ${eos} ${language}`] : [`${language} `, ` ${eos}`];
  return templateProcessing(`${before}$A${after}`, `${before}$A $B:0${after}`, [eos, language], idOf);
}
