/** Classes with a SentencePiece model and a fast counterpart: sections as transformers' `SpmConverter` and its subclasses make them. */
import { numberField, type JsonObject } from '../json-value.js';
import type { AddedTokenRow } from '../pretrained-config.js';
import { sourceLanguageProcessor } from '../source-language.js';
import { templateProcessing } from '../template-processing.js';
import {
  configured,
  type Conversion,
  type Converter,
  definitionOf,
  flag,
  idsOf,
  replace,
  sequence,
  special,
} from './conversion.js';
import { MBART_LANGUAGES, MBART50_LANGUAGES } from './language-tokens.js';
import {
  charsmapNormalizer,
  modelSection,
  PIECE_SPACE,
  readModelOf,
  type ScoredPiece,
  type SpmModelOptions,
  spmAddedTokens,
} from './sentencepiece-sections.js';
import type { SentencePieceModel } from './sentencepiece-model.js';

type IdOf = (token: string) => number | undefined;

/** What a class does differently from `SpmConverter`. */
interface SpmClass {
  readonly vocab?: (model: SentencePieceModel, conversion: Conversion) => ScoredPiece[];
  readonly unkId?: number | ((model: SentencePieceModel, conversion: Conversion) => number);
  readonly normalizer?: (model: SentencePieceModel, conversion: Conversion) => JsonObject | null;
  readonly preTokenizer?: (metaspace: JsonObject, conversion: Conversion) => JsonObject | null;
  readonly decoder?: (metaspace: JsonObject, conversion: Conversion) => JsonObject;
  /** Template as in Python: `[CLS]:0 $A:0 [SEP]:0`; special tokens are its words but `$A` and `$B`. */
  readonly template?: (conversion: Conversion) => readonly [string, string];
  readonly options?: SpmModelOptions;
}

function converter(spm: SpmClass): Converter {
  return async (conversion) => {
    const model = await readModelOf(conversion);
    const pieces = spm.vocab?.(model, conversion) ?? model.pieces.map(({ piece, score }): ScoredPiece => [piece, score]);
    const unkId = typeof spm.unkId === 'function' ? spm.unkId(model, conversion) : (spm.unkId ?? model.unkId);
    const vocabulary = new Map(pieces.map(([piece], id) => [piece, id]));
    const addedTokens: AddedTokenRow[] = spmAddedTokens(model, vocabulary, spm.options?.specialPieces);
    const idOf: IdOf = idsOf(vocabulary, conversion, addedTokens);
    const metaspace = metaspaceOf(conversion);
    const template = spm.template?.(conversion);
    const language = sourceLanguageProcessor(conversion.config, true, idOf);
    return definitionOf(modelSection(model, pieces, unkId, spm.options), {
      addedTokens,
      normalizer: spm.normalizer === undefined ? defaultNormalizer(model) : spm.normalizer(model, conversion),
      preTokenizer: spm.preTokenizer === undefined ? metaspace : spm.preTokenizer(metaspace, conversion),
      decoder: spm.decoder === undefined ? metaspace : spm.decoder(metaspace, conversion),
      postProcessor: language ?? (template === undefined ? null : templateProcessing(...template, tokensOf(template), idOf)),
    });
  };
}

function tokensOf(template: readonly [string, string]): string[] {
  const words = template.flatMap((text) => text.split(' ')).map((word) => word.replace(/:\d+$/u, ''));
  return [...new Set(words)].filter((word) => word !== '$A' && word !== '$B');
}

/** `Metaspace` as `_get_prepend_scheme` chooses it: a space always, or first only where the class is not in its legacy mode. */
function metaspaceOf(conversion: Conversion): JsonObject {
  const addPrefixSpace = configured(conversion, 'add_prefix_space') !== false;
  const scheme = addPrefixSpace ? (configured(conversion, 'legacy') === false ? 'first' : 'always') : 'never';
  return { type: 'Metaspace', replacement: PIECE_SPACE, prepend_scheme: scheme, split: true };
}

function defaultNormalizer(model: SentencePieceModel): JsonObject {
  return sequence('normalizers', [
    ...charsmapNormalizer(model),
    { type: 'Strip', strip_left: false, strip_right: true },
    replace(' {2,}', PIECE_SPACE, true),
  ]);
}

