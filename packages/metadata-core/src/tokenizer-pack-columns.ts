/** From a packed tokenizer to typed columns, without a detour through JSON text. */
import { parseJson, type TokenizerColumns, type TokenizerMergeColumns, type TokenizerVocabColumns } from '@onnx-capsule/metadata-schema';

import {
  badPack,
  fromZigzag,
  IDS_ROWS,
  MERGES_ABSENT,
  readPack,
  readVarints,
  SCORES_ABSENT,
  SCORES_FLOAT32,
  type TokenizerPack,
  VOCAB_PAIRS,
} from './tokenizer-pack-format.js';

/**
 * The columns of the packed tokenizer in `bytes`: tokens, ids, scores, merges as rows, and the rest as a JSON tree. The columns of the merges
 * are made when one of them is first read, and keep `bytes` until then.
 *
 * @throws {MetadataError} `BAD_TOKENIZER_PACK` (for damaged merges, where they are first read); `BAD_JSON` and `LIMIT_EXCEEDED` for the rest.
 */
export function readTokenizerColumns(bytes: Uint8Array): TokenizerColumns {
  const pack = readPack(bytes);
  const vocab = readVocab(pack);
  const merges = readMerges(pack, vocab);
  return { rest: readRest(pack), vocab, ...(merges === undefined ? {} : { merges }) };
}

/** The vocabulary of `pack`. @throws {MetadataError} `BAD_TOKENIZER_PACK`. */
export function readVocab(pack: TokenizerPack): TokenizerVocabColumns {
  const { tokenCount: count, tokens, lengthColumn } = pack;
  const lengths = readVarints(lengthColumn, 'token lengths', count);
  const offsets = new Uint32Array(count + 1);
  let end = 0;
  for (let row = 0; row < count; row++) {
    end += lengths[row]!;
    if (end > tokens.length) throw badPack(`token ${row} ends at ${end} of ${tokens.length} bytes`, row);
    offsets[row + 1] = end;
  }
  if (end !== tokens.length) throw badPack(`its tokens take ${end} of ${tokens.length} bytes`, end);
  const ids = readIds(pack);
  const scores = readScores(pack);
  return { count, bytes: tokens, offsets, ...(ids === undefined ? {} : { ids }), ...(scores === undefined ? {} : { scores }) };
}

function readIds({ ids: kind, idColumn, tokenCount, vocab }: TokenizerPack): Uint32Array | undefined {
  if (kind === IDS_ROWS) return undefined;
  if (vocab === VOCAB_PAIRS || tokenCount > idColumn.length) throw badPack(`${tokenCount} tokens have ${idColumn.length} bytes of ids`, 0);
  const ids = readVarints(idColumn, 'ids', tokenCount);
  let id = -1;
  for (let row = 0; row < tokenCount; row++) {
    id += 1 + fromZigzag(ids[row]!);
    if (id < 0 || id >= 2 ** 32) throw badPack(`token ${row} has id ${id}`, row);
    ids[row] = id;
  }
  return ids;
}

function readScores({ scores: kind, scoreColumn, tokenCount, vocab }: TokenizerPack): Float64Array | undefined {
  if ((kind === SCORES_ABSENT) !== (vocab !== VOCAB_PAIRS)) throw badPack('its scores do not fit its vocabulary', 0);
  if (kind === SCORES_ABSENT) return undefined;
  if (kind === SCORES_FLOAT32) {
    if (tokenCount > scoreColumn.length) throw badPack(`${tokenCount} tokens have ${scoreColumn.length} bytes of scores`, 0);
    const bits = readVarints(scoreColumn, 'scores', tokenCount);
    for (let row = 0, previous = 0; row < tokenCount; row++) {
      const value = bits[row]!;
      previous = (previous + ((value >>> 1) ^ -(value & 1))) | 0;
      bits[row] = previous;
    }
    return Float64Array.from(new Float32Array(bits.buffer));
  }
  if (scoreColumn.length !== 8 * tokenCount) throw badPack(`${tokenCount} scores take ${scoreColumn.length} bytes`, 0);
  const view = new DataView(scoreColumn.buffer, scoreColumn.byteOffset, scoreColumn.length);
  return Float64Array.from({ length: tokenCount }, (_, row) => view.getFloat64(8 * row, true));
}

/** The merges of `pack`, read when one of the columns is first asked for: a tokenizer needs them with its first text. */
function readMerges(pack: TokenizerPack, { offsets, count: rows }: TokenizerVocabColumns): TokenizerMergeColumns | undefined {
  if (pack.merges === MERGES_ABSENT) return undefined;
  let points: ReturnType<typeof readMergePoints> | undefined;
  const read = (): ReturnType<typeof readMergePoints> => (points ??= readMergePoints(pack, offsets, rows));
  return {
    count: pack.mergeCount,
    get result() {
      return read().result;
    },
    get split() {
      return read().split;
    },
  };
}

/** The row that each merge makes, and the length of its left half in bytes. @throws {MetadataError} `BAD_TOKENIZER_PACK`. */
export function readMergePoints(
  pack: TokenizerPack,
  offsets: Uint32Array,
  rows: number,
): { readonly result: Uint32Array; readonly split: Uint32Array } {
  const { mergeCount: count } = pack;
  const result = readVarints(pack.resultColumn, 'merge results', count);
  const split = readVarints(pack.splitColumn, 'split points', count);
  let row = 0;
  for (let rank = 0; rank < count; rank++) {
    row += fromZigzag(result[rank]!);
    if (row < 0 || row >= rows) throw badPack(`merge ${rank} makes row ${row} of ${rows}`, rank);
    if (split[rank]! > offsets[row + 1]! - offsets[row]!) throw badPack(`merge ${rank} splits behind its token`, rank);
    result[rank] = row;
  }
  return { result, split };
}

/** The parsed text around vocabulary and merges. */
function readRest({ skeleton, vocabAt, mergesAt, merges }: TokenizerPack): Readonly<Record<string, unknown>> {
  const decoder = new TextDecoder();
  const text = [skeleton.subarray(0, vocabAt), skeleton.subarray(vocabAt, mergesAt), skeleton.subarray(mergesAt)].map((part) => decoder.decode(part));
  const [before, between, after] = text as [string, string, string];
  const rest = parseJson(`${before}null${between}${merges === MERGES_ABSENT ? '' : 'null'}${after}`, 'tokenizer.json');
  const model = (rest as { model?: Record<string, unknown> } | null)?.model;
  if (typeof model !== 'object' || (model as object | null) === null) throw badPack('its text holds no model', 0);
  delete model['vocab'];
  if (merges !== MERGES_ABSENT) delete model['merges'];
  return rest as Readonly<Record<string, unknown>>;
}
