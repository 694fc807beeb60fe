/**
 * What a tokenizer class changes in a loaded `tokenizer.json`: flags of the configuration that override the file's sections,
 * as the classes' `__init__` do in transformers 4.57 (and, for `add_bos_token`, transformers 5).
 */
import { booleanField, field, isObject, type JsonObject, stringField } from './json-value.js';
import type { PretrainedConfig } from './pretrained-config.js';
import { sourceLanguageProcessor } from './source-language.js';
import { tokenOf } from './settings-of-config.js';
import { templateProcessing, templateSpecials } from './template-processing.js';
import { tokenizerClass } from './tokenizer-classes.js';
import { whisperPrefix } from './whisper-prefix.js';

/** Classes whose `BertNormalizer` follows `do_lower_case`, `strip_accents` and `tokenize_chinese_chars`. */
const BERT_NORMALIZED = new Set([
  'BertTokenizer',
  'ConvBertTokenizer',
  'DistilBertTokenizer',
  'DPRContextEncoderTokenizer',
  'DPRQuestionEncoderTokenizer',
  'DPRReaderTokenizer',
  'ElectraTokenizer',
  'FunnelTokenizer',
  'LayoutLMTokenizer',
  'LayoutLMv2Tokenizer',
  'LxmertTokenizer',
  'MobileBertTokenizer',
  'MPNetTokenizer',
  'RetriBertTokenizer',
  'SplinterTokenizer',
  'SqueezeBertTokenizer',
]);

/** The definition with the sections that its class and configuration determine; `idOf` knows added tokens too. */
export function adjustedToClass(
  definition: JsonObject,
  config: PretrainedConfig,
  idOf: (token: string) => number | undefined,
): JsonObject {
  return {
    ...definition,
    normalizer: adjustedNormalizer(field(definition, 'normalizer'), config),
    pre_tokenizer: adjustedPreTokenizer(field(definition, 'pre_tokenizer'), config),
    post_processor: adjustedPostProcessor(field(definition, 'post_processor'), config, idOf),
  };
}

function adjustedNormalizer(normalizer: unknown, config: PretrainedConfig): unknown {
  if (!BERT_NORMALIZED.has(config.className) || stringField(normalizer, 'type') !== 'BertNormalizer' || !isObject(normalizer)) {
    return normalizer ?? null;
  }
  const { values } = config;
  const stripAccents = field(values, 'strip_accents');
  return {
    ...normalizer,
    lowercase: booleanField(values, 'do_lower_case') ?? booleanField(normalizer, 'lowercase') ?? true,
    strip_accents: stripAccents === undefined ? (field(normalizer, 'strip_accents') ?? null) : stripAccents,
    handle_chinese_chars:
      booleanField(values, 'tokenize_chinese_chars') ?? booleanField(normalizer, 'handle_chinese_chars') ?? true,
  };
}

function adjustedPreTokenizer(preTokenizer: unknown, config: PretrainedConfig): unknown {
  const addPrefixSpace = booleanField(config.values, 'add_prefix_space');
  if (addPrefixSpace === undefined || stringField(preTokenizer, 'type') !== 'ByteLevel' || !isObject(preTokenizer)) {
    return preTokenizer ?? null;
  }
  return { ...preTokenizer, add_prefix_space: addPrefixSpace };
}

function adjustedPostProcessor(
  processor: unknown,
  config: PretrainedConfig,
  idOf: (token: string) => number | undefined,
): unknown {
  const withPrefix = adjustedRoberta(processor, config);
  const language = sourceLanguageProcessor(config, false, idOf);
  if (language !== undefined) return language;
  const whisper = adjustedWhisper(withPrefix, config, idOf);
  if (whisper !== undefined) return whisper;
  const flags = bosEosFlags(config);
  if (flags === undefined) return withPrefix;
  const bos = flags[0] ? tokenOf(config, 'bos_token') : undefined;
  const eos = flags[1] ? tokenOf(config, 'eos_token') : undefined;
  const before = templateSpecials(withPrefix);
  if (before?.join('\0') === [bos ?? '', eos ?? ''].join('\0')) return withPrefix;
  return bosEosProcessor(bos, eos, idOf);
}

/** The template that Llama-like classes make: `bos` before and `eos` after each text, type id 1 for the second. */
function bosEosProcessor(
  bos: string | undefined,
  eos: string | undefined,
  idOf: (token: string) => number | undefined,
): JsonObject {
  const part = (text: string, type: number): string =>
    [bos === undefined ? '' : `${bos}:${type} `, `${text}:${type}`, eos === undefined ? '' : ` ${eos}:${type}`].join('');
  return templateProcessing(part('$A', 0), `${part('$A', 0)} ${part('$B', 1)}`, [bos, eos], idOf);
}

/** Whether bos and eos are added, where the class or an explicit flag decides it rather than the file. */
function bosEosFlags(config: PretrainedConfig): [boolean, boolean] | undefined {
  const bos = booleanField(config.values, 'add_bos_token');
  const eos = booleanField(config.values, 'add_eos_token');
  const defaults = tokenizerClass(config.className).bosEos;
  const explicit = bos !== undefined || eos !== undefined;
  if (config.version5 ? !explicit : defaults === undefined) return undefined;
  const [bosDefault, eosDefault] = config.version5 || defaults === undefined ? [false, false] : defaults;
  return [bos ?? bosDefault, eos ?? eosDefault];
}

function adjustedRoberta(processor: unknown, config: PretrainedConfig): unknown {
  if (stringField(processor, 'type') !== 'RobertaProcessing' || !isObject(processor)) return processor ?? null;
  const addPrefixSpace = booleanField(config.values, 'add_prefix_space');
  const trimOffsets = booleanField(config.values, 'trim_offsets');
  return {
    ...processor,
    ...(addPrefixSpace === undefined ? {} : { add_prefix_space: addPrefixSpace }),
    ...(trimOffsets === undefined ? {} : { trim_offsets: trimOffsets }),
  };
}

/** Whisper's prefix, where the configuration names a language or a task; else the file decides. */
function adjustedWhisper(
  processor: unknown,
  config: PretrainedConfig,
  idOf: (token: string) => number | undefined,
): JsonObject | undefined {
  const named = stringField(config.values, 'language') ?? stringField(config.values, 'task');
  if (config.className !== 'WhisperTokenizer' || named === undefined) return undefined;
  const eos = tokenOf(config, 'eos_token');
  if (eos === undefined) return undefined;
  const prefix = whisperPrefix(config);
  const before = templateSpecials(processor);
  if (before?.join('\0') === [prefix.join(' '), eos].join('\0')) return undefined;
  const start = prefix.map((token) => `${token}:0 `).join('');
  return templateProcessing(`${start}$A:0 ${eos}:0`, `${start}$A:0 $B:1 ${eos}:1`, [...prefix, eos], idOf);
}
