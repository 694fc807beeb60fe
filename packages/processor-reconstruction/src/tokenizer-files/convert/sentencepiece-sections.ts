/** Sections of a `tokenizer.json` that every SentencePiece model gives: vocabulary, merges, added tokens, the charsmap. */
import { ProcessorError } from '../../processor-error.js';
import type { JsonObject } from '../json-value.js';
import type { AddedTokenRow } from '../pretrained-config.js';
import type { Conversion } from './conversion.js';
import { generateMerges } from './sentencepiece-merges.js';
import {
  MODEL_UNIGRAM,
  PIECE_CONTROL,
  PIECE_USER_DEFINED,
  readSentencePieceModel,
  type SentencePieceModel,
} from './sentencepiece-model.js';

/** SentencePiece's mark of a space. */
export const PIECE_SPACE = '▁';

/** A piece and its score. */
export type ScoredPiece = [string, number];

/** What a class asks of the model section. */
export interface SpmModelOptions {
  readonly byteFallback?: boolean;
  /** Whether a missing tab piece stands at the id of `<0x09>`, as in Gemma. */
  readonly tabIsByte?: boolean;
  /** User-defined pieces that are special. */
  readonly specialPieces?: readonly string[];
}

/** Names under which the models of transformers' classes stand in a folder. */
const MODEL_FILES = ['spiece.model', 'tokenizer.model', 'sentencepiece.bpe.model', 'spm.model', 'sentencepiece.model'];

/** Path of the folder's SentencePiece model, or `undefined`. */
export function sentencePiecePath({ files }: Conversion): string | undefined {
  return MODEL_FILES.find((path) => files.has(path));
}

/** The folder's SentencePiece model. @throws {ProcessorError} `TOKENIZER_FILES_MISSING`, `BAD_SENTENCEPIECE_MODEL` */
export async function readModelOf(conversion: Conversion): Promise<SentencePieceModel> {
  const path = sentencePiecePath(conversion);
  if (path === undefined) {
    const { files, config } = conversion;
    throw new ProcessorError('TOKENIZER_FILES_MISSING', `${files.origin} has no SentencePiece model, which ${config.className} needs`, {
      hint: `Put ${MODEL_FILES.slice(0, 3).join(', ')} or tokenizer.json of the model beside it.`,
    });
  }
  return readSentencePieceModel(await conversion.files.bytes(path), path);
}

/** The `model` section: Unigram, or BPE with merges in the order of the scores. */
export function modelSection(
  model: SentencePieceModel,
  pieces: readonly ScoredPiece[],
  unkId: number,
  options: SpmModelOptions = {},
): JsonObject {
  const { byteFallback = false, tabIsByte = false } = options;
  if (model.modelType === MODEL_UNIGRAM) return { type: 'Unigram', unk_id: unkId, byte_fallback: byteFallback, vocab: pieces };
  const ids = new Map(model.pieces.map(({ piece }, id) => [piece, id]));
  const byteId = ids.get('<0x09>');
  if (tabIsByte && !ids.has('\t') && byteId !== undefined) ids.set('\t', byteId);
  const vocab = Object.fromEntries(pieces.map(([piece], id) => [piece, id]));
  const merges = generateMerges(ids, pieces).filter(([left, right]) => [left, right, left + right].every((part) => Object.hasOwn(vocab, part)));
  return {
    type: 'BPE',
    dropout: null,
    unk_token: model.unkPiece,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: true,
    byte_fallback: byteFallback,
    ignore_merges: false,
    vocab,
    merges,
  };
}

/** Control and user-defined pieces as added tokens, at their ids in `vocabulary` or behind it. */
export function spmAddedTokens(
  model: SentencePieceModel,
  vocabulary: ReadonlyMap<string, number>,
  specialPieces: readonly string[] = [],
): AddedTokenRow[] {
  let next = vocabulary.size;
  return model.pieces
    .filter(({ type, piece }) => (type === PIECE_CONTROL || type === PIECE_USER_DEFINED) && piece !== '')
    .map(({ piece, type }) => ({
      id: vocabulary.get(piece) ?? next++,
      content: piece,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: type === PIECE_CONTROL || specialPieces.includes(piece),
    }));
}

/** The `Precompiled` normalizer, where the model has a charsmap. */
export function charsmapNormalizer(model: SentencePieceModel): JsonObject[] {
  if (model.precompiledCharsmap.length === 0) return [];
  return [{ type: 'Precompiled', precompiled_charsmap: base64(model.precompiledCharsmap) }];
}

function base64(bytes: Uint8Array): string {
  const chunks: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) chunks.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(chunks.join(''));
}
