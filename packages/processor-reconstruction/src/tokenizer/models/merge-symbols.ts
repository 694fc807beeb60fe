/**
 * The heart of BPE: joins neighbours by rank until none is left. Short words by repeated search of the lowest rank; long ones by
 * a queue with one bucket per rank, so that the cost grows with the length and nothing else.
 */
import type { MergeTable } from './merge-table.js';
import { RankQueue } from './rank-queue.js';

/** Up to this many symbols the search is faster than the queue. */
const SHORT = 24;
const NONE = 0x7fff_ffff;

/** Symbols of a word: ids and the UTF-8 bytes they cover. */
export class SymbolList {
  ids: Int32Array<ArrayBuffer> = new Int32Array(256);
  lengths: Int32Array<ArrayBuffer> = new Int32Array(256);
  count = 0;
  #ranks: Int32Array<ArrayBuffer> = new Int32Array(256);
  #previous: Int32Array<ArrayBuffer> = new Int32Array(0);
  #next: Int32Array<ArrayBuffer> = new Int32Array(0);
  readonly #merges: MergeTable;
  #queue: RankQueue | undefined;

  constructor(merges: MergeTable) {
    this.#merges = merges;
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
    this.#ranks = new Int32Array(size);
  }

  add(id: number, length: number): void {
    if (this.count === this.ids.length) this.reserve(this.count + 1);
    this.ids[this.count] = id;
    this.lengths[this.count++] = length;
  }

  merge(): void {
    if (this.count < 2) return;
    if (this.count <= SHORT) this.#mergeShort();
    else this.#mergeLong();
  }

  #rank(left: number, right: number): number {
    const at = this.#merges.find(left, right);
    return at < 0 ? NONE : this.#merges.entries[at + 2]!;
  }

  #mergeShort(): void {
    const { ids, lengths } = this;
    const ranks = this.#ranks;
    let { count } = this;
    for (let i = 0; i + 1 < count; i++) ranks[i] = this.#rank(ids[i]!, ids[i + 1]!);
    for (;;) {
      let lowest = NONE;
      let at = -1;
      for (let i = 0; i + 1 < count; i++) {
        if (ranks[i]! < lowest) {
          lowest = ranks[i]!;
          at = i;
        }
      }
      if (at < 0) break;
      ids[at] = this.#merges.entries[this.#merges.find(ids[at]!, ids[at + 1]!) + 3]!;
      lengths[at] = lengths[at]! + lengths[at + 1]!;
      count--;
      for (let i = at + 1; i < count; i++) {
        ids[i] = ids[i + 1]!;
        lengths[i] = lengths[i + 1]!;
        ranks[i] = ranks[i + 1]!;
      }
      if (at > 0) ranks[at - 1] = this.#rank(ids[at - 1]!, ids[at]!);
      if (at + 1 < count) ranks[at] = this.#rank(ids[at]!, ids[at + 1]!);
    }
    this.count = count;
  }

  #mergeLong(): void {
    const { ids, lengths, count } = this;
    if (this.#next.length < count) {
      this.#next = new Int32Array(count);
      this.#previous = new Int32Array(count);
    }
    const next = this.#next;
    const previous = this.#previous;
    const ranks = this.#ranks;
    const merges = this.#merges;
    const { entries } = merges;
    const queue = (this.#queue ??= new RankQueue(merges.count));
    queue.start(count);
    for (let i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      const at = i + 1 < count ? merges.find(ids[i]!, ids[i + 1]!) : -1;
      ranks[i] = at < 0 ? NONE : entries[at + 2]!;
      if (at >= 0) queue.push(ranks[i]!, i);
    }
    for (let at = queue.pop(); at >= 0; at = queue.pop()) {
      if (lengths[at]! === 0 || ranks[at] !== queue.rank) continue;
      const right = next[at]!;
      ids[at] = entries[merges.find(ids[at]!, ids[right]!) + 3]!;
      lengths[at] = lengths[at]! + lengths[right]!;
      lengths[right] = 0;
      const after = next[right]!;
      next[at] = after;
      ranks[at] = NONE;
      if (after < count) {
        previous[after] = at;
        const found = merges.find(ids[at]!, ids[after]!);
        if (found >= 0) {
          ranks[at] = entries[found + 2]!;
          queue.push(ranks[at]!, at);
        }
      }
      const before = previous[at]!;
      if (before >= 0) {
        const found = merges.find(ids[before]!, ids[at]!);
        ranks[before] = found < 0 ? NONE : entries[found + 2]!;
        if (found >= 0) queue.push(ranks[before]!, before);
      }
    }
    let kept = 0;
    for (let i = 0; i < count; i = next[i]!) {
      ids[kept] = ids[i]!;
      lengths[kept++] = lengths[i]!;
    }
    this.count = kept;
  }
}
