/**
 * The heart of BPE: joins neighbours by rank until none is left. Few symbols by repeated search of the lowest rank, many window by window; where
 * a window must be large, by a queue with one bucket per rank, so that the cost grows with the length and nothing else.
 */
import type { TokenSink } from '../token-run.js';
import type { Vocabulary } from '../vocabulary.js';
import { Connectivity } from './connectivity.js';
import { type MergeRules, NO_MERGE } from './merge-rules.js';
import { WINDOW, WindowMerger } from './merge-windows.js';
import { RankQueue } from './rank-queue.js';

/** Up to this many symbols, a word is not looked through for places to cut it. */
const SHORT = 24;
/** Up to this many symbols the search is faster than the queue. */
const SEARCHED = 2 * WINDOW;
/** Ranks per block of the search. */
const BLOCK_BITS = 4;
const BLOCK = 1 << BLOCK_BITS;
/** Words beyond this many symbols do not keep their memory. */
const LARGE = 1 << 16;

/** Symbols of a word: ids and the UTF-8 bytes they cover. */
export class SymbolList {
  ids: Int32Array<ArrayBuffer> = new Int32Array(256);
  lengths: Int32Array<ArrayBuffer> = new Int32Array(256);
  count = 0;
  /** Rank of the merge of each symbol and the one behind it. */
  #ranks: Int32Array<ArrayBuffer> = new Int32Array(SEARCHED);
  /** The lowest rank in each block of ranks. */
  readonly #lowest = new Int32Array(SEARCHED / BLOCK);
  #previous: Int32Array<ArrayBuffer> = new Int32Array(SEARCHED);
  #next: Int32Array<ArrayBuffer> = new Int32Array(SEARCHED);
  readonly #rules: MergeRules;
  readonly #vocabulary: Vocabulary;
  #connectivity: Connectivity | undefined;
  #queue: RankQueue | undefined;
  #windows: WindowMerger | undefined;

  constructor(rules: MergeRules, vocabulary: Vocabulary) {
    this.#rules = rules;
    this.#vocabulary = vocabulary;
  }

  /** Makes room for `count` symbols. */
  reserve(count: number): void {
    if (count <= this.ids.length) return;
    const size = Math.max(count, this.ids.length * 2);
    const ids = new Int32Array(size);
    const lengths = new Int32Array(size);
    ids.set(this.ids);
    lengths.set(this.lengths);
    this.ids = ids;
    this.lengths = lengths;
  }

  add(id: number, length: number): void {
    if (this.count === this.ids.length) this.reserve(this.count + 1);
    this.ids[this.count] = id;
    this.lengths[this.count++] = length;
  }

  /** Hands the symbols to `sink` as tokens, the first one at `offset`. */
  emit(sink: TokenSink, offset: number): void {
    sink.reserve(this.count);
    let position = offset;
    for (let i = 0; i < this.count; i++) {
      const length = this.lengths[i]!;
      sink.put(this.ids[i]!, position, position + length);
      position += length;
    }
  }

  /** Whether a token may hold these two first symbols side by side. */
  joins(left: number, right: number): boolean {
    return (this.#connectivity ??= new Connectivity(this.#rules, this.#vocabulary)).joins(left, right);
  }

  merge(): void {
    const { count, ids, lengths } = this;
    if (count <= SHORT) {
      this.count = this.#search(ids, lengths, 0, count);
      return;
    }
    let kept = 0;
    for (let start = 0; start < count; ) {
      let end = start + 1;
      while (end < count && this.joins(ids[end - 1]!, ids[end]!)) end++;
      const merged = this.#mergeRange(start, end);
      for (let i = 0; i < merged; i++) {
        ids[kept] = ids[start + i]!;
        lengths[kept++] = lengths[start + i]!;
      }
      start = end;
    }
    this.count = kept;
    if (count > LARGE) this.#release();
  }

  #mergeRange(start: number, end: number): number {
    if (end - start <= WINDOW) return this.#search(this.ids, this.lengths, start, end);
    this.#windows ??= new WindowMerger((ids, sizes, count) =>
      count <= SEARCHED ? this.#search(ids, sizes, 0, count) : this.#mergeByQueue(ids, sizes, count));
    return this.#windows.run(this.ids, this.lengths, start, end);
  }

