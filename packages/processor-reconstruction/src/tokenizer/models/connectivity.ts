/**
 * Which first symbols of BPE can ever end up in one token side by side. Between two that cannot, a word may be cut and its
 * parts merged alone, with the same result: a token across the cut would hold the pair.
 */
import type { MergeList } from './merge-table.js';

/** Pairs of first symbols that some merge joins. */
export class Connectivity {
  readonly #pairs: Int32Array;
  readonly #mask: number;
  /** Whether a token always starts and ends with the same symbol, whichever merges made it. Else nothing may be cut. */
  readonly #regular: boolean;

  constructor(merges: MergeList) {
    const { count, left, right, result } = merges;
    let highest = 0;
    for (let rank = 0; rank < count; rank++) highest = Math.max(highest, left[rank]!, right[rank]!, result[rank]!);
    const leftOf = new Int32Array(highest + 1).fill(-1);
    const rightOf = new Int32Array(highest + 1).fill(-1);
    for (let rank = 0; rank < count; rank++) {
      leftOf[result[rank]!] = left[rank]!;
      rightOf[result[rank]!] = right[rank]!;
    }
    const first = outermost(leftOf);
    const last = outermost(rightOf);
    let regular = first !== undefined && last !== undefined;
    for (let rank = 0; rank < count && regular; rank++) {
      regular = first![result[rank]!] === first![left[rank]!] && last![result[rank]!] === last![right[rank]!];
    }
    this.#regular = regular;
    let capacity = 1024;
    let used = 0;
    let pairs = new Int32Array(capacity * 2);
    for (let rank = 0; rank < count && regular; rank++) {
      if (!insert(pairs, capacity - 1, last![left[rank]!]!, first![right[rank]!]!)) continue;
      if (++used * 2 < capacity) continue;
      const larger = new Int32Array(capacity * 4);
      for (let i = 0; i < pairs.length; i += 2) if (pairs[i] !== 0) insert(larger, capacity * 2 - 1, pairs[i]! - 1, pairs[i + 1]!);
      pairs = larger;
      capacity *= 2;
    }
    this.#pairs = pairs;
    this.#mask = capacity - 1;
  }

  /** Whether a token may hold first symbols `left` and `right` side by side. */
  joins(left: number, right: number): boolean {
    if (!this.#regular) return true;
    const pairs = this.#pairs;
    const mask = this.#mask;
    for (let slot = pairSlot(left, right) & mask; ; slot = (slot + 1) & mask) {
      const found = pairs[slot * 2]!;
      if (found === 0) return false;
      if (found === left + 1 && pairs[slot * 2 + 1] === right) return true;
    }
  }
}

/** Where the chain of parts of each id ends; `undefined` where a chain goes in a circle. */
function outermost(partOf: Int32Array): Int32Array | undefined {
  const ends = new Int32Array(partOf.length).fill(-1);
  for (let id = 0; id < partOf.length; id++) {
    let end = id;
    for (let steps = 0; partOf[end]! >= 0 && ends[end]! < 0; steps++) {
      if (steps > partOf.length) return undefined;
      end = partOf[end]!;
    }
    const outer = ends[end]! < 0 ? end : ends[end]!;
    for (let at = id; ends[at]! < 0; at = partOf[at]!) {
      ends[at] = outer;
      if (partOf[at]! < 0) break;
    }
  }
  return ends;
}

function insert(pairs: Int32Array, mask: number, left: number, right: number): boolean {
  for (let slot = pairSlot(left, right) & mask; ; slot = (slot + 1) & mask) {
    const found = pairs[slot * 2]!;
    if (found === left + 1 && pairs[slot * 2 + 1] === right) return false;
    if (found !== 0) continue;
    pairs[slot * 2] = left + 1;
    pairs[slot * 2 + 1] = right;
    return true;
  }
}

function pairSlot(left: number, right: number): number {
  const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right + 0x7f4a7c15, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
