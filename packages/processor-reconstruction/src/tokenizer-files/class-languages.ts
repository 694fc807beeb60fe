/** Tokenizer classes of translation models: the language that they assume, and where they put its token. */
import { booleanField } from './json-value.js';
import type { PretrainedConfig } from './pretrained-config.js';

/** Source languages of the classes where the folder names none. */
export const DEFAULT_LANGUAGE: Readonly<Record<string, string>> = {
  MBartTokenizer: 'en_XX',
  MBart50Tokenizer: 'en_XX',
  NllbTokenizer: 'eng_Latn',
  M2M100Tokenizer: 'en',
};

/** Whether a class puts a language token to every text. */
export function hasSourceLanguage(className: string): boolean {
  return Object.hasOwn(DEFAULT_LANGUAGE, className);
}

/** Whether the language goes behind a text's end token; `undefined` for classes without languages. */
export function languageBehindText({ className, values }: PretrainedConfig): boolean | undefined {
  if (!hasSourceLanguage(className)) return undefined;
  return className === 'MBartTokenizer' || (className === 'NllbTokenizer' && booleanField(values, 'legacy_behaviour') === true);
}