  /** Gives back the memory that a huge word needed. */
  #release(): void {
    this.#ranks = new Int32Array(SEARCHED);
    this.#next = new Int32Array(SEARCHED);
    this.#previous = new Int32Array(SEARCHED);
    this.#queue = undefined;
    this.#windows = undefined;
  }

  /**
   * Merges the symbols from `start` to `end`, no more than `SEARCHED`; the result stands at `start`. Returns how many are left. The lowest rank
   * is looked for among those of blocks, then in one block.
   */
  #search(ids: Int32Array, lengths: Int32Array, start: number, end: number): number {
    const rules = this.#rules;
    const ranks = this.#ranks;
    const lowest = this.#lowest;
    const next = this.#next;
    const previous = this.#previous;
    const last = end - start - 1;
    for (let i = 0; i < last; i++) {
      ranks[i] = rules.rank(ids[start + i]!, ids[start + i + 1]!);
      next[i] = i + 1;
      previous[i + 1] = i;
    }
    next[last] = last + 1;
    const blocks = (last + BLOCK - 1) >> BLOCK_BITS;
    for (let i = Math.max(last, 0); i < blocks << BLOCK_BITS; i++) ranks[i] = NO_MERGE;
    for (let block = 0; block < blocks; block++) lowest[block] = lowestIn(ranks, block);
    for (;;) {
      let rank = NO_MERGE;
      let at = 0;
      for (let block = 0; block < blocks; block++) {
        if (lowest[block]! < rank) {
          rank = lowest[block]!;
          at = block;
        }
      }
      if (rank === NO_MERGE) break;
      at <<= BLOCK_BITS;
      while (ranks[at] !== rank) at++;
      const right = next[at]!;
      const after = next[right]!;
      const merged = rules.result(rank);
      ids[start + at] = merged;
      lengths[start + at]! += lengths[start + right]!;
      next[at] = after;
      if (after <= last) {
        previous[after] = at;
        ranks[at] = rules.rank(merged, ids[start + after]!);
      } else ranks[at] = NO_MERGE;
      const block = at >> BLOCK_BITS;
      if (right < last) ranks[right] = NO_MERGE;
      if (right >> BLOCK_BITS !== block) lowest[right >> BLOCK_BITS] = lowestIn(ranks, right >> BLOCK_BITS);
      if (at > 0) {
        const before = previous[at]!;
        ranks[before] = rules.rank(ids[start + before]!, merged);
        if (before >> BLOCK_BITS !== block) lowest[before >> BLOCK_BITS] = lowestIn(ranks, before >> BLOCK_BITS);
      }
      lowest[block] = lowestIn(ranks, block);
    }
    return compact(ids, lengths, next, start, last + 1);
  }

  /** The same for the first `end` symbols, however many. */
  #mergeByQueue(ids: Int32Array, lengths: Int32Array, end: number): number {
    if (this.#next.length < end) {
      this.#ranks = new Int32Array(end);
      this.#next = new Int32Array(end);
      this.#previous = new Int32Array(end);
    }
    const rules = this.#rules;
    const ranks = this.#ranks;
    const next = this.#next;
    const previous = this.#previous;
    const queue = (this.#queue ??= new RankQueue(rules.count));
    queue.start(end);
    const rank = (at: number, left: number, right: number): void => {
      const found = rules.rank(left, right);
      ranks[at] = found;
      if (found !== NO_MERGE) queue.push(found, at);
    };
    for (let i = 0; i < end; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      if (i + 1 < end) rank(i, ids[i]!, ids[i + 1]!);
      else ranks[i] = NO_MERGE;
    }
    for (let at = queue.pop(); at >= 0; at = queue.pop()) {
      if (ranks[at] !== queue.rank) continue;
      const right = next[at]!;
      const merged = rules.result(queue.rank);
      ids[at] = merged;
      lengths[at]! += lengths[right]!;
      ranks[right] = NO_MERGE;
      const after = next[right]!;
      next[at] = after;
      ranks[at] = NO_MERGE;
      if (after < end) {
        previous[after] = at;
        rank(at, merged, ids[after]!);
      }
      const before = previous[at]!;
      if (before >= 0) rank(before, ids[before]!, merged);
    }
    return compact(ids, lengths, next, 0, end);
  }
}

/** Moves what is left of `count` symbols from `start` on together, by the links of `next`; returns how many these are. */
function compact(ids: Int32Array, lengths: Int32Array, next: Int32Array, start: number, count: number): number {
  let kept = start;
  for (let i = 0; i < count; i = next[i]!) {
    ids[kept] = ids[start + i]!;
    lengths[kept++] = lengths[start + i]!;
  }
  return kept - start;
}

function lowestIn(ranks: Int32Array, block: number): number {
  const first = block << BLOCK_BITS;
  let lowest = ranks[first]!;
  for (let i = first + 1; i < first + BLOCK; i++) if (ranks[i]! < lowest) lowest = ranks[i]!;
  return lowest;
}
