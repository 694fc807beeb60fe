/** Packs a `tokenizer.json`: vocabulary and merges as columns, everything else as it stands. */
import { isCapsuleError } from '@onnx-capsule/metadata-schema';

import { JsonCursor, type JsonRange, memberRanges } from './json-ranges.js';
import { TokenIndex } from './token-index.js';
import { readTokenizerColumns } from './tokenizer-pack-columns.js';
import {
  IDS_COLUMN,
  IDS_ROWS,
  MERGES_ABSENT,
  MERGES_PAIRS,
  MERGES_STRINGS,
  SCORES_ABSENT,
  SCORES_FLOAT32,
  SCORES_FLOAT64,
  STYLE_COMPACT,
  STYLE_INDENTED,
  STYLE_SPACED,
  VOCAB_OBJECT,
  VOCAB_PAIRS,
  writePack,
} from './tokenizer-pack-format.js';
import { isPlainScore, unpackTokenizer } from './tokenizer-pack-text.js';
import { varintLength, writeVarint } from './wire.js';

const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const NEWLINE = 0x0a;

/** Tokens one after the other. */
interface TokenList {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

/**
 * The packed form of the `tokenizer.json` in `json`; `undefined` where it has no vocabulary of the known shapes, or where unpacking
 * would not give the identical bytes or its columns could not be read.
 */
export function packTokenizer(json: Uint8Array): Uint8Array | undefined {
  const packed = pack(json);
  if (packed === undefined) return undefined;
  try {
    readTokenizerColumns(packed);
    return equal(unpackTokenizer(packed, json.length), json) ? packed : undefined;
  } catch (error) {
    if (isCapsuleError(error)) return undefined;
    throw error;
  }
}

function pack(json: Uint8Array): Uint8Array | undefined {
  const model = memberRanges(json, 0, ['model']).get('model');
  if (model === undefined) return undefined;
  const members = memberRanges(json, model.start, ['vocab', 'merges']);
  const vocabRange = members.get('vocab');
  const mergesRange = json[members.get('merges')?.start ?? -1] === OPEN_BRACKET ? members.get('merges') : undefined;
  if (vocabRange === undefined || (mergesRange !== undefined && mergesRange.start < vocabRange.start)) return undefined;
  const vocab = json[vocabRange.start] === OPEN_BRACE ? readObject(json, vocabRange) : readPairs(json, vocabRange);
  if (vocab === undefined) return undefined;
  const merges = mergesRange === undefined ? NO_MERGES : readMergeList(json, mergesRange, vocab.tokens);
  if (merges === undefined) return undefined;
  const vocabLength = vocabRange.end - vocabRange.start;
  const mergesLength = mergesRange === undefined ? 0 : mergesRange.end - mergesRange.start;
  const skeleton = new Uint8Array(json.length - vocabLength - mergesLength);
  skeleton.set(json.subarray(0, vocabRange.start));
  skeleton.set(json.subarray(vocabRange.end, mergesRange?.start ?? json.length), vocabRange.start);
  if (mergesRange !== undefined) skeleton.set(json.subarray(mergesRange.end), mergesRange.start - vocabLength);
  const { bytes: tokens, offsets } = vocab.tokens;
  return writePack({
    style: styleOf(json, vocabRange),
    vocab: vocab.scores === undefined ? VOCAB_OBJECT : VOCAB_PAIRS,
    merges: merges.kind,
    ...idColumn(vocab.ids),
    ...scoreColumn(vocab.scores),
    vocabAt: vocabRange.start,
    mergesAt: mergesRange === undefined ? skeleton.length : mergesRange.start - vocabLength,
    tokenCount: offsets.length - 1,
    mergeCount: merges.count,
    skeleton,
    lengthColumn: varints(Array.from({ length: offsets.length - 1 }, (_, row) => offsets[row + 1]! - offsets[row]!)),
    tokens,
    resultColumn: merges.resultColumn,
    splitColumn: merges.splitColumn,
  });
}

interface Vocab {
  readonly tokens: TokenList;
  readonly ids: readonly number[];
  readonly scores: readonly number[] | undefined;
}

function readObject(json: Uint8Array, range: JsonRange): Vocab | undefined {
  const cursor = new JsonCursor(json, range.start + 1);
  const list = new TokenListBuilder(json, range);
  const ids: number[] = [];
  for (let key = cursor.string(); key !== undefined; key = cursor.string()) {
    list.add(key);
    const id = cursor.word();
    if (!/^\d{1,10}$/.test(id)) return undefined;
    ids.push(Number(id));
  }
  return cursor.position === range.end - 1 ? { tokens: list.finish(), ids, scores: undefined } : undefined;
}

function readPairs(json: Uint8Array, range: JsonRange): Vocab | undefined {
  if (json[range.start] !== OPEN_BRACKET) return undefined;
  const cursor = new JsonCursor(json, range.start + 1);
  const list = new TokenListBuilder(json, range);
  const scores: number[] = [];
  while (cursor.take(OPEN_BRACKET)) {
    const token = cursor.string();
    if (token === undefined) return undefined;
    list.add(token);
    const score = Number(cursor.word() || NaN);
    if (!isPlainScore(score) || !cursor.take(CLOSE_BRACKET)) return undefined;
    scores.push(score);
  }
  return cursor.position === range.end - 1 ? { tokens: list.finish(), ids: scores.map((_, row) => row), scores } : undefined;
}

/** Collects tokens without their JSON escapes. */
class TokenListBuilder {
  readonly #json: Uint8Array;
  readonly #bytes: Uint8Array;
  readonly #offsets: number[] = [0];
  #length = 0;

