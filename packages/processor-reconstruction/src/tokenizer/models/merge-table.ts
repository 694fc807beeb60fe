/** BPE's merges: pairs of ids to rank and result, in one open-addressing table of four integers per entry. */

const ENTRY = 4;

/** Merge `r` joins the tokens with ids `left[r]` and `right[r]` into `result[r]`. */
export interface MergeList {
  readonly count: number;
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly result: ArrayLike<number>;
}

export class MergeTable {
  /** `left, right, rank, result` per slot; rank -1 where it is free. */
  readonly entries: Int32Array;
  readonly mask: number;
  readonly count: number;

  /** Of equal pairs the last one counts. */
  constructor(merges: MergeList) {
    const { count, left, right, result } = merges;
    let capacity = 16;
    while (capacity < count * 1.5) capacity *= 2;
    const entries = new Int32Array(capacity * ENTRY);
    for (let i = 2; i < entries.length; i += ENTRY) entries[i] = -1;
    const mask = capacity - 1;
    for (let rank = 0; rank < count; rank++) {
      const a = left[rank]! | 0;
      const b = right[rank]! | 0;
      let at = (pairHash(a, b) & mask) * ENTRY;
      while (entries[at + 2]! >= 0 && (entries[at] !== a || entries[at + 1] !== b)) at = ((at >> 2) + 1 & mask) * ENTRY;
      entries[at] = a;
      entries[at + 1] = b;
      entries[at + 2] = rank;
      entries[at + 3] = result[rank]! | 0;
    }
    this.entries = entries;
    this.mask = mask;
    this.count = count;
  }

  /** Position of the entry for a pair in `entries`, -1 for none. */
  find(left: number, right: number): number {
    const { entries, mask } = this;
    let slot = pairHash(left, right) & mask;
    for (;;) {
      const at = slot * ENTRY;
      if (entries[at + 2]! < 0) return -1;
      if (entries[at] === left && entries[at + 1] === right) return at;
      slot = (slot + 1) & mask;
    }
  }
}

function pairHash(left: number, right: number): number {
  const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right + 0x7f4a7c15, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
