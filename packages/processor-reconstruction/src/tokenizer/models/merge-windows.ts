/**
 * Merges a long word window by window, with the result of merging it at once: the cost of a merge grows with the symbols that it is chosen from.
 *
 * A sequence of tokens is what BPE makes of a text exactly when each two neighbours are what BPE makes of their text: merges of lower rank come
 * first wherever they are, so whether a merge ever crosses a boundary depends on the two tokens beside it alone. All neighbours inside a merged
 * window are such pairs. So two overlapping windows that have one token in common, at the same place, may be joined at that token.
 */
import { grow } from '../token-run.js';

/** Symbols per window. */
export const WINDOW = 256;
/** Symbols at the end of a window that the next one merges again; more where that gives no token in common. */
const OVERLAP = 16;

/** Merges the first `count` symbols of `ids` in place and adds up their `sizes`; returns how many are left. */
type Merge = (ids: Int32Array, sizes: Int32Array, count: number) => number;

/** A merged stretch of the word. */
class MergedWindow {
  ids = new Int32Array(WINDOW);
  /** Position in the word of each token's first symbol, and of the end of the last one. */
  bounds = new Int32Array(WINDOW + 1);
  count = 0;
  #sizes = new Int32Array(WINDOW);

  /** Becomes the tokens of `source[from…to)`. */
  open(source: Int32Array, from: number, to: number, merge: Merge): void {
    const size = to - from;
    if (size > this.ids.length) {
      this.ids = new Int32Array(size);
      this.bounds = new Int32Array(size + 1);
      this.#sizes = new Int32Array(size);
    }
    const { ids, bounds } = this;
    const sizes = this.#sizes;
    for (let i = 0; i < size; i++) {
      ids[i] = source[from + i]!;
      sizes[i] = 1;
    }
    this.count = merge(ids, sizes, size);
    bounds[0] = from;
    for (let i = 0; i < this.count; i++) bounds[i + 1] = bounds[i]! + sizes[i]!;
  }
}

export class WindowMerger {
  readonly #merge: Merge;
  #current = new MergedWindow();
  #following = new MergedWindow();
  #ids = new Int32Array(WINDOW);
  #lengths = new Int32Array(WINDOW);
  #kept = 0;

  constructor(merge: Merge) {
    this.#merge = merge;
  }

  /** Merges the symbols from `start` to `end`; the result stands at `start`. Returns how many are left. */
  run(ids: Int32Array, lengths: Int32Array, start: number, end: number): number {
    this.#kept = 0;
    if (!this.#tokens(ids, lengths, start, end)) {
      this.#kept = 0;
      this.#current.open(ids, start, end, this.#merge);
      this.#keep(this.#current, 0, this.#current.count, lengths);
    }
    ids.set(this.#ids.subarray(0, this.#kept), start);
    lengths.set(this.#lengths.subarray(0, this.#kept), start);
    return this.#kept;
  }

  /** Keeps the tokens of `ids[start…end)`; false where what was kept turned out to be wrong. */
  #tokens(ids: Int32Array, lengths: Int32Array, start: number, end: number): boolean {
    let reach = WINDOW;
    let overlap = OVERLAP;
    let window = this.#current;
    let next = this.#following;
    window.open(ids, start, Math.min(start + reach, end), this.#merge);
    // Tokens before this one are kept. It has to be this one, since that is what the last kept one was seen beside.
    let first = 0;
    let id = window.ids[0]!;
    let idEnd = window.bounds[1]!;
    for (;;) {
      const { bounds, count } = window;
      const complete = bounds[count] === end;
      let common = -1;
      if (this.#kept === 0 || (window.ids[first] === id && bounds[first + 1] === idEnd)) {
        if (complete) break;
        for (let cut = tokenFrom(window, bounds[count]! - overlap); cut > first; overlap *= 2, cut = tokenFrom(window, bounds[count]! - overlap)) {
          if (cut === count) continue;
          next.open(ids, bounds[cut]!, Math.min(bounds[cut]! + reach, end), this.#merge);
          common = commonToken(window, cut, next);
          if (common >= 0) break;
        }
      } else if (complete) return false;
      if (common >= 0) {
        this.#keep(window, first, common, lengths);
        id = window.ids[common]!;
        idEnd = bounds[common + 1]!;
        first = tokenFrom(next, bounds[common]!);
        [window, next] = [next, window];
        continue;
      }
      // No token in common: this window has to be larger.
      const from = bounds[first]!;
      reach *= 2;
      overlap = OVERLAP;
      window.open(ids, from, Math.min(from + reach, end), this.#merge);
      first = 0;
    }
    this.#keep(window, first, window.count, lengths);
    return true;
  }

  #keep({ ids, bounds }: MergedWindow, from: number, to: number, lengths: Int32Array): void {
    while (this.#kept + to - from > this.#ids.length) {
      this.#ids = grow(this.#ids);
      this.#lengths = grow(this.#lengths);
    }
    for (let i = from; i < to; i++) {
      let length = 0;
      for (let at = bounds[i]!; at < bounds[i + 1]!; at++) length += lengths[at]!;
      this.#ids[this.#kept] = ids[i]!;
      this.#lengths[this.#kept++] = length;
    }
  }
}

/** The first token from `cut` on that the other window has at the same place; -1 for none. */
function commonToken(window: MergedWindow, cut: number, other: MergedWindow): number {
  const { bounds, ids, count } = window;
  let left = cut;
  let right = 0;
  while (left < count && right < other.count) {
    const difference = bounds[left]! - other.bounds[right]!;
    if (difference === 0 && bounds[left + 1] === other.bounds[right + 1] && ids[left] === other.ids[right]) return left;
    if (difference <= 0) left++;
    if (difference >= 0) right++;
  }
  return -1;
}

/** Index of the first token that starts at `position` or behind it. */
function tokenFrom({ bounds, count }: MergedWindow, position: number): number {
  let index = count;
  while (index > 0 && bounds[index - 1]! >= position) index--;
  return index;
}
