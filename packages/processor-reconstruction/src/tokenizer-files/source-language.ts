/** Special tokens of translation classes: the code of the source language before or after every text. */
import { DEFAULT_LANGUAGE, hasSourceLanguage, languageBehindText } from './class-languages.js';
import { type JsonObject, stringField } from './json-value.js';
import type { PretrainedConfig } from './pretrained-config.js';
import { tokenOf } from './settings-of-config.js';
import { templateProcessing } from './template-processing.js';

/** The token of a language in a class's vocabulary: `__de__` for M2M100, the code itself for the others. */
export function languageToken(className: string, language: string): string {
  return className === 'M2M100Tokenizer' ? `__${language}__` : language;
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
  const [before, after] = languageBehindText(config) === true ? ['', ` ${eos} ${language}`] : [`${language} `, ` ${eos}`];
  return templateProcessing(`${before}$A${after}`, `${before}$A $B:0${after}`, [eos, language], idOf);
}
