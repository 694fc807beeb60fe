/**
 * Classes that Python runs through the SentencePiece library itself, because they have no fast counterpart: Marian, M2M100, SigLIP. The
 * sections reproduce the library's normalisation (`normalizer.cc`) and decoding.
 */
import type { JsonObject } from '../json-value.js';
import type { AddedTokenRow } from '../pretrained-config.js';
import { plainSpecialToken } from '../added-token-list.js';
import { sourceLanguageProcessor } from '../source-language.js';
import { templateProcessing } from '../template-processing.js';
import { badVocabulary, type Conversion, type Converter, definitionOf, flag, idsOf, readVocabJson, replace, sequence, special } from './conversion.js';
import { M2M_LANGUAGES } from './language-tokens.js';
import { readSentencePieceModel, type SentencePieceModel } from './sentencepiece-model.js';
import { charsmapNormalizer, modelSection, PIECE_SPACE, readModelOf, type ScoredPiece } from './sentencepiece-sections.js';

/** Classes by name. */
export const NATIVE_SENTENCEPIECE_CONVERTERS: Readonly<Record<string, Converter>> = {
  MarianTokenizer: convertMarian,
  M2M100Tokenizer: convertM2m100,
  SiglipTokenizer: convertSiglip,
};

async function convertMarian(conversion: Conversion): Promise<JsonObject> {
  const { files } = conversion;
  const [source, target] = await Promise.all(
    ['source.spm', 'target.spm'].map(async (path) => readSentencePieceModel(await files.bytes(path), path)),
  );
  const ids = await readVocabJson(files, 'vocab.json');
  const eos = special(conversion, 'eos_token');
  const languages = [...ids.keys()].filter((token) => token.startsWith('>>') && token.endsWith('<<'));
  return definitionOf(modelWithOwnIds(source!, ids, special(conversion, 'unk_token')), {
    addedTokens: languages.map((token) => ({ ...plainSpecialToken(token), special: false, id: ids.get(token)! })),
    normalizer: nativeNormalizer(source!, true),
    postProcessor: templateProcessing(`$A ${eos}`, `$A $B:0 ${eos}`, [eos], idsOf(ids, conversion)),
    decoder: nativeDecoder(target!, specialTokens(conversion), 'after each'),
  });
}

/** The language tokens have ids behind the vocabulary; only those that the folder lists among its special tokens are special. */
async function convertM2m100(conversion: Conversion): Promise<JsonObject> {
  const model = await readModelOf(conversion);
  const pieces = await readVocabJson(conversion.files, 'vocab.json');
  const ids = new Map([...pieces, ...M2M_LANGUAGES.map((language, index): [string, number] => [`__${language}__`, pieces.size + index])]);
  const listed = conversion.config.extraTokens.filter(({ content }) => ids.has(content) && !pieces.has(content));
  const addedTokens: AddedTokenRow[] = listed.map(({ content }) => ({ ...plainSpecialToken(content), id: ids.get(content)! }));
  const idOf = idsOf(ids, conversion, addedTokens);
  return definitionOf(modelWithOwnIds(model, ids, special(conversion, 'unk_token')), {
    addedTokens,
    normalizer: nativeNormalizer(model, true),
    postProcessor: sourceLanguageProcessor(conversion.config, true, idOf) ?? null,
    decoder: nativeDecoder(model, specialTokens(conversion), 'none', addedTokens.map(({ content }) => content)),
  });
}

async function convertSiglip(conversion: Conversion): Promise<JsonObject> {
  const model = await readModelOf(conversion);
  const pieces = model.pieces.map(({ piece, score }): ScoredPiece => [piece, score]);
  const vocabulary = new Map(pieces.map(([piece], id) => [piece, id]));
  const eos = special(conversion, 'eos_token');
  const lowerCase = flag(conversion, 'do_lower_case', true) ? [{ type: 'Lowercase' }] : [];
  const canonical = [
    replace(PIECE_SPACE, ' '),
    replace('[!-/:-@\\[-`{-~]', '', true),
    replace('\\s+', ' ', true),
    { type: 'Strip', strip_left: true, strip_right: true },
  ];
  return definitionOf(modelSection(model, pieces, model.unkId, { byteFallback: model.byteFallback }), {
    normalizer: sequence('normalizers', [...lowerCase, ...canonical, nativeNormalizer(model, false)]),
    preTokenizer: { type: 'Metaspace', replacement: PIECE_SPACE, prepend_scheme: 'first', split: false },
    postProcessor: templateProcessing(`$A ${eos}`, `$A ${eos} $B:0 ${eos}:0`, [eos], idsOf(vocabulary, conversion)),
    decoder: nativeDecoder(model, specialTokens(conversion), 'before text'),
  });
}

