/**
 * Merges a huge word window by window, with the result of merging it at once: what is worked on stays in the processor's caches.
 *
 * A sequence of tokens is what BPE makes of a text exactly when each two neighbours are what BPE makes of their text: merges of lower rank come
 * first wherever they are, so whether a merge ever crosses a boundary depends on the two tokens beside it alone. All neighbours inside a merged
 * window are such pairs. So two overlapping windows that have one token in common, at the same place, may be joined at that token.
 */

/** Symbols per window. */
const WINDOW = 1024;
/** Symbols at the end of a window that the next one merges again. */
const OVERLAP = 96;

interface Window {
  /** Source position of each token's start, and of the last one's end. */
  readonly bounds: Int32Array;
  readonly ids: Int32Array;
  readonly lengths: Int32Array;
  readonly count: number;
}

/**
 * Merges the symbols from `start` to `end`; the result stands at `start`. Returns how many are left. `merge` does the same for a range of any
 * size.
 */
export function mergeInWindows(ids: Int32Array, lengths: Int32Array, start: number, end: number, merge: (start: number, end: number) => number): number {
  const sourceIds = ids.slice(start, end);
  const sourceLengths = lengths.slice(start, end);
  const size = end - start;
  let kept = start;
  const keep = (window: Window, from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      ids[kept] = window.ids[i]!;
      lengths[kept++] = window.lengths[i]!;
    }
  };
  /** Merges source symbols at their own place, which the result has not reached yet. */
  const open = (from: number, to: number): Window => {
    ids.set(sourceIds.subarray(from, to), start + from);
    lengths.set(sourceLengths.subarray(from, to), start + from);
    const count = merge(start + from, start + to);
    const bounds = new Int32Array(count + 1);
    let at = from;
    for (let i = 0; i < count; i++) {
      bounds[i] = at;
      for (let left = lengths[start + from + i]!; left > 0; at++) left -= sourceLengths[at]!;
    }
    bounds[count] = at;
    return { bounds, count, ids: ids.slice(start + from, start + from + count), lengths: lengths.slice(start + from, start + from + count) };
  };
  let reach = WINDOW;
  let first = 0;
  let window = open(0, Math.min(reach, size));
  for (;;) {
    const { bounds, count } = window;
    const stop = bounds[count]!;
    if (stop === size) break;
    let cut = first;
    while (cut < count && bounds[cut]! < stop - OVERLAP) cut++;
    const next = cut > first && cut < count ? open(bounds[cut]!, Math.min(bounds[cut]! + WINDOW, size)) : undefined;
    const common = next === undefined ? undefined : commonToken(window, cut, next);
    if (common === undefined) {
      // No token in common: this window has to be larger.
      reach *= 2;
      const from = bounds[first]!;
      window = open(from, Math.min(from + reach, size));
      first = 0;
      continue;
    }
    keep(window, first, common.left);
    window = next!;
    first = common.right;
    reach = WINDOW;
  }
  keep(window, first, window.count);
  return kept - start;
}

/** The first token from `cut` on that both windows have at the same place; `undefined` for none. */
function commonToken(a: Window, cut: number, b: Window): { readonly left: number; readonly right: number } | undefined {
  let left = cut;
  let right = 0;
  while (left < a.count && right < b.count) {
    const difference = a.bounds[left]! - b.bounds[right]!;
    if (difference === 0 && a.bounds[left + 1] === b.bounds[right + 1] && a.ids[left] === b.ids[right]) return { left, right };
    if (difference <= 0) left++;
    if (difference >= 0) right++;
  }
  return undefined;
}
