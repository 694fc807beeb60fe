/** What a class adds by itself to a folder without tokenizer.json, where the configuration is silent: further special tokens, clean-up. */
import { MBART_LANGUAGES, MBART50_LANGUAGES, NLLB_LANGUAGES } from './convert/language-tokens.js';
import { plainSpecialToken } from './added-token-list.js';
import { booleanField, field, numberField } from './json-value.js';
import type { PretrainedConfig } from './pretrained-config.js';

/** Classes whose slow form cleans up spaces by default. */
const CLEANING = new Set([
  'BertTokenizer',
  'ConvBertTokenizer',
  'DistilBertTokenizer',
  'ElectraTokenizer',
  'FunnelTokenizer',
  'LayoutLMTokenizer',
  'LxmertTokenizer',
  'MobileBertTokenizer',
  'MPNetTokenizer',
  'SqueezeBertTokenizer',
]);

/** The configuration with the class's own further tokens and flags. */
export function withFolderDefaults(config: PretrainedConfig): PretrainedConfig {
  const cleans = CLEANING.has(config.className) && booleanField(config.values, 'clean_up_tokenization_spaces') === undefined;
  const values = cleans ? { ...config.values, clean_up_tokenization_spaces: true } : config.values;
  if (Array.isArray(field(config.values, 'additional_special_tokens'))) return { ...config, values };
  const extras = furtherTokens(config);
  if (extras.length === 0) return { ...config, values };
  return {
    ...config,
    values: { ...values, additional_special_tokens: extras },
    extraTokens: [...config.extraTokens, ...extras.map(plainSpecialToken)],
  };
}

function furtherTokens({ className, values }: PretrainedConfig): string[] {
  const numbered = (from: number, to: number, name: (index: number) => string): string[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => name(from + index));
  switch (className) {
    case 'MBartTokenizer':
      return [...MBART_LANGUAGES];
    case 'MBart50Tokenizer':
      return [...MBART50_LANGUAGES];
    case 'NllbTokenizer':
      return [...NLLB_LANGUAGES];
    case 'T5Tokenizer':
      return numbered(0, numberField(values, 'extra_ids') ?? 100, (index) => `<extra_id_${index}>`);
    case 'PegasusTokenizer': {
      const sentence = field(values, 'mask_token_sent');
      const named = sentence === null ? [] : [typeof sentence === 'string' ? sentence : '<mask_1>'];
      return [...named, ...numbered(2, numberField(values, 'offset') ?? 103, (index) => `<unk_${index}>`)];
    }
    default:
      return [];
  }
}
