/**
 * Reads a SentencePiece model: the protobuf message `sentencepiece.ModelProto`.
 * See https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto
 */
import { readVarint, walkFields, WIRE_FIXED32, WIRE_GROUP_START, WIRE_LENGTH, WIRE_VARINT, type WireField } from '@onnx-capsule/metadata-core';
import { isCapsuleError } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../../processor-error.js';

/** Kinds of pieces (`SentencePiece.Type`). */
export const PIECE_CONTROL = 3;
export const PIECE_USER_DEFINED = 4;

/** `TrainerSpec.ModelType`. */
export const MODEL_UNIGRAM = 1;
const MODEL_BPE = 2;

interface SentencePiece {
  readonly piece: string;
  readonly score: number;
  readonly type: number;
}

/** What a SentencePiece model says about itself, as far as tokenization depends on it. */
export interface SentencePieceModel {
  readonly pieces: readonly SentencePiece[];
  readonly modelType: number;
  readonly byteFallback: boolean;
  readonly unkId: number;
  readonly unkPiece: string;
  /** Empty where the model normalises nothing. */
  readonly precompiledCharsmap: Uint8Array;
  readonly addDummyPrefix: boolean;
  readonly removeExtraWhitespaces: boolean;
}

const MODEL_PIECES = 1;
const MODEL_TRAINER_SPEC = 2;
const MODEL_NORMALIZER_SPEC = 3;
const PIECE_TEXT = 1;
const PIECE_SCORE = 2;
const PIECE_TYPE = 3;
const TRAINER_MODEL_TYPE = 3;
const TRAINER_BYTE_FALLBACK = 35;
const TRAINER_UNK_ID = 40;
const TRAINER_UNK_PIECE = 45;
const NORMALIZER_CHARSMAP = 2;
const NORMALIZER_DUMMY_PREFIX = 3;
const NORMALIZER_EXTRA_WHITESPACES = 4;

/** Pieces of the largest published vocabulary, with room: 256 000 of Gemma, 1 000 000 allowed. */
const MAX_PIECES = 1_000_000;

interface Field {
  readonly number: number;
  readonly wire: number;
  /** Value of a varint, or of four bytes as bits; else 0. */
  readonly value: number;
  readonly bytes: Uint8Array;
}

/** The model in `bytes`. @throws {ProcessorError} `BAD_SENTENCEPIECE_MODEL` where the bytes are no such message. */
export function readSentencePieceModel(bytes: Uint8Array, path: string): SentencePieceModel {
  const pieces: SentencePiece[] = [];
  const model = {
    pieces,
    modelType: MODEL_UNIGRAM,
    byteFallback: false,
    unkId: 0,
    unkPiece: '<unk>',
    precompiledCharsmap: new Uint8Array(),
    addDummyPrefix: true,
    removeExtraWhitespaces: true,
  };
  for (const field of fields(bytes, path)) {
    if (field.wire !== WIRE_LENGTH) continue;
    if (field.number === MODEL_PIECES) {
      if (pieces.length >= MAX_PIECES) throw bad(path, `it holds more than ${MAX_PIECES} pieces`);
      pieces.push(readPiece(field.bytes, path));
    } else if (field.number === MODEL_TRAINER_SPEC) {
      for (const spec of fields(field.bytes, path)) {
        if (spec.number === TRAINER_MODEL_TYPE) model.modelType = spec.value;
        else if (spec.number === TRAINER_BYTE_FALLBACK) model.byteFallback = spec.value !== 0;
        else if (spec.number === TRAINER_UNK_ID) model.unkId = spec.value;
        else if (spec.number === TRAINER_UNK_PIECE) model.unkPiece = text(spec.bytes, path);
      }
    } else if (field.number === MODEL_NORMALIZER_SPEC) {
      for (const spec of fields(field.bytes, path)) {
        if (spec.number === NORMALIZER_CHARSMAP) model.precompiledCharsmap = Uint8Array.from(spec.bytes);
        else if (spec.number === NORMALIZER_DUMMY_PREFIX) model.addDummyPrefix = spec.value !== 0;
        else if (spec.number === NORMALIZER_EXTRA_WHITESPACES) model.removeExtraWhitespaces = spec.value !== 0;
      }
    }
  }
  if (pieces.length === 0) throw bad(path, 'it holds no pieces');
  if (model.modelType !== MODEL_UNIGRAM && model.modelType !== MODEL_BPE) {
    throw bad(path, `its model type is ${model.modelType}, expected ${MODEL_UNIGRAM} (unigram) or ${MODEL_BPE} (bpe)`);
  }
  return model;
}

function readPiece(bytes: Uint8Array, path: string): SentencePiece {
  let piece = '';
  let score = 0;
  let type = 1;
  for (const field of fields(bytes, path)) {
    if (field.number === PIECE_TEXT && field.wire === WIRE_LENGTH) piece = text(field.bytes, path);
    else if (field.number === PIECE_SCORE && field.wire === WIRE_FIXED32) score = floatOfBits(field.value);
    else if (field.number === PIECE_TYPE && field.wire === WIRE_VARINT) type = field.value;
  }
  return { piece, score, type };
}

/** The fields of the message in `bytes`, groups refused: SentencePiece has none. */
function* fields(bytes: Uint8Array, path: string): Generator<Field> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const walk = walkFields(bytes);
  for (let field = nextField(walk, path); field !== undefined; field = nextField(walk, path)) {
    const { number, wireType: wire, valueStart, end } = field;
    if (wire === WIRE_GROUP_START) throw bad(path, `it has an impossible field (number ${number}, wire type ${wire}) before byte ${valueStart}`);
    const value = wire === WIRE_VARINT ? readVarint({ bytes, base: 0 }, valueStart, end).value : wire === WIRE_FIXED32 ? view.getUint32(valueStart, true) : 0;
    yield { number, wire, value, bytes: bytes.subarray(valueStart, end) };
  }
}

function nextField(walk: Generator<WireField, void>, path: string): WireField | undefined {
  try {
    return walk.next().value ?? undefined;
  } catch (cause) {
    throw isCapsuleError(cause) ? bad(path, cause.message, cause) : cause;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function text(bytes: Uint8Array, path: string): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw bad(path, 'a piece is no valid UTF-8', cause);
  }
}

function floatOfBits(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

function bad(path: string, reason: string, cause?: unknown): ProcessorError {
  return new ProcessorError('BAD_SENTENCEPIECE_MODEL', `${path} is no SentencePiece model: ${reason}`, {
    where: path,
    cause,
    hint: 'Take the file from the model folder again; a Git LFS pointer or a truncated download looks like this.',
  });
}
