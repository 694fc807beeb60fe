/**
 * The vocabulary as columns: all tokens as UTF-8 in one array, found by an open-addressing hash table that is built when first
 * asked. Holds no string per token.
 */
import type { TokenizerVocabColumns } from '@onnx-capsule/metadata-schema';

import { definitionError } from './json-node.js';

/** The hash of a text is the value of a polynomial in this number, so that two texts' hashes make that of both together. */
const BASE = 0x01000193;
const MAX_ID = 0xffff_ffff;
/** Ids beyond this many times the number of tokens are kept in a map instead of an array. */
const DENSE_FACTOR = 4;

/** Tokens that are kept as strings. */
const STRINGS = 1 << 12;

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Start value of a token's hash, to be extended byte by byte. */
export const HASH_START = 0;

export function extendHash(hash: number, byte: number): number {
  return (Math.imul(hash, BASE) + byte + 1) | 0;
}

/** The hash of `bytes` from `start` to `end`, continuing `hash`. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, hash: number = HASH_START): number {
  let value = hash;
  for (let i = start; i < end; i++) value = (Math.imul(value, BASE) + bytes[i]! + 1) | 0;
  return value;
}

/** Spreads a hash over the slots. */
function spread(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return folded ^ (folded >>> 15);
}

export class Vocabulary {
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  /** Ids by row; absent when they are the row numbers. */
  readonly ids: Uint32Array | undefined;
  /** Longest token in bytes. */
  readonly longest: number;
  readonly #rows: Int32Array | Map<number, number> | undefined;
  /** Tokens as strings, as they were asked for: a row has one place, which the next row of that place takes. */
  readonly #strings: string[] = [];
  readonly #stringRows = new Int32Array(STRINGS).fill(-1);
  #slots: Int32Array | undefined;
  #mask = 0;
  /** Hashes by row, and what a text's hash is multiplied by when so many bytes follow; made with the slots. */
  #hashes = new Int32Array(0);
  #powers = new Int32Array(0);

  /** `path`: where the vocabulary stands, for messages. @throws {ProcessorError} `BAD_TOKENIZER`. */
  constructor(columns: TokenizerVocabColumns, path: string) {
    const { count, bytes, offsets, ids } = columns;
    if (offsets.length !== count + 1) throw definitionError(path, `${count + 1} offsets`, offsets.length);
    let longest = 0;
    for (let row = 0; row < count; row++) {
      const length = offsets[row + 1]! - offsets[row]!;
      if (length < 0 || offsets[row + 1]! > bytes.length) throw definitionError(`${path}[${row}]`, 'a range inside the bytes', offsets[row + 1]);
      if (length > longest) longest = length;
    }
    this.count = count;
    this.bytes = bytes;
    this.offsets = offsets;
    this.longest = longest;
    this.ids = ids;
    this.#rows = ids === undefined ? undefined : this.#invert(ids, path);
  }

