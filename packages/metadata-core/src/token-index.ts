/** Finds the row of a token by its bytes. */

/** Odd multiplier of the polynomial hash. */
const MULTIPLIER = 0x01000193;
/** A table at most a quarter full has runs of a few slots; a longer search means that somebody chose colliding tokens. */
const MAX_PROBES = 256;

/** A hash table over tokens that stand one after the other in `bytes`; row `i` is `bytes[offsets[i] … offsets[i + 1]]`. */
export class TokenIndex {
  readonly #bytes: Uint8Array;
  readonly #offsets: Uint32Array;
  /** Row plus 1, and 0 for a free slot, beside the hash of its token. */
  readonly #table: Int32Array;
  readonly #mask: number;

  constructor(bytes: Uint8Array, offsets: Uint32Array) {
    this.#bytes = bytes;
    this.#offsets = offsets;
    let slots = 16;
    while (slots < 2 * offsets.length) slots *= 2;
    this.#table = new Int32Array(2 * slots);
    this.#mask = slots - 1;
  }

  /** Enters all rows; says which row failed because its token is there twice or collides with too many, -1 where none did. */
  fill(): number {
    const bytes = this.#bytes;
    const offsets = this.#offsets;
    const table = this.#table;
    for (let row = 0; row + 1 < offsets.length; row++) {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      const hash = hashOf(bytes, start, end);
      let slot = mix(hash) & this.#mask;
      for (let probes = 0; table[2 * slot] !== 0; probes++) {
        if (probes > MAX_PROBES || (table[2 * slot + 1] === hash && this.#equals(table[2 * slot]! - 1, bytes, start, end))) return row;
        slot = (slot + 1) & this.#mask;
      }
      table[2 * slot] = row + 1;
      table[2 * slot + 1] = hash;
    }
    return -1;
  }

  /** The row of the token `bytes[start … end]`; -1 where there is none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const table = this.#table;
    const hash = hashOf(bytes, start, end);
    let slot = mix(hash) & this.#mask;
    for (let entry = table[2 * slot]!; entry !== 0; entry = table[2 * slot]!) {
      if (table[2 * slot + 1] === hash && this.#equals(entry - 1, bytes, start, end)) return entry - 1;
      slot = (slot + 1) & this.#mask;
    }
    return -1;
  }

  #equals(row: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.#bytes;
    let position = this.#offsets[row]!;
    if (this.#offsets[row + 1]! - position !== end - start) return false;
    for (let index = start; index < end; index++) if (own[position++] !== bytes[index]) return false;
    return true;
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let index = start; index < end; index++) hash = (Math.imul(hash, MULTIPLIER) + bytes[index]! + 1) | 0;
  return hash;
}

function mix(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return folded ^ (folded >>> 15);
}
