/**
 * Wire format of ONNX metadata: walk, decode, splice, strip.
 *
 * @module
 */
export { type ByteSource, bytesSource } from './byte-source.js';
export { decodeFile } from './decode.js';
export { FIRST_WINDOW } from './byte-windows.js';
export { type EntryLocation, locateEntries, locateEntriesIn, type ModelLayout, ModelWalk } from './entries.js';
export { type CapsuleLimits, DEFAULT_LIMITS } from './limits.js';
export {
  type ByteRange,
  type CapsulePlace,
  encodeEntries,
  joinPieces,
  type NewEntry,
  type Piece,
  piecesLength,
  rangesWithoutCapsule,
  rangesWithoutEntries,
  splice,
  splicePieces,
} from './splice.js';
export { stripped } from './strip.js';
export { type FileWindow, readVarint, startWalk, stepWalk, type Walk, walkFields, walkGoesOn, type WireField } from './walk.js';
export {
  encodeVarint,
  ENTRY_KEY,
  ENTRY_VALUE,
  MODEL_GRAPH,
  MODEL_METADATA,
  varintLength,
  WIRE_FIXED32,
  WIRE_FIXED64,
  WIRE_GROUP_END,
  WIRE_GROUP_START,
  WIRE_LENGTH,
  WIRE_VARINT,
  writeVarint,
} from './wire.js';
