/**
 * The heart of BPE: joins neighbours by rank until none is left. Short words by repeated search of the lowest rank; long ones by
 * a queue with one bucket per rank, so that the cost grows with the length and nothing else.
 */
import type { TokenSink } from '../token-run.js';
import { Connectivity } from './connectivity.js';
import { type MergeList, MergeTable } from './merge-table.js';
import { mergeInWindows } from './merge-windows.js';
import { RankQueue } from './rank-queue.js';

/** Up to this many symbols the search is faster than the queue. */
const SHORT = 24;
/** Beyond this many symbols a word is merged window by window. */
const HUGE = 4096;
/** Words beyond this many symbols do not keep their memory. */
const LARGE = 1 << 16;
/** Pairs whose connection is kept close at hand. */
const MEMO = 4096;
const NONE = 0x7fff_ffff;

/** Symbols of a word: ids and the UTF-8 bytes they cover. */
export class SymbolList {
  ids: Int32Array<ArrayBuffer> = new Int32Array(256);
  lengths: Int32Array<ArrayBuffer> = new Int32Array(256);
  count = 0;
  /** Entry in the merge table for each symbol and the one behind it, -1 for none. */
  #found: Int32Array<ArrayBuffer> = new Int32Array(256);
  #previous: Int32Array<ArrayBuffer> = new Int32Array(0);
  #next: Int32Array<ArrayBuffer> = new Int32Array(0);
  readonly #list: MergeList;
  readonly #merges: MergeTable;
  #connectivity: Connectivity | undefined;
  readonly #memo = new Int32Array(MEMO * 3);
  #queue: RankQueue | undefined;

  constructor(merges: MergeList) {
    this.#list = merges;
    this.#merges = new MergeTable(merges);
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
    this.#found = new Int32Array(size);
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
    const slot = (Math.imul(left, 0x1f) + right) & (MEMO - 1);
    const memo = this.#memo;
    if (memo[slot * 3] === left + 1 && memo[slot * 3 + 1] === right) return memo[slot * 3 + 2] === 1;
    const joined = (this.#connectivity ??= new Connectivity(this.#list)).joins(left, right);
    memo[slot * 3] = left + 1;
    memo[slot * 3 + 1] = right;
    memo[slot * 3 + 2] = joined ? 1 : 0;
    return joined;
  }

  merge(): void {
    const { count } = this;
    if (count <= SHORT) {
      this.count = this.#mergeShort(0, count);
      return;
    }
    const { ids, lengths } = this;
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
    if (end - start <= SHORT) return this.#mergeShort(start, end);
    if (end - start <= HUGE) return this.#mergeLong(start, end);
    return mergeInWindows(this.ids, this.lengths, start, end, (from, to) => this.#mergeLong(from, to));
  }

  /** Gives back the memory that a huge word needed. */
  #release(): void {
    this.#queue = undefined;
    this.#next = new Int32Array(0);
    this.#previous = new Int32Array(0);
  }

  /** Merges the symbols from `start` to `end`; the result stands at `start`. Returns how many are left. */
  #mergeShort(start: number, end: number): number {
    const { ids, lengths } = this;
    const merges = this.#merges;
    const { entries } = merges;
    const found = this.#found;
    let count = end;
    for (let i = start; i + 1 < count; i++) found[i] = merges.find(ids[i]!, ids[i + 1]!);
    for (;;) {
      let lowest = NONE;
      let at = -1;
      for (let i = start; i + 1 < count; i++) {
        const entry = found[i]!;
        if (entry >= 0 && entries[entry + 2]! < lowest) {
          lowest = entries[entry + 2]!;
          at = i;
        }
      }
      if (at < 0) break;
      ids[at] = entries[found[at]! + 3]!;
      lengths[at] = lengths[at]! + lengths[at + 1]!;
      count--;
      for (let i = at + 1; i < count; i++) {
        ids[i] = ids[i + 1]!;
        lengths[i] = lengths[i + 1]!;
        found[i] = found[i + 1]!;
      }
      if (at > start) found[at - 1] = merges.find(ids[at - 1]!, ids[at]!);
      if (at + 1 < count) found[at] = merges.find(ids[at]!, ids[at + 1]!);
    }
    return count - start;
  }

  /** The same for many symbols. */
  #mergeLong(start: number, end: number): number {
    const { ids, lengths } = this;
    if (this.#next.length < end) {
      this.#next = new Int32Array(Math.max(end, this.count));
      this.#previous = new Int32Array(this.#next.length);
    }
    const next = this.#next;
    const previous = this.#previous;
    const found = this.#found;
    const merges = this.#merges;
    const { entries } = merges;
    const queue = (this.#queue ??= new RankQueue(merges.count));
    queue.start(end - start);
    for (let i = start; i < end; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      const entry = i + 1 < end ? merges.find(ids[i]!, ids[i + 1]!) : -1;
      found[i] = entry;
      if (entry >= 0) queue.push(entries[entry + 2]!, i);
    }
    for (let at = queue.pop(); at >= 0; at = queue.pop()) {
      const entry = found[at]!;
      if (lengths[at] === 0 || entry < 0 || entries[entry + 2] !== queue.rank) continue;
      const right = next[at]!;
      const merged = entries[entry + 3]!;
      ids[at] = merged;
      lengths[at] = lengths[at]! + lengths[right]!;
      lengths[right] = 0;
      const after = next[right]!;
      next[at] = after;
      found[at] = -1;
      if (after < end) {
        previous[after] = at;
        const joined = merges.find(merged, ids[after]!);
        found[at] = joined;
        if (joined >= 0) queue.push(entries[joined + 2]!, at);
      }
      const before = previous[at]!;
      if (before >= start) {
        const joined = merges.find(ids[before]!, merged);
        found[before] = joined;
        if (joined >= 0) queue.push(entries[joined + 2]!, before);
      }
    }
    let kept = start;
    for (let i = start; i < end; i = next[i]!) {
      ids[kept] = ids[i]!;
      lengths[kept++] = lengths[i]!;
    }
    return kept - start;
  }
}
