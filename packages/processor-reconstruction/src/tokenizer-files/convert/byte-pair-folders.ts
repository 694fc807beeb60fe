/** Classes with `vocab.json` and `merges.txt`: GPT-2, RoBERTa, CLIP and their kin (transformers' `convert_slow_tokenizer`). */
import type { JsonObject } from '../json-value.js';
import { templateProcessing } from '../template-processing.js';
import {
  badVocabulary,
  type Conversion,
  type Converter,
  definitionOf,
  flag,
  idsOf,
  readVocabJson,
  replace,
  sequence,
  type Sections,
  special,
} from './conversion.js';
import { whisperPrefix } from '../whisper-prefix.js';

interface Files {
  readonly vocabulary: Map<string, number>;
  readonly merges: [string, string][];
  readonly idOf: (token: string) => number | undefined;
}

const QWEN_PATTERN =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const CLIP_PATTERN = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

const BYTE_LEVEL_DECODER = { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true };

const byteLevel = (addPrefixSpace: boolean, useRegex = true): JsonObject => ({
  type: 'ByteLevel',
  add_prefix_space: addPrefixSpace,
  trim_offsets: true,
  use_regex: useRegex,
});

/** Sections of one class. */
type ClassSections = (conversion: Conversion, files: Files) => Sections & { readonly model?: JsonObject };

function converter(sections: ClassSections): Converter {
  return async (conversion) => {
    const files = await readFiles(conversion);
    const { model = {}, ...rest } = sections(conversion, files);
    const bpe = {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(files.vocabulary),
      merges: files.merges,
      ...model,
    };
    return definitionOf(bpe, rest);
  };
}

const withPrefixSpace = (conversion: Conversion): boolean => flag(conversion, 'add_prefix_space', false);

const byteLevelSections = (conversion: Conversion): Sections => ({
  preTokenizer: byteLevel(withPrefixSpace(conversion)),
  decoder: BYTE_LEVEL_DECODER,
});

const gpt2 = converter((conversion, { idOf }) => {
  const bos = flag(conversion, 'add_bos_token', false) ? special(conversion, 'bos_token') : undefined;
  return {
    ...byteLevelSections(conversion),
    postProcessor:
      bos === undefined
        ? { ...byteLevel(true), trim_offsets: false }
        : templateProcessing(`${bos}:0 $A:0`, `${bos}:0 $A:0 $B:1`, [bos], idOf),
  };
});

const roberta = converter((conversion, { idOf }) => {
  const pairOf = (token: string): [string, number | undefined] => [token, idOf(token)];
  return {
    ...byteLevelSections(conversion),
    postProcessor: {
      type: 'RobertaProcessing',
      sep: pairOf(special(conversion, 'sep_token')),
      cls: pairOf(special(conversion, 'cls_token')),
      trim_offsets: true,
      add_prefix_space: withPrefixSpace(conversion),
    },
  };
});

