/**
 * Tokens of words seen before, in typed arrays: found by the text itself, without making a string. Bounded: when it is full it
 * starts anew.
 */
import type { TokenSink } from '../token-run.js';

const SLOTS = 1 << 15;
const MAX_WORDS = SLOTS >> 1;
const KEY_UNITS = 1 << 18;
const VALUES = 1 << 17;
const ENTRY = 5;

/** Longer words are not kept. */
export const LONGEST_CACHED = 64;

export class WordCache {
  readonly #slots = new Int32Array(SLOTS);
  /** Per word: hash, start and length of the key, start and count of the tokens. */
  readonly #entries = new Int32Array(MAX_WORDS * ENTRY);
  readonly #keys = new Uint16Array(KEY_UNITS);
  /** Ids and lengths in bytes, alternating. */
  readonly #values = new Int32Array(VALUES);
  #words = 0;
  #keyEnd = 0;
  #valueEnd = 0;
  #hash = 0;

  /** Adds the tokens of `text[start…end)`, shifted by `offset` bytes, to the sink; false where the word is not known. */
  copy(text: string, start: number, end: number, sink: TokenSink, offset: number): boolean {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash ^= hash >>> 15;
    this.#hash = hash;
    const entries = this.#entries;
    const keys = this.#keys;
    next: for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const word = this.#slots[slot]!;
      if (word === 0) return false;
      const at = (word - 1) * ENTRY;
      if (entries[at] !== hash || entries[at + 2] !== end - start) continue;
      const key = entries[at + 1]!;
      for (let i = start; i < end; i++) if (keys[key + i - start] !== text.charCodeAt(i)) continue next;
      const first = entries[at + 3]!;
      const count = entries[at + 4]!;
      const values = this.#values;
      sink.reserve(count);
      let position = offset;
      for (let i = 0; i < count; i++) {
        const length = values[first + i * 2 + 1]!;
        sink.put(values[first + i * 2]!, position, position + length);
        position += length;
      }
      return true;
    }
  }

  /** Keeps the tokens that the sink has from `from` on for the word that `copy` has just not found, where each starts at the end of the one before. */
  keep(text: string, start: number, end: number, sink: TokenSink, from: number): void {
    const count = sink.length - from;
    for (let i = from + 1; i < sink.length; i++) if (sink.from[i] !== sink.to[i - 1]) return;
    if (this.#words === MAX_WORDS || this.#keyEnd + end - start > KEY_UNITS || this.#valueEnd + count * 2 > VALUES) this.#clear();
    if (count * 2 > VALUES) return;
    const at = this.#words++ * ENTRY;
    const entries = this.#entries;
    entries[at] = this.#hash;
    entries[at + 1] = this.#keyEnd;
    entries[at + 2] = end - start;
    entries[at + 3] = this.#valueEnd;
    entries[at + 4] = count;
    for (let i = start; i < end; i++) this.#keys[this.#keyEnd++] = text.charCodeAt(i);
    for (let i = from; i < sink.length; i++) {
      this.#values[this.#valueEnd++] = sink.ids[i]!;
      this.#values[this.#valueEnd++] = sink.to[i]! - sink.from[i]!;
    }
    let slot = this.#hash & (SLOTS - 1);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    this.#slots[slot] = this.#words;
  }

  #clear(): void {
    this.#slots.fill(0);
    this.#words = 0;
    this.#keyEnd = 0;
    this.#valueEnd = 0;
  }
}
