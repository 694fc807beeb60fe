/** Puts capsule entries into a model, and takes them out: everything else stays as it is, byte for byte and in order. */
import { CAPSULE_PREFIX } from '@onnx-capsule/metadata-schema';

import { joinParts } from './join-parts.js';
import { locateEntries, type ModelLayout } from './entries.js';
import { ENTRY_KEY, ENTRY_VALUE, MODEL_METADATA, varintLength, WIRE_LENGTH, writeVarint } from './wire.js';

/** Where the capsule entries stand: after all other fields, or before the graph. */
export type CapsulePlace = 'tail' | 'head';

/** One metadata entry to write. */
export interface NewEntry {
  readonly key: string;
  /** UTF-8 without NUL. */
  readonly value: Uint8Array;
}

/** Bytes `start … end` of a file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A part of a file to be written: a range of the old file, or new bytes. */
export type Piece = ByteRange | Uint8Array;

/** `entries` as fields of a `ModelProto`. */
export function encodeEntries(entries: readonly NewEntry[]): Uint8Array {
  const fields = entries.map(({ key, value }) => encodeEntry(MODEL_METADATA, key, value));
  return joinParts(fields, fields.reduce((sum, field) => sum + field.length, 0));
}

/** A `StringStringEntryProto` as the field `number` of the message that holds it. */
export function encodeEntry(number: number, key: string, value: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode(key);
  const length = fieldLength(name.length) + fieldLength(value.length);
  const bytes = new Uint8Array(fieldLength(length));
  let position = 0;
  const header = (field: number, size: number): void => {
    bytes[position++] = field * 8 + WIRE_LENGTH;
    position = writeVarint(bytes, position, size);
  };
  header(number, length);
  header(ENTRY_KEY, name.length);
  bytes.set(name, position);
  position += name.length;
  header(ENTRY_VALUE, value.length);
  bytes.set(value, position);
  return bytes;
}

/** The ranges of a model that belong to no capsule entry, in order; together they are the stripped model. */
export function rangesWithoutCapsule(layout: ModelLayout): readonly ByteRange[] {
  return rangesWithoutEntries(layout, (key) => key.startsWith(CAPSULE_PREFIX));
}

/** The ranges of a model without the metadata entries whose key `leaves`, in order. */
export function rangesWithoutEntries(layout: ModelLayout, leaves: (key: string) => boolean): readonly ByteRange[] {
  const ranges: ByteRange[] = [];
  let start = 0;
  const keep = (end: number): void => {
    if (end > start) ranges.push({ start, end });
  };
  for (const entry of layout.entries) {
    if (!leaves(entry.key)) continue;
    keep(entry.start);
    start = entry.end;
  }
  keep(layout.size);
  return ranges;
}

/** The pieces of the model that carries `entries` (as `encodeEntries` gives them) instead of the capsule entries it has. */
export function splicePieces(layout: ModelLayout, entries: Uint8Array, place: CapsulePlace): readonly Piece[] {
  const ranges = rangesWithoutCapsule(layout);
  const at = place === 'head' ? (layout.graphStart ?? layout.size) : layout.size;
  const before = ranges.flatMap(({ start, end }) => (start < at ? [{ start, end: Math.min(end, at) }] : []));
  const after = ranges.flatMap(({ start, end }) => (end > at ? [{ start: Math.max(start, at), end }] : []));
  return entries.length === 0 ? ranges : [...before, entries, ...after];
}

/** Length in bytes of the file that `pieces` make. */
export function piecesLength(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece.end - piece.start), 0);
}

/** The file that `pieces` of `bytes` make; a view where they are one range. */
export function joinPieces(bytes: Uint8Array, pieces: readonly Piece[]): Uint8Array {
  const parts = pieces.map((piece) => (piece instanceof Uint8Array ? piece : bytes.subarray(piece.start, piece.end)));
  if (parts.length === 1) return parts[0]!;
  const joined = new Uint8Array(piecesLength(pieces));
  let position = 0;
  for (const part of parts) {
    joined.set(part, position);
    position += part.length;
  }
  return joined;
}

/**
 * The model with `entries` instead of the capsule entries that it has.
 *
 * @throws {MetadataError} as `locateEntries`, where `model` is no ONNX model.
 */
export function splice(model: Uint8Array, entries: readonly NewEntry[], place: CapsulePlace = 'tail'): Uint8Array {
  return joinPieces(model, splicePieces(locateEntries(model), encodeEntries(entries), place));
}

function fieldLength(length: number): number {
  return 1 + varintLength(length) + length;
}