  #invert(ids: Uint32Array, path: string): Int32Array | Map<number, number> {
    const { count } = this;
    if (ids.length !== count) throw definitionError(path, `${count} ids`, ids.length);
    const highest = ids.reduce((high, id) => Math.max(high, id), 0);
    const dense = highest < count * DENSE_FACTOR + 0x10000;
    const rows = dense ? new Int32Array(highest + 1).fill(-1) : new Map<number, number>();
    for (let row = 0; row < count; row++) {
      const id = ids[row]!;
      const other = rows instanceof Map ? (rows.get(id) ?? -1) : rows[id]!;
      if (other >= 0) {
        throw definitionError(`${path}[${JSON.stringify(this.tokenAt(row))}]`, `an id of its own (${JSON.stringify(this.tokenAt(other))} has it too)`, id);
      }
      if (rows instanceof Map) rows.set(id, row);
      else rows[id] = row;
    }
    return rows;
  }

  /** Row of the token with this id, -1 for none. */
  rowOf(id: number): number {
    const rows = this.#rows;
    if (rows === undefined) return id >= 0 && id < this.count ? id : -1;
    return rows instanceof Map ? (rows.get(id) ?? -1) : (rows[id] ?? -1);
  }

  idAt(row: number): number {
    return this.ids === undefined ? row : this.ids[row]!;
  }

  tokenAt(row: number): string {
    const slot = row & (STRINGS - 1);
    if (this.#stringRows[slot] === row) return this.#strings[slot]!;
    const token = decoder.decode(this.bytes.subarray(this.offsets[row], this.offsets[row + 1]));
    this.#stringRows[slot] = row;
    this.#strings[slot] = token;
    return token;
  }

  /** Whether the token in `row` is `token`. */
  isAt(row: number, token: string): boolean {
    const start = this.offsets[row]!;
    const length = this.offsets[row + 1]! - start;
    if (length < token.length) return false;
    for (let i = 0; i < token.length; i++) {
      const unit = token.charCodeAt(i);
      if (unit >= 0x80) return this.tokenAt(row) === token;
      if (this.bytes[start + i] !== unit) return false;
    }
    return length === token.length;
  }

  /** The token with this id; `undefined` for none. */
  token(id: number): string | undefined {
    const row = this.rowOf(id);
    return row < 0 ? undefined : this.tokenAt(row);
  }

  /** The id of a token; -1 for none. */
  id(token: string): number {
    const bytes = encoder.encode(token);
    const row = this.find(bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length));
    return row < 0 ? -1 : this.idAt(row);
  }

  /** Row of the token that is `bytes[start…end)`; -1 for none. */
  findBytes(bytes: Uint8Array, start: number, end: number): number {
    return this.find(bytes, start, end, hashBytes(bytes, start, end));
  }

  /** Row of the token that is the one in row `left` followed by the one in row `right` without its first `skip` bytes; -1 for none. */
  findJoined(left: number, right: number, skip: number): number {
    if (this.#slots === undefined) this.#index();
    const { bytes, offsets } = this;
    const hashes = this.#hashes;
    const start = offsets[left]!;
    const end = offsets[right + 1]!;
    const rest = Math.min(offsets[right]! + skip, end);
    const hash = skip === 0 ? (Math.imul(hashes[left]!, this.#powers[end - rest]!) + hashes[right]!) | 0 : hashBytes(bytes, rest, end, hashes[left]);
    return this.#probe(hash, bytes, start, offsets[left + 1]! - start, bytes, rest, end - rest);
  }

  /** Row of the token that is `prefix` (already in `hash`) followed by `bytes[start…end)`; -1 for none. */
  find(bytes: Uint8Array, start: number, end: number, hash: number, prefix: Uint8Array = NOTHING): number {
    return this.#probe(hash, prefix, 0, prefix.length, bytes, start, end - start);
  }

  /** Row of the token with this hash that is `aLength` bytes of `a` followed by `bLength` bytes of `b`; -1 for none. */
  #probe(hash: number, a: Uint8Array, aStart: number, aLength: number, b: Uint8Array, bStart: number, bLength: number): number {
    const slots = this.#slots ?? this.#index();
    const { bytes, offsets } = this;
    const mask = this.#mask;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot]! - 1;
      if (row < 0) return -1;
      if (this.#hashes[row] !== hash) continue;
      const at = offsets[row]!;
      if (offsets[row + 1]! - at !== aLength + bLength || !matches(bytes, at + aLength, b, bStart, bLength)) continue;
      if (matches(bytes, at, a, aStart, aLength)) return row;
    }
  }

  /** The last of equal rows wins, as in a JSON object. */
  #index(): Int32Array {
    let capacity = 16;
    while (capacity < this.count * 2) capacity *= 2;
    const slots = new Int32Array(capacity);
    const mask = capacity - 1;
    const { bytes, offsets, count } = this;
    const hashes = new Int32Array(count);
    for (let row = 0; row < count; row++) {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      const hash = hashBytes(bytes, start, end);
      hashes[row] = hash;
      let slot = spread(hash) & mask;
      while (slots[slot] !== 0) {
        const other = slots[slot]! - 1;
        const at = offsets[other]!;
        if (hashes[other] === hash && offsets[other + 1]! - at === end - start && matches(bytes, at, bytes, start, end - start)) break;
        slot = (slot + 1) & mask;
      }
      slots[slot] = row + 1;
    }
    const powers = new Int32Array(this.longest + 1);
    powers[0] = 1;
    for (let length = 1; length < powers.length; length++) powers[length] = Math.imul(powers[length - 1]!, BASE);
    this.#hashes = hashes;
    this.#powers = powers;
    this.#mask = mask;
    this.#slots = slots;
    return slots;
  }
}

function matches(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}

/** Collects tokens into columns. */
export class VocabularyBuilder {
  #bytes = new Uint8Array(1 << 16);
  #used = 0;
  readonly #offsets: number[] = [0];
  readonly #ids: number[] = [];

  add(token: string, id: number): void {
    const room = this.#used + token.length * 3;
    if (room > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(room, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#used += encoder.encodeInto(token, this.#bytes.subarray(this.#used)).written;
    this.#offsets.push(this.#used);
    this.#ids.push(id);
  }

  columns(): TokenizerVocabColumns {
    const count = this.#ids.length;
    const sequential = this.#ids.every((id, row) => id === row);
    const columns = { count, bytes: this.#bytes.slice(0, this.#used), offsets: Uint32Array.from(this.#offsets) };
    return sequential ? columns : { ...columns, ids: Uint32Array.from(this.#ids) };
  }
}

/** Largest token id: Rust keeps ids in 32 bits. */
export const LARGEST_ID: number = MAX_ID;