  constructor(json: Uint8Array, range: JsonRange) {
    this.#json = json;
    this.#bytes = new Uint8Array(range.end - range.start);
  }

  add(string: JsonRange): void {
    const token = unescaped(this.#json, string);
    this.#bytes.set(token, this.#length);
    this.#length += token.length;
    this.#offsets.push(this.#length);
  }

  finish(): TokenList {
    return { bytes: this.#bytes.subarray(0, this.#length), offsets: Uint32Array.from(this.#offsets) };
  }
}

interface Merges {
  readonly kind: number;
  readonly count: number;
  readonly resultColumn: Uint8Array;
  readonly splitColumn: Uint8Array;
}

const NO_MERGES: Merges = { kind: MERGES_ABSENT, count: 0, resultColumn: new Uint8Array(), splitColumn: new Uint8Array() };

function readMergeList(json: Uint8Array, range: JsonRange, { bytes, offsets }: TokenList): Merges | undefined {
  const index = new TokenIndex(bytes, offsets);
  if (index.fill() >= 0) return undefined;
  const cursor = new JsonCursor(json, range.start + 1);
  const pairs = cursor.peek() === OPEN_BRACKET;
  const results: number[] = [];
  const splits: number[] = [];
  let previous = 0;
  for (let halves = nextMerge(json, cursor, pairs); halves !== undefined; halves = nextMerge(json, cursor, pairs)) {
    const [left, right] = halves;
    const whole = new Uint8Array(left.length + right.length);
    whole.set(left);
    whole.set(right, left.length);
    const row = index.find(whole, 0, whole.length);
    const parts = index.find(left, 0, left.length) >= 0 && index.find(right, 0, right.length) >= 0;
    if (row < 0 || !parts || left.length === 0 || right.length === 0) return undefined;
    results.push(zigzag(row - previous));
    splits.push(left.length);
    previous = row;
  }
  if (cursor.peek() !== CLOSE_BRACKET || cursor.position !== range.end - 1) return undefined;
  return { kind: pairs ? MERGES_PAIRS : MERGES_STRINGS, count: splits.length, resultColumn: varints(results), splitColumn: varints(splits) };
}

/** The two halves of the next merge; `undefined` where there is none, or none that can be packed. */
function nextMerge(json: Uint8Array, cursor: JsonCursor, pairs: boolean): readonly [Uint8Array, Uint8Array] | undefined {
  if (pairs) {
    if (!cursor.take(OPEN_BRACKET)) return undefined;
    const left = cursor.string();
    const right = cursor.string();
    if (left === undefined || right === undefined || !cursor.take(CLOSE_BRACKET)) return undefined;
    return [unescaped(json, left), unescaped(json, right)];
  }
  const string = cursor.string();
  if (string === undefined) return undefined;
  const text = unescaped(json, string);
  const space = text.indexOf(SPACE);
  if (space < 0 || text.lastIndexOf(SPACE) !== space) return undefined;
  return [text.subarray(0, space), text.subarray(space + 1)];
}

function styleOf(json: Uint8Array, { start, end }: JsonRange): number {
  const list = json.subarray(start, Math.min(end, start + 1024));
  if (list[1] === NEWLINE) return STYLE_INDENTED;
  // Behind the first string stands `:` or `,` and, where the style is spaced, a space.
  const first = new JsonCursor(list, 1);
  if (list[1] === OPEN_BRACKET) first.position++;
  first.string();
  return list[first.position + 1] === SPACE ? STYLE_SPACED : STYLE_COMPACT;
}

function idColumn(ids: readonly number[]): { readonly ids: number; readonly idColumn: Uint8Array } {
  if (ids.every((id, row) => id === row)) return { ids: IDS_ROWS, idColumn: new Uint8Array() };
  return { ids: IDS_COLUMN, idColumn: varints(ids.map((id, row) => zigzag(id - (ids[row - 1] ?? -1) - 1))) };
}

function scoreColumn(scores: readonly number[] | undefined): { readonly scores: number; readonly scoreColumn: Uint8Array } {
  if (scores === undefined) return { scores: SCORES_ABSENT, scoreColumn: new Uint8Array() };
  if (scores.every((score) => Math.fround(score) === score)) {
    const bits = new Int32Array(Float32Array.from(scores).buffer);
    const deltas = Array.from(bits, (value, row) => {
      const delta = (value - (bits[row - 1] ?? 0)) | 0;
      return ((delta << 1) ^ (delta >> 31)) >>> 0;
    });
    return { scores: SCORES_FLOAT32, scoreColumn: varints(deltas) };
  }
  const view = new DataView(new ArrayBuffer(8 * scores.length));
  scores.forEach((score, row) => {
    view.setFloat64(8 * row, score, true);
  });
  return { scores: SCORES_FLOAT64, scoreColumn: new Uint8Array(view.buffer) };
}

function unescaped(json: Uint8Array, { start, end }: JsonRange): Uint8Array {
  const inner = json.subarray(start + 1, end - 1);
  if (!inner.includes(BACKSLASH)) return inner;
  try {
    return new TextEncoder().encode(JSON.parse(new TextDecoder().decode(json.subarray(start, end))) as string);
  } catch {
    // Not JSON: whatever is packed here, the comparison with the original fails.
    return inner;
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function varints(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.reduce((sum, value) => sum + varintLength(value), 0));
  let position = 0;
  for (const value of values) position = writeVarint(bytes, position, value);
  return bytes;
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}
