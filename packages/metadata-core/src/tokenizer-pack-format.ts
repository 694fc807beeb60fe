/** The parts of a packed `tokenizer.json`: a header of numbers, then columns. docs/format.md describes them byte by byte. */
import { MetadataError } from '@onnx-capsule/metadata-schema';

import { encodeVarint } from './wire.js';

/** `TKP1`: packed tokenizer, version 1. */
const MAGIC = [0x54, 0x4b, 0x50, 0x31];

/** How the vocabulary and the merges are written as JSON. */
export const STYLE_COMPACT = 0;
/** Two spaces per level, as Hugging Face's `tokenizers` writes. */
export const STYLE_INDENTED = 1;
/** One line with `", "` and `": "`, as Python's `json` writes. */
export const STYLE_SPACED = 2;

/** `{ token: id }`. */
export const VOCAB_OBJECT = 0;
/** `[[token, score]]`. */
export const VOCAB_PAIRS = 1;

export const MERGES_ABSENT = 0;
/** `["left right"]`. */
export const MERGES_STRINGS = 1;
/** `[["left", "right"]]`. */
export const MERGES_PAIRS = 2;

/** Row `i` has id `i`. */
export const IDS_ROWS = 0;
/** Each id as the difference from the previous id plus 1. */
export const IDS_COLUMN = 1;

export const SCORES_ABSENT = 0;
/** Each score is a float32; stored is the difference of its bits from those of the previous score. */
export const SCORES_FLOAT32 = 1;
/** Each score as 8 bytes, little-endian float64. */
export const SCORES_FLOAT64 = 2;

/** A packed tokenizer taken apart. */
export interface TokenizerPack {
  readonly style: number;
  readonly vocab: number;
  readonly merges: number;
  readonly ids: number;
  readonly scores: number;
  /** Position in the skeleton where the vocabulary's value belongs. */
  readonly vocabAt: number;
  /** Position in the skeleton where the merges' value belongs, not before `vocabAt`; the skeleton's length where there are none. */
  readonly mergesAt: number;
  readonly tokenCount: number;
  readonly mergeCount: number;
  /** The JSON text without the values of `model.vocab` and `model.merges`. */
  readonly skeleton: Uint8Array;
  /** Length of each token, a varint each. */
  readonly lengthColumn: Uint8Array;
  /** All tokens, UTF-8, one after the other. */
  readonly tokens: Uint8Array;
  readonly idColumn: Uint8Array;
  readonly scoreColumn: Uint8Array;
  /** Row that each merge makes, as a zigzag difference from the previous one. */
  readonly resultColumn: Uint8Array;
  /** Length in bytes of the left token of each merge, a varint each. */
  readonly splitColumn: Uint8Array;
}

const KINDS = ['style', 'vocab', 'merges', 'ids', 'scores'] as const;
const KIND_LIMITS = [STYLE_SPACED, VOCAB_PAIRS, MERGES_PAIRS, IDS_COLUMN, SCORES_FLOAT64];
const COUNTS = ['vocabAt', 'mergesAt', 'tokenCount', 'mergeCount'] as const;
const COLUMNS = ['skeleton', 'lengthColumn', 'tokens', 'idColumn', 'scoreColumn', 'resultColumn', 'splitColumn'] as const;

/** The bytes of `pack`. */
export function writePack(pack: TokenizerPack): Uint8Array {
  const header = [...MAGIC, ...KINDS.map((kind) => pack[kind])];
  for (const count of COUNTS) header.push(...encodeVarint(pack[count]));
  for (const column of COLUMNS) header.push(...encodeVarint(pack[column].length));
  const bytes = new Uint8Array(header.length + COLUMNS.reduce((sum, column) => sum + pack[column].length, 0));
  bytes.set(header);
  let position = header.length;
  for (const column of COLUMNS) {
    bytes.set(pack[column], position);
    position += pack[column].length;
  }
  return bytes;
}

/**
 * The parts of the packed tokenizer in `bytes`, as views. Every count is bounded by the length of the column that holds it.
 *
 * @throws {MetadataError} `BAD_TOKENIZER_PACK`.
 */
