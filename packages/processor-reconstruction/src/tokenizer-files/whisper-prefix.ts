/** Whisper's prefix tokens: start, language, task, no timestamps (transformers' `WhisperTokenizer.prefix_tokens`). */
import { ProcessorError } from '../processor-error.js';
import { field, stringField } from './json-value.js';
import type { PretrainedConfig } from './pretrained-config.js';
import { LANGUAGE_CODES } from './whisper-languages.js';

/** What `set_prefix_tokens` takes. */
interface WhisperPrefixOptions {
  /** A language's English name or code. */
  readonly language?: string | undefined;
  readonly task?: string | undefined;
  readonly predictTimestamps?: boolean | undefined;
}

/** The prefix that a folder's configuration asks for. */
export function whisperPrefix(config: PretrainedConfig): string[] {
  return whisperPrefixTokens({
    language: stringField(config.values, 'language'),
    task: stringField(config.values, 'task'),
    predictTimestamps: field(config.values, 'predict_timestamps') === true,
  });
}

/** Tokens before every text. @throws {ProcessorError} `BAD_OPTION` for an unknown language or task. */
function whisperPrefixTokens({ language, task, predictTimestamps = false }: WhisperPrefixOptions): string[] {
  const tokens = ['<|startoftranscript|>'];
  if (language !== undefined) tokens.push(`<|${languageCode(language)}|>`);
  if (task !== undefined) {
    if (task !== 'transcribe' && task !== 'translate') throw badOption('task', task, 'transcribe or translate');
    tokens.push(`<|${task}|>`);
  }
  if (!predictTimestamps) tokens.push('<|notimestamps|>');
  return tokens;
}

/** Whisper's code of a language given by name or code. @throws {ProcessorError} `BAD_OPTION` */
function languageCode(language: string): string {
  const name = language.toLowerCase();
  if (Object.values(LANGUAGE_CODES).includes(name)) return name;
  const code = Object.hasOwn(LANGUAGE_CODES, name) ? LANGUAGE_CODES[name] : undefined;
  if (code === undefined) throw badOption('language', language, 'a language that Whisper knows, such as english or en');
  return code;
}

function badOption(name: string, found: string, expected: string): ProcessorError {
  return new ProcessorError('BAD_OPTION', `${name} is ${JSON.stringify(found)}, expected ${expected}`, { where: name, hint: `Pass ${expected}.` });
}