/** Unigram over a model's pieces, but with the ids of `vocab.json`; a piece that it lacks stands for the unknown token. */
function modelWithOwnIds(model: SentencePieceModel, ids: ReadonlyMap<string, number>, unkToken: string): JsonObject {
  const unkId = ids.get(unkToken);
  if (unkId === undefined) throw badVocabulary('vocab.json', `it has no ${unkToken}`);
  const scores = new Map(model.pieces.filter(({ type }) => type === 1 || type === 4 || type === 6).map(({ piece, score }) => [piece, score]));
  const end = Math.max(...ids.values()) + 1;
  if (end > ids.size + 100_000) throw badVocabulary('vocab.json', `its ${ids.size} tokens have ids up to ${end - 1}`);
  const vocab: ScoredPiece[] = Array.from({ length: end }, (_, id): ScoredPiece => [`<id ${id}>`, Number.NaN]);
  for (const [token, id] of ids) vocab[id] = [token, scores.get(token) ?? Number.NaN];
  for (const [piece, score] of scores) if (!ids.has(piece)) vocab.push([piece, score]);
  return { type: 'Unigram', unk_id: unkId, byte_fallback: model.byteFallback, ids_end: end, vocab };
}

/** The library's normalisation: charsmap, one space between words and none around, a space before, `▁` for spaces. */
function nativeNormalizer(model: SentencePieceModel, withPrefix: boolean): JsonObject {
  const charsmap = charsmapNormalizer(model).map((step) => ({ ...step, longest_prefix: true }));
  const spaces = model.removeExtraWhitespaces ? [replace('\\A +| +\\z', '', true), replace(' {2,}', ' ', true)] : [];
  const prefix = withPrefix && model.addDummyPrefix ? [{ type: 'Prepend', prepend: PIECE_SPACE }] : [];
  return sequence('normalizers', [...charsmap, ...spaces, ...prefix, replace(' ', PIECE_SPACE)]);
}

/** Where a class puts a space around special tokens. */
type SpecialSpacing = 'after each' | 'before text' | 'none';

/** The library's decoding of each run between special tokens, put together as the class does it; spaces keep `added` tokens apart. */
function nativeDecoder(model: SentencePieceModel, specials: readonly string[], spacing: SpecialSpacing, added: readonly string[] = []): JsonObject {
  const names = anyOf([...specials, ...added]);
  const apart = {
    'after each': [replace(`(?<=${names}) ?`, ' ', true)],
    'before text': [replace(`(?<=${names})(?: (?!${names}|\\z)|(?! |${names}|\\z))`, ' ', true), replace(`(?<=${names}) (?![\\s\\S]*(?:${names}))`, '', true)],
    none: [replace(`(?<=${names}) `, '', true)],
  }[spacing];
  return sequence('decoders', [
    replace(PIECE_SPACE, ' '),
    ...(model.byteFallback ? [{ type: 'ByteFallback' }] : []),
    { type: 'Fuse' },
    ...apart,
    ...(added.length > 0 ? spacedApart(anyOf(added)) : []),
    replace('\\A\\s+|\\s+\\z', '', true),
  ]);
}

/** Trims the runs between the tokens that `names` matches, and puts one space between run and token. */
function spacedApart(names: string): JsonObject[] {
  return [
    replace(`(?<=${names})\\s+|\\s+(?=${names})`, '', true),
    replace(`(?!\\A)(?<!${names})(?=${names})`, ' ', true),
    replace(`(?<=${names})(?!\\z)`, ' ', true),
  ];
}

/** A pattern that matches each of `texts`. */
function anyOf(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')).join('|');
}

function specialTokens(conversion: Conversion): string[] {
  return [...new Set(['unk_token', 'eos_token', 'pad_token'].map((name) => special(conversion, name)))];
}