export function readPack(bytes: Uint8Array): TokenizerPack {
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) throw badPack('it does not start with TKP1', 0);
  const kinds = KINDS.map((kind, index) => {
    const value = bytes[MAGIC.length + index];
    if (value === undefined || value > KIND_LIMITS[index]!) throw badPack(`the ${kind} is ${value}, expected 0 to ${KIND_LIMITS[index]!}`, index);
    return value;
  });
  const cursor = new VarintCursor(bytes, 'header', MAGIC.length + KINDS.length);
  const counts = COUNTS.map(() => cursor.next());
  const lengths = COLUMNS.map(() => cursor.next());
  let position = cursor.position;
  const columns = lengths.map((length) => {
    const column = bytes.subarray(position, position + length);
    position += length;
    return column;
  });
  if (position !== bytes.length) throw badPack(`its columns take ${position} bytes, and it has ${bytes.length}`, position);
  const [style, vocab, merges, ids, scores] = kinds as [number, number, number, number, number];
  const [vocabAt, mergesAt, tokenCount, mergeCount] = counts as [number, number, number, number];
  const [skeleton, lengthColumn, tokens, idColumn, scoreColumn, resultColumn, splitColumn] = columns as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  if (vocabAt > mergesAt || mergesAt > skeleton.length || (merges === MERGES_ABSENT && mergeCount > 0)) throw badPack('its vocabulary or merges stand outside its text', position);
  if (tokenCount > lengthColumn.length) throw badPack(`${tokenCount} tokens have ${lengthColumn.length} bytes of lengths`, position);
  if (mergeCount > splitColumn.length || mergeCount > resultColumn.length) {
    throw badPack(`${mergeCount} merges have ${splitColumn.length} bytes of split points`, position);
  }
  return {
    style, vocab, merges, ids, scores, vocabAt, mergesAt, tokenCount, mergeCount,
    skeleton, lengthColumn, tokens, idColumn, scoreColumn, resultColumn, splitColumn,
  };
}

/** Reads varints up to 2^32 - 1 one after the other. */
class VarintCursor {
  readonly #bytes: Uint8Array;
  readonly #name: string;
  position: number;

  constructor(bytes: Uint8Array, name: string, position = 0) {
    this.#bytes = bytes;
    this.#name = name;
    this.position = position;
  }

  /** @throws {MetadataError} `BAD_TOKENIZER_PACK` where the column ends or the number is larger than 2^32 - 1. */
  next(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.position++];
    if (byte === undefined) throw badPack(`its ${this.#name} ends too early`, this.position);
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = bytes[this.position++];
      if (byte === undefined) throw badPack(`its ${this.#name} ends too early`, this.position);
      value += (byte & 127) * 2 ** shift;
      if (byte < 128 && value < 2 ** 32) return value;
    }
    throw badPack(`its ${this.#name} holds a number above 2^32 - 1`, this.position);
  }
}

/**
 * The `count` varints that are all of `column`, in one loop: tokenizers have hundreds of thousands.
 *
 * @throws {MetadataError} `BAD_TOKENIZER_PACK` where the column holds fewer or more.
 */
export function readVarints(column: Uint8Array, name: string, count: number): Uint32Array {
  const values = new Uint32Array(count);
  let position = 0;
  let cursor: VarintCursor | undefined;
  for (let row = 0; row < count; row++) {
    const byte = column[position]!;
    if (byte < 128) {
      values[row] = byte;
      position++;
      continue;
    }
    cursor ??= new VarintCursor(column, name);
    cursor.position = position;
    values[row] = cursor.next();
    position = cursor.position;
  }
  if (position !== column.length) throw badPack(`its ${name} holds more than it should`, position);
  return values;
}

/** A zigzag number: 0, -1, 1, -2, … are stored as 0, 1, 2, 3, … */
export function fromZigzag(value: number): number {
  return value & 1 ? -(value + 1) / 2 : value / 2;
}

/** The error for a damaged packed tokenizer. */
export function badPack(what: string, position: number): MetadataError {
  return new MetadataError('BAD_TOKENIZER_PACK', `A packed tokenizer is damaged: ${what} (byte ${position}).`, {
    where: `byte ${position}`,
    hint: 'Embed the file again.',
  });
}
