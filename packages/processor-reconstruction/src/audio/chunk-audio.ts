/** Cutting a long clip into overlapping chunks for speech recognition, as transformers' ASR pipeline does. */
import type { RawAudio } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';

/** How to cut; times in seconds. */
export interface ChunkOptions {
  readonly chunkLengthS: number;
  /** Overlap on the left and on the right, or one number for both; default: a sixth of the chunk. */
  readonly strideLengthS?: number | readonly [left: number, right: number] | undefined;
  /** Samples per output step of the model: lengths are rounded to multiples of it; default 1. */
  readonly alignTo?: number | undefined;
}

/** One chunk of a clip. */
export interface AudioChunk {
  readonly audio: RawAudio;
  /** Samples of the chunk, and how many at its left and right belong to its neighbours. */
  readonly stride: readonly [length: number, left: number, right: number];
  readonly isLast: boolean;
}

/**
 * The chunks of a clip; each starts `chunk - left - right` samples after the one before.
 *
 * @throws {ProcessorError} `BAD_OPTION` when the overlaps leave nothing of a chunk.
 */
export function chunkAudio(audio: RawAudio, options: ChunkOptions): AudioChunk[] {
  const { data, samplingRate } = audio;
  const { chunkLengthS, strideLengthS = chunkLengthS / 6, alignTo = 1 } = options;
  const [leftS, rightS] = typeof strideLengthS === 'number' ? [strideLengthS, strideLengthS] : strideLengthS;
  const [chunk, left, right] = [chunkLengthS, leftS, rightS].map((seconds) => roundHalfToEven((seconds * samplingRate) / alignTo) * alignTo) as [number, number, number];
  const step = chunk - left - right;
  if (!(step > 0 && left >= 0 && right >= 0)) {
    throw new ProcessorError('BAD_OPTION', `chunks of ${chunk} samples cannot overlap by ${left} and ${right} samples`, {
      hint: 'Make the chunk longer than both strides together.',
    });
  }
  const chunks: AudioChunk[] = [];
  for (let start = 0, isLast = false; start < data.length && !isLast; start += step) {
    const samples = data.subarray(start, start + chunk);
    isLast = start + chunk >= data.length;
    const before = start === 0 ? 0 : left;
    // What a last chunk adds may lie wholly in the one before.
    if (samples.length > before) {
      chunks.push({ audio: { data: samples, samplingRate }, stride: [samples.length, before, isLast ? 0 : right], isLast });
    }
  }
  return chunks;
}

/** As Python's `round`. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
