/** A trie over the UTF-8 bytes of a vocabulary, its edges in one open-addressing table. */
import type { Vocabulary } from '../vocabulary.js';

export class PrefixTrie {
  #keys: Int32Array;
  #children: Int32Array;
  #mask: number;
  #rows: Int32Array;
  #nodes = 1;

  /** Of equal tokens the last one counts. */
  constructor(vocabulary: Vocabulary) {
    let capacity = 1024;
    while (capacity < vocabulary.bytes.length * 2) capacity *= 2;
    this.#keys = new Int32Array(capacity);
    this.#children = new Int32Array(capacity);
    this.#mask = capacity - 1;
    this.#rows = new Int32Array(vocabulary.bytes.length + 2).fill(-1);
    const { bytes, offsets } = vocabulary;
    for (let row = 0; row < vocabulary.count; row++) {
      let node = 0;
      for (let i = offsets[row]!; i < offsets[row + 1]!; i++) node = this.#grow(node, bytes[i]!);
      this.#rows[node] = row;
    }
    this.#rows[0] = -1;
    this.#rows = this.#rows.slice(0, this.#nodes);
  }

  /** The node behind `node` over `byte`, -1 for none. The root is 0. */
  child(node: number, byte: number): number {
    const key = ((node << 8) | byte) + 1;
    for (let slot = spread(key) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const found = this.#keys[slot]!;
      if (found === key) return this.#children[slot]!;
      if (found === 0) return -1;
    }
  }

  /** Row of the token that ends in `node`, -1 for none. */
  rowAt(node: number): number {
    return this.#rows[node]!;
  }

  #grow(node: number, byte: number): number {
    const key = ((node << 8) | byte) + 1;
    let slot = spread(key) & this.#mask;
    for (; this.#keys[slot] !== 0; slot = (slot + 1) & this.#mask) if (this.#keys[slot] === key) return this.#children[slot]!;
    this.#keys[slot] = key;
    this.#children[slot] = this.#nodes;
    return this.#nodes++;
  }
}

function spread(key: number): number {
  const hash = Math.imul(key, 0x9e3779b1);
  return hash ^ (hash >>> 15);
}
