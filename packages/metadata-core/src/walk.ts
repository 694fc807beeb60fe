/**
 * The walk over the fields of a message: one tag at a time, skipping by length, never into a value. It takes what it needs
 * from whatever part of the file is in memory, so that the same code serves bytes, files and range requests.
 */
import { MetadataError } from '@onnx-capsule/metadata-schema';

import { MAX_VARINT, WIRE_FIXED32, WIRE_FIXED64, WIRE_GROUP_END, WIRE_GROUP_START, WIRE_LENGTH, WIRE_VARINT } from './wire.js';

/** Highest field number of protobuf. */
const MAX_FIELD_NUMBER = 0x1fff_ffff;
/** Protobuf refuses longer values. */
const MAX_LENGTH = 0x7fff_ffff;
/** Protobuf's limit of nested messages and groups. */
const MAX_GROUP_DEPTH = 100;
/** Bytes that one step may need: a tag and a length. A window must hold them, or all up to the end of the message. */
export const STEP_BYTES: number = 2 * MAX_VARINT;

/** A field of a message. Offsets count from the start of the file. */
export interface WireField {
  readonly number: number;
  readonly wireType: number;
  /** Offset of the tag. */
  readonly start: number;
  /** Offset of the value: behind the tag, and behind the length where there is one. */
  readonly valueStart: number;
  /** Offset behind the field. For a group, behind its end tag. */
  readonly end: number;
}

/** A part of the file that is in memory: `bytes[0]` stands at `base`. */
export interface FileWindow {
  readonly bytes: Uint8Array;
  readonly base: number;
}

/** Where a walk stands. Make it with `startWalk`, move it with `stepWalk`. */
export interface Walk {
  /** Offset of the next tag. */
  position: number;
  /** Offset behind the message. */
  readonly end: number;
  /** Groups that are open, outermost first: field number, offset of the tag, offset behind it. */
  readonly groups: { readonly number: number; readonly start: number; readonly valueStart: number }[];
}

/** A walk over the message in `start … end`. */
export function startWalk(start: number, end: number): Walk {
  return { position: start, end, groups: [] };
}

/**
 * The next field; `undefined` while the walk is inside a group. The window must hold `STEP_BYTES` at the
 * walk's position, or all up to the end of the message; the walk must not be done.
 *
 * @throws {MetadataError} `TRUNCATED_MODEL` where the message ends too early, `MALFORMED_MODEL` where it breaks the format.
 */
export function stepWalk(walk: Walk, window: FileWindow): WireField | undefined {
  const start = walk.position;
  const group = walk.groups.at(-1);
  if (group !== undefined && start >= walk.end) throw cut('group', group.start, walk.end);
  const tag = readVarint(window, start, walk.end);
  const wireType = tag.value % 8;
  const number = (tag.value - wireType) / 8;
  if (number < 1 || number > MAX_FIELD_NUMBER) throw malformed(`field number ${number}`, start);
  let valueStart = tag.end;
  let end = valueStart;
  if (wireType === WIRE_VARINT) end = readVarint(window, valueStart, walk.end).end;
  else if (wireType === WIRE_FIXED64) end += 8;
  else if (wireType === WIRE_FIXED32) end += 4;
  else if (wireType === WIRE_LENGTH) {
    const length = readVarint(window, valueStart, walk.end);
    if (length.value > MAX_LENGTH) throw malformed(`field ${number} of ${length.value} bytes`, start);
    valueStart = length.end;
    end = valueStart + length.value;
  } else if (wireType === WIRE_GROUP_START) {
    walk.groups.push({ number, start, valueStart });
    if (walk.groups.length > MAX_GROUP_DEPTH) throw malformed(`over ${MAX_GROUP_DEPTH} nested groups`, start);
  } else if (wireType === WIRE_GROUP_END && group?.number === number) walk.groups.pop();
  else throw malformed(`wire type ${wireType} of field ${number}`, start);
  if (end > walk.end) throw cut(`field ${number} of ${end - valueStart} bytes`, start, walk.end);
  walk.position = end;
  if (walk.groups.length > 0) return undefined;
  const opened = wireType === WIRE_GROUP_END ? group : undefined;
  return { number, wireType: opened ? WIRE_GROUP_START : wireType, start, valueStart, end, ...opened };
}

/** Whether anything is left to step over. */
export function walkGoesOn(walk: Walk): boolean {
  return walk.position < walk.end || walk.groups.length > 0;
}

/**
 * The fields of the message in `bytes[start … end]`, in order; offsets count from the start of `bytes`.
 *
 * @throws {MetadataError} as `stepWalk`.
 */
export function* walkFields(bytes: Uint8Array, start = 0, end: number = bytes.length): Generator<WireField, void, undefined> {
  const window = { bytes, base: 0 };
  const walk = startWalk(start, end);
  while (walkGoesOn(walk)) {
    const field = stepWalk(walk, window);
    if (field !== undefined) yield field;
  }
}

/**
 * The varint at `offset` of the file and the offset behind it; at most `end`. Bits above 64 are dropped as protobuf does; values
 * above 2^53 come rounded.
 *
 * @throws {MetadataError} `TRUNCATED_MODEL`, `MALFORMED_MODEL`.
 */
export function readVarint(window: FileWindow, offset: number, end: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < MAX_VARINT; index++) {
    if (offset + index >= end) throw cut('number', offset, end);
    const byte = window.bytes[offset + index - window.base]!;
    value += (byte & (index === 9 ? 1 : 127)) * 2 ** (7 * index);
    if (byte < 128) return { value, end: offset + index + 1 };
  }
  throw malformed(`over ${MAX_VARINT} bytes`, offset);
}

function malformed(what: string, offset: number, code = 'MALFORMED_MODEL'): MetadataError {
  return new MetadataError(code, `Model damaged at offset ${offset}: ${what}.`, {
    where: `offset ${offset}`,
    hint: 'Get the file again.',
  });
}

function cut(what: string, offset: number, end: number): MetadataError {
  return malformed(`${what} cut off at ${end}`, offset, 'TRUNCATED_MODEL');
}