function albertNormalizer(model: SentencePieceModel, conversion: Conversion): JsonObject {
  return sequence('normalizers', [
    ...quotesAndAccents(conversion, true, false),
    ...charsmapNormalizer(model),
    replace(' {2,}', ' ', true),
  ]);
}

function quotesAndAccents(conversion: Conversion, lowerCase: boolean, keepAccents: boolean): JsonObject[] {
  return [
    replace('``', '"'),
    replace("''", '"'),
    ...(flag(conversion, 'keep_accents', keepAccents) ? [] : [{ type: 'NFKD' }, { type: 'StripAccents' }]),
    ...(flag(conversion, 'do_lower_case', lowerCase) ? [{ type: 'Lowercase' }] : []),
  ];
}

/** ALBERT's and XLNet's trick against pieces such as `2,`: their score falls by 100. */
function withoutNumberCommas(model: SentencePieceModel): ScoredPiece[] {
  return model.pieces.map(({ piece, score }) => [piece, /\p{Nd},$/u.test(piece) ? score - 100 : score]);
}

const rest = (model: SentencePieceModel, from: number): ScoredPiece[] =>
  model.pieces.slice(from).map(({ piece, score }): ScoredPiece => [piece, score]);
const zero = (...pieces: string[]): ScoredPiece[] => pieces.map((piece): ScoredPiece => [piece, 0]);

const fairseq = (model: SentencePieceModel): ScoredPiece[] => [...zero('<s>', '<pad>', '</s>', '<unk>'), ...rest(model, 3)];
const CLS_SEP = ['[CLS]:0 $A:0 [SEP]:0', '[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1'] as const;
const S_PAIR = ['<s> $A </s>', '<s> $A </s> </s> $B </s>'] as const;

