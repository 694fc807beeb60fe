/**
 * BPE's merges. A merge is known by the token that it makes and by where it splits it, so the rank of a pair is found by looking up the two
 * tokens' joined text: nothing has to be worked out for all merges before the first text.
 */
import { definitionError } from '../json-node.js';
import type { Vocabulary } from '../vocabulary.js';

/** Merge `r` makes the token in row `result[r]` of the vocabulary; its left half is that token's first `split[r]` bytes. */
export interface MergeList {
  readonly count: number;
  readonly result: Uint32Array;
  readonly split: Uint32Array;
  /** Rows of the right halves, where they do not follow from the above because a prefix of continued words is taken away. */
  readonly right?: Uint32Array;
}

/** The rank of pairs that nothing merges; above all others. */
export const NO_MERGE = 0x7fff_ffff;

/** Pairs whose rank is kept close at hand. */
const MEMO = 1 << 15;
const ENTRY = 4;

export class MergeRules {
  readonly count: number;
  readonly #list: MergeList;
  readonly #vocabulary: Vocabulary;
  /** Bytes of the prefix that a right half loses. */
  readonly #skip: number;
  /** Ranks by the row that they make, those of row `i` from `#starts[i]` to `#starts[i + 1]`, ascending. */
  readonly #ranks: Int32Array;
  readonly #starts: Int32Array;
  /** Left id, right id, rank and id of the result. */
  readonly #memo: Int32Array = new Int32Array(MEMO * ENTRY).fill(-1);

  /** `skip`: length in bytes of the prefix that right halves lose. @throws {ProcessorError} `BAD_TOKENIZER`. */
  constructor(list: MergeList, vocabulary: Vocabulary, skip: number) {
    const { count, result, split } = list;
    const { offsets } = vocabulary;
    this.count = count;
    this.#list = list;
    this.#vocabulary = vocabulary;
    this.#skip = skip;
    const starts = new Int32Array(vocabulary.count + 2);
    for (let rank = 0; rank < count; rank++) {
      const row = result[rank]!;
      if (row >= vocabulary.count) throw definitionError(`model.merges[${rank}]`, 'a token of the vocabulary', row);
      if (split[rank]! > offsets[row + 1]! - offsets[row]!) throw definitionError(`model.merges[${rank}]`, 'a place inside its token', split[rank]);
      starts[row + 2]!++;
    }
    for (let row = 2; row < starts.length; row++) starts[row]! += starts[row - 1]!;
    const ranks = new Int32Array(count);
    // Each entry ends up at the start of the row behind its own.
    for (let rank = 0; rank < count; rank++) ranks[starts[result[rank]! + 1]!++] = rank;
    this.#starts = starts;
    this.#ranks = ranks;
  }

  /** The rank of the merge of two ids, `NO_MERGE` for none. Of equal pairs the last one counts. */
  rank(left: number, right: number): number {
    const memo = this.#memo;
    const at = (pairHash(left, right) & (MEMO - 1)) * ENTRY;
    if (memo[at] === left && memo[at + 1] === right) return memo[at + 2]!;
    const rank = this.#find(left, right);
    memo[at] = left;
    memo[at + 1] = right;
    memo[at + 2] = rank;
    return rank;
  }

  /** The id that the merge of this rank makes. */
  result(rank: number): number {
    return this.#vocabulary.idAt(this.#list.result[rank]!);
  }

  #find(left: number, right: number): number {
    const vocabulary = this.#vocabulary;
    const first = vocabulary.rowOf(left >>> 0);
    const second = vocabulary.rowOf(right >>> 0);
    if (first < 0 || second < 0) return NO_MERGE;
    const row = vocabulary.findJoined(first, second, this.#skip);
    if (row < 0) return NO_MERGE;
    const length = vocabulary.offsets[first + 1]! - vocabulary.offsets[first]!;
    const { split, right: halves } = this.#list;
    for (let i = this.#starts[row + 1]! - 1; i >= this.#starts[row]!; i--) {
      const rank = this.#ranks[i]!;
      if (split[rank] === length && (halves === undefined || halves[rank] === second)) return rank;
    }
    return NO_MERGE;
  }

  /** Calls `visit` with the characters on both sides of each merge's seam. */
  seams(visit: (before: number, after: number) => void): void {
    const { result, split, right } = this.#list;
    const { bytes, offsets } = this.#vocabulary;
    for (let rank = 0; rank < this.count; rank++) {
      const row = result[rank]!;
      const start = offsets[row]!;
      const seam = start + split[rank]!;
      if (seam === start || seam === offsets[row + 1]!) continue;
      visit(lastCharacter(bytes, seam), firstCharacter(bytes, right === undefined ? seam : offsets[right[rank]!]!));
    }
  }
}

/** The code point whose UTF-8 starts at `start`. */
export function firstCharacter(bytes: Uint8Array, start: number): number {
  const lead = bytes[start]!;
  if (lead < 0x80) return lead;
  const rest = (index: number): number => bytes[start + index]! & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | rest(1);
  if (lead < 0xf0) return ((lead & 0xf) << 12) | (rest(1) << 6) | rest(2);
  return ((lead & 7) << 18) | (rest(1) << 12) | (rest(2) << 6) | rest(3);
}

/** The code point whose UTF-8 ends at `end`. */
export function lastCharacter(bytes: Uint8Array, end: number): number {
  let start = end - 1;
  while ((bytes[start]! & 0xc0) === 0x80) start--;
  return firstCharacter(bytes, start);
}

/** Spreads pairs of ids, or of characters, over a table. */
export function pairHash(left: number, right: number): number {
  const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right + 0x7f4a7c15, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