const clip = converter((conversion, { idOf }) => {
  const bos = special(conversion, 'bos_token');
  const eos = special(conversion, 'eos_token');
  return {
    model: { unk_token: special(conversion, 'unk_token'), end_of_word_suffix: '</w>' },
    normalizer: sequence('normalizers', [{ type: 'NFC' }, replace('\\s+', ' ', true), { type: 'Lowercase' }]),
    preTokenizer: sequence('pretokenizers', [
      { type: 'Split', pattern: { Regex: CLIP_PATTERN }, behavior: 'Removed', invert: true },
      byteLevel(false),
    ]),
    postProcessor: {
      type: 'RobertaProcessing',
      sep: [eos, idOf(eos)],
      cls: [bos, idOf(bos)],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: sequence('decoders', [BYTE_LEVEL_DECODER, replace('</w>', ' '), replace('\\A\\s+|\\s+\\z', '', true)]),
  };
});

const qwen2 = converter((conversion) => ({
  normalizer: { type: 'NFC' },
  preTokenizer: sequence('pretokenizers', [
    { type: 'Split', pattern: { Regex: QWEN_PATTERN }, behavior: 'Isolated', invert: false },
    byteLevel(withPrefixSpace(conversion), false),
  ]),
  postProcessor: { ...byteLevel(true), trim_offsets: false },
  decoder: BYTE_LEVEL_DECODER,
}));

const deberta = converter((conversion, { idOf }) => ({
  ...byteLevelSections(conversion),
  postProcessor: templateProcessing('[CLS]:0 $A:0 [SEP]:0', '[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1', ['[CLS]', '[SEP]'], idOf),
}));

const blenderbot = converter((conversion, { idOf }) => {
  const eos = special(conversion, 'eos_token');
  return {
    preTokenizer: byteLevel(withPrefixSpace(conversion)),
    decoder: BYTE_LEVEL_DECODER,
    postProcessor: templateProcessing(`$A:0 ${eos}:0`, '$A:0 $B:1', [eos], idOf),
  };
});

const whisper = converter((conversion, { idOf }) => {
  const eos = special(conversion, 'eos_token');
  const prefix = whisperPrefix(conversion.config);
  const start = prefix.map((token) => `${token}:0 `).join('');
  return {
    ...byteLevelSections(conversion),
    postProcessor: templateProcessing(`${start}$A:0 ${eos}:0`, `${start}$A:0 $B:1 ${eos}:1`, [eos, ...prefix], idOf),
  };
});

const openAiGpt = converter((conversion) => ({
  model: { unk_token: special(conversion, 'unk_token'), continuing_subword_prefix: null, end_of_word_suffix: '</w>' },
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
  preTokenizer: { type: 'BertPreTokenizer' },
  decoder: { type: 'BPEDecoder', suffix: '</w>' },
}));

const herbert = converter((conversion, { idOf }) => {
  const sep = special(conversion, 'sep_token');
  const cls = special(conversion, 'cls_token');
  return {
    model: { unk_token: special(conversion, 'unk_token'), continuing_subword_prefix: null, end_of_word_suffix: '</w>' },
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: false, lowercase: false },
    preTokenizer: { type: 'BertPreTokenizer' },
    postProcessor: { type: 'BertProcessing', sep: [sep, idOf(sep)], cls: [cls, idOf(cls)] },
    decoder: { type: 'BPEDecoder', suffix: '</w>' },
  };
});

/** Classes by name. */
export const BYTE_PAIR_CONVERTERS: Readonly<Record<string, Converter>> = {
  GPT2Tokenizer: gpt2,
  CodeGenTokenizer: gpt2,
  RobertaTokenizer: roberta,
  BartTokenizer: roberta,
  LEDTokenizer: roberta,
  LongformerTokenizer: roberta,
  MvpTokenizer: roberta,
  CLIPTokenizer: clip,
  Qwen2Tokenizer: qwen2,
  DebertaTokenizer: deberta,
  BlenderbotTokenizer: blenderbot,
  WhisperTokenizer: whisper,
  OpenAIGPTTokenizer: openAiGpt,
  HerbertTokenizer: herbert,
};

async function readFiles(conversion: Conversion): Promise<Files> {
  const { files } = conversion;
  const vocabulary = await readVocabJson(files, 'vocab.json');
  const lines = (await files.text('merges.txt')).split('\n');
  const merges = lines
    .filter((line, index) => line.trim() !== '' && !(index === 0 && line.startsWith('#version')))
    .map((line): [string, string] => {
      const [left, right, more] = line.trim().split(/[ \t]+/u);
      if (left === undefined || right === undefined || more !== undefined) throw badVocabulary('merges.txt', `${JSON.stringify(line)} is no pair of tokens`);
      return [left, right];
    });
  return { vocabulary, merges, idOf: idsOf(vocabulary, conversion) };
}