const byteDecoder = (stripLeft: boolean): JsonObject =>
  sequence('decoders', [
    replace(PIECE_SPACE, ' '),
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    ...(stripLeft ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
  ]);

const llama = converter({
  options: { byteFallback: true },
  unkId: 0,
  normalizer: (_, conversion) => {
    if (configured(conversion, 'legacy') === false) return null;
    const prepend = configured(conversion, 'add_prefix_space') === false ? [] : [{ type: 'Prepend', prepend: PIECE_SPACE }];
    return sequence('normalizers', [...prepend, replace(' ', PIECE_SPACE)]);
  },
  preTokenizer: (metaspace, conversion) => (configured(conversion, 'legacy') === false ? { ...metaspace, split: false } : null),
  decoder: (_, conversion) => byteDecoder(configured(conversion, 'add_prefix_space') !== false),
});

const gemma = converter({
  options: { byteFallback: true, tabIsByte: true, specialPieces: ['<start_of_turn>', '<end_of_turn>'] },
  unkId: 3,
  vocab: (model, conversion) => {
    const pieces = [
      ...zero(special(conversion, 'pad_token'), special(conversion, 'eos_token'), special(conversion, 'bos_token')),
      ...rest(model, 3),
    ];
    const tab = pieces.findIndex(([piece]) => piece === '\t');
    const byte = pieces.findIndex(([piece]) => piece === '<0x09>');
    if (tab === -1 && byte !== -1) pieces[byte] = ['\t', 0];
    return pieces;
  },
  normalizer: () => replace(' ', PIECE_SPACE),
  preTokenizer: () => ({ type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false }),
  decoder: () => byteDecoder(false),
});

const pegasusOffset = (conversion: Conversion): number => numberField(conversion.config.values, 'offset') ?? 103;

const pegasus = converter({
  vocab: (model, conversion) => {
    const offset = pegasusOffset(conversion);
    const named = configured(conversion, 'mask_token_sent');
    const sentence = named === null ? [] : zero(typeof named === 'string' ? named : '<mask_1>');
    const mask = zero(special(conversion, 'mask_token'));
    const unused = Array.from({ length: Math.max(0, offset - 2) }, (_, index): ScoredPiece => [`<unk_${index + 2}>`, -100]);
    return [...zero(special(conversion, 'pad_token'), special(conversion, 'eos_token')), ...sentence, ...mask, ...unused, ...rest(model, 2)];
  },
  unkId: (model, conversion) => model.unkId + pegasusOffset(conversion),
  preTokenizer: (metaspace) => sequence('pretokenizers', [{ type: 'WhitespaceSplit' }, metaspace]),
  template: (conversion) => {
    const eos = special(conversion, 'eos_token');
    return [`$A ${eos}`, `$A $B ${eos}`];
  },
});

const xlmRoberta = converter({ vocab: (model) => [...fairseq(model), ...zero('<mask>')], unkId: 3, template: () => S_PAIR });

/** Classes by name. */
export const SENTENCEPIECE_CONVERTERS: Readonly<Record<string, Converter>> = {
  AlbertTokenizer: converter({ vocab: withoutNumberCommas, normalizer: albertNormalizer, template: () => CLS_SEP }),
  FNetTokenizer: converter({
    vocab: withoutNumberCommas,
    normalizer: (model, conversion) =>
      sequence('normalizers', [...quotesAndAccents(conversion, false, true), ...charsmapNormalizer(model), replace(' {2,}', ' ', true)]),
    template: () => CLS_SEP,
  }),
  RemBertTokenizer: converter({
    normalizer: (model, conversion) => {
      const [backquotes, quotes, ...accents] = quotesAndAccents(conversion, false, true);
      const quoteSteps = [backquotes, quotes].filter((step) => step !== undefined);
      return sequence('normalizers', [...quoteSteps, replace(' {2,}', ' ', true), ...accents, ...charsmapNormalizer(model)]);
    },
    template: () => CLS_SEP,
  }),
  XLNetTokenizer: converter({
    vocab: withoutNumberCommas,
    normalizer: (model, conversion) =>
      sequence('normalizers', [...quotesAndAccents(conversion, false, false), ...charsmapNormalizer(model), replace(' {2,}', ' ', true)]),
    template: () => ['$A:0 <sep>:0 <cls>:2', '$A:0 <sep>:0 $B:1 <sep>:1 <cls>:2'],
  }),
  BigBirdTokenizer: converter({ template: () => CLS_SEP }),
  ReformerTokenizer: converter({}),
  CamembertTokenizer: converter({
    vocab: (model) => [
      ...zero('<s>NOTUSED', '<pad>', '</s>NOTUSED', '<unk>'),
      ['<unk>NOTUSED', -100],
      ...rest(model, 1),
      ...zero('<mask>'),
    ],
    unkId: 3,
    template: () => S_PAIR,
  }),
  BarthezTokenizer: converter({ unkId: 3, template: () => S_PAIR }),
  DebertaV2Tokenizer: converter({
    normalizer: (model, conversion) =>
      sequence('normalizers', [
        ...(flag(conversion, 'do_lower_case', false) ? [{ type: 'Lowercase' }] : []),
        { type: 'Strip', strip_left: true, strip_right: true },
        ...charsmapNormalizer(model),
        replace(' {2,}', ' ', true),
      ]),
    preTokenizer: (metaspace, conversion) =>
      sequence('pretokenizers', [
        ...(flag(conversion, 'split_by_punct', false) ? [{ type: 'Punctuation', behavior: 'Isolated' }] : []),
        metaspace,
      ]),
    template: () => CLS_SEP,
  }),
  XLMRobertaTokenizer: xlmRoberta,
  LayoutXLMTokenizer: xlmRoberta,
  MBartTokenizer: converter({
    vocab: (model) => [...fairseq(model), ...zero(...MBART_LANGUAGES, '<mask>')],
    unkId: 3,
  }),
  MBart50Tokenizer: converter({
    vocab: (model) => [...fairseq(model), ...zero(...MBART50_LANGUAGES, '<mask>')],
    unkId: 3,
  }),
  NllbTokenizer: converter({ vocab: fairseq, unkId: 3 }),
  XGLMTokenizer: converter({
    vocab: (model) => [...fairseq(model), ...zero(...Array.from({ length: 7 }, (_, index) => `<madeupword${index}>`))],
    unkId: 3,
    template: () => ['</s> $A', '</s> $A </s> </s> $B'],
  }),
  T5Tokenizer: converter({
    vocab: (model, conversion) => {
      const count = numberField(conversion.config.values, 'extra_ids') ?? 100;
      const extras = Array.from({ length: count }, (_, index) => `<extra_id_${count - 1 - index}>`);
      return [...rest(model, 0), ...zero(...extras)];
    },
    template: () => ['$A </s>', '$A </s> $B </s>'],
  }),
  PegasusTokenizer: pegasus,
  LlamaTokenizer: llama,
  CodeLlamaTokenizer: llama,
  GemmaTokenizer: gemma,
};

