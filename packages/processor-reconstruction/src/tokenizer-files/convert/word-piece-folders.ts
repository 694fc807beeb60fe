/** BERT-like classes: `vocab.txt`, one token a line (transformers' `BertConverter` and its kin). */
import { templateProcessing } from '../template-processing.js';
import { configured, type Conversion, type Converter, definitionOf, flag, idsOf, special } from './conversion.js';

/** Template of a class: `$A`, `$B` and special tokens by attribute name. */
interface Template {
  readonly single: string;
  readonly pair: string;
}

const BERT: Template = { single: '{cls}:0 $A:0 {sep}:0', pair: '{cls}:0 $A:0 {sep}:0 $B:1 {sep}:1' };
const FUNNEL: Template = { single: '{cls}:2 $A:0 {sep}:0', pair: '{cls}:2 $A:0 {sep}:0 $B:1 {sep}:1' };
const MPNET: Template = { single: '{cls}:0 $A:0 {sep}:0', pair: '{cls}:0 $A:0 {sep}:0 {sep}:0 $B:1 {sep}:1' };

/** Classes by name. */
export const WORD_PIECE_CONVERTERS: Readonly<Record<string, Converter>> = {
  ...Object.fromEntries(
    [
      'BertTokenizer',
      'ConvBertTokenizer',
      'DistilBertTokenizer',
      'DPRContextEncoderTokenizer',
      'DPRQuestionEncoderTokenizer',
      'DPRReaderTokenizer',
      'ElectraTokenizer',
      'LayoutLMTokenizer',
      'LayoutLMv2Tokenizer',
      'LxmertTokenizer',
      'MobileBertTokenizer',
      'RetriBertTokenizer',
      'SqueezeBertTokenizer',
    ].map((name): [string, Converter] => [name, (conversion) => convertWordPiece(conversion, BERT)]),
  ),
  FunnelTokenizer: (conversion) => convertWordPiece(conversion, FUNNEL),
  MPNetTokenizer: (conversion) => convertWordPiece(conversion, MPNET),
};

async function convertWordPiece(conversion: Conversion, template: Template) {
  const vocabulary = await readVocabText(conversion);
  const cls = special(conversion, 'cls_token');
  const sep = special(conversion, 'sep_token');
  const basic = flag(conversion, 'do_basic_tokenize', true);
  const filled = (text: string): string => text.replaceAll('{cls}', cls).replaceAll('{sep}', sep);
  const stripAccents = configured(conversion, 'strip_accents');
  const model = {
    type: 'WordPiece',
    unk_token: special(conversion, 'unk_token'),
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(vocabulary),
  };
  return definitionOf(model, {
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: basic && flag(conversion, 'tokenize_chinese_chars', true),
      strip_accents: basic ? (typeof stripAccents === 'boolean' ? stripAccents : null) : false,
      lowercase: basic && flag(conversion, 'do_lower_case', true),
    },
    preTokenizer: { type: 'BertPreTokenizer' },
    postProcessor: templateProcessing(filled(template.single), filled(template.pair), [cls, sep], idsOf(vocabulary, conversion)),
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  });
}

/** Ids by line number; of a token that stands on two lines the last counts, as in Python. */
async function readVocabText({ files }: Conversion): Promise<Map<string, number>> {
  const lines = (await files.text('vocab.txt')).split(/\r\n|\n|\r/u);
  if (lines.at(-1) === '') lines.pop();
  return new Map(lines.map((line, id) => [line, id]));
}
