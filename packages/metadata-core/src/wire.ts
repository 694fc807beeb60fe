/**
 * Protocol Buffers wire format: varints, wire types, and the field numbers of `ModelProto` that a container of metadata needs.
 * See https://protobuf.dev/programming-guides/encoding/ and onnx.proto of ONNX 1.23.
 */

/** Value is a varint. */
export const WIRE_VARINT = 0;
/** Value is 8 bytes. */
export const WIRE_FIXED64 = 1;
/** Value is a length, then as many bytes. */
export const WIRE_LENGTH = 2;
/** Fields up to the matching end of the group. */
export const WIRE_GROUP_START = 3;
/** Ends a group. */
export const WIRE_GROUP_END = 4;
/** Value is 4 bytes. */
export const WIRE_FIXED32 = 5;

/** `ModelProto.graph`. */
export const MODEL_GRAPH = 7;
/** `ModelProto.metadata_props`. */
export const MODEL_METADATA = 14;
/** `StringStringEntryProto.key`. */
export const ENTRY_KEY = 1;
/** `StringStringEntryProto.value`. */
export const ENTRY_VALUE = 2;

/** Most bytes of a varint. */
export const MAX_VARINT = 10;

/** Bytes of `value` as a varint; `value` is an integer from 0 to 2^53. */
export function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** Writes `value` (an integer from 0 to 2^53) as a varint at `offset`, and returns the offset behind it. */
export function writeVarint(target: Uint8Array, offset: number, value: number): number {
  let position = offset;
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) target[position++] = (rest % 128) | 128;
  target[position++] = rest;
  return position;
}

/** `value` (an integer from 0 to 2^53) as a varint. */
export function encodeVarint(value: number): Uint8Array {
  const target = new Uint8Array(varintLength(value));
  writeVarint(target, 0, value);
  return target;
}
