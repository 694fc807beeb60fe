/** Padding, truncation and attention masks of sequences, as transformers' `SequenceFeatureExtractor.pad` (4.57.6). */
import type { Tensor } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { MAX_SAMPLES } from './config-fields.js';

/** A sequence of `length` steps with `width` values each: step `t` is `data.subarray(t * width, (t + 1) * width)`. */
export interface Sequence {
  readonly data: Float32Array;
  readonly length: number;
  readonly width: number;
}

/** Clips as sequences of samples. */
export function sampleSequences(clips: readonly Float32Array[]): Sequence[] {
  return clips.map((data) => ({ data, length: data.length, width: 1 }));
}

/** `true` and `longest` pad to the longest of the batch, `max_length` to `maxLength`; `false` and `do_not_pad` do not. */
export type PaddingStrategy = 'longest' | 'max_length' | 'do_not_pad';

/** How sequences are brought to one length. */
export interface PaddingOptions {
  readonly padding: PaddingStrategy;
  readonly maxLength: number | undefined;
  readonly truncation: boolean;
  readonly padToMultipleOf: number | undefined;
  readonly side: 'right' | 'left';
  readonly value: number;
}

/** A padded sequence; `valid[0]` … `valid[1] - 1` are its own steps. */
export interface PaddedSequence extends Sequence {
  readonly valid: readonly [from: number, to: number];
}

/**
 * Sequences truncated and padded as asked.
 *
 * @throws {ProcessorError} `BAD_OPTION` when truncation or `max_length` padding lacks a length.
 */
export function padSequences(sequences: readonly Sequence[], options: PaddingOptions): PaddedSequence[] {
  const { padding, padToMultipleOf, truncation } = options;
  if (options.maxLength === undefined && (truncation || padding === 'max_length')) {
    throw new ProcessorError('BAD_OPTION', `${truncation ? 'truncation' : 'padding "max_length"'} needs max_length`, {
      hint: 'Pass max_length, in samples.',
    });
  }
  const limit = roundUp(options.maxLength, padToMultipleOf);
  const cut = truncation
    ? sequences.map((sequence) => (limit !== undefined && sequence.length > limit ? sliceSteps(sequence, limit) : sequence))
    : sequences;
  const target =
    padding === 'do_not_pad'
      ? undefined
      : padding === 'longest'
        ? roundUp(cut.reduce((longest, sequence) => Math.max(longest, sequence.length), 0), padToMultipleOf)
        : limit;
  if (target !== undefined && target > MAX_SAMPLES) {
    throw new ProcessorError('BAD_OPTION', `cannot pad to ${target} steps, the limit is ${MAX_SAMPLES}`, { hint: 'Pass a smaller max_length.' });
  }
  return cut.map((sequence) => padOne(sequence, target ?? sequence.length, options));
}

/**
 * The sequences as one tensor of `dims` [batch, length] or, for wider steps, [batch, length, width].
 *
 * @throws {ProcessorError} `UNEQUAL_LENGTHS` when they differ in length.
 */
export function stackSequences(sequences: readonly Sequence[]): Tensor {
  const { length, width } = sequences[0]!;
  checkEqualLengths(sequences);
  const data = new Float32Array(sequences.length * length * width);
  sequences.forEach((sequence, i) => {
    data.set(sequence.data, i * length * width);
  });
  return { type: 'float32', dims: width === 1 ? [sequences.length, length] : [sequences.length, length, width], data };
}

/** Ones where a sequence has steps of its own, zeros where it was padded: int64, [batch, length]. @throws {ProcessorError} `UNEQUAL_LENGTHS`. */
export function stackMasks(sequences: readonly PaddedSequence[]): Tensor {
  const { length } = sequences[0]!;
  checkEqualLengths(sequences);
  const data = new BigInt64Array(sequences.length * length);
  sequences.forEach(({ valid: [from, to] }, i) => data.fill(1n, i * length + from, i * length + to));
  return { type: 'int64', dims: [sequences.length, length], data };
}

/** @throws {ProcessorError} `UNEQUAL_LENGTHS` when the sequences differ in length. */
export function checkEqualLengths(sequences: readonly Pick<Sequence, 'length'>[]): void {
  const lengths = sequences.map((sequence) => sequence.length);
  if (lengths.some((length) => length !== lengths[0])) {
    throw new ProcessorError('UNEQUAL_LENGTHS', `a batch needs sequences of one length, found ${lengths.slice(0, 8).join(', ')}`, {
      hint: 'Pass padding: true, or padding: "max_length" with max_length.',
    });
  }
}

/** Each sequence with zero mean and unit variance over its own steps, padding set to `paddingValue`. The variance grows by 1e-7. */
export function normalizeSequence(sequence: PaddedSequence, paddingValue: number, masked: boolean): PaddedSequence {
  // The reference measures the first `valid` steps even where padding stands on the left.
  const count = masked ? sequence.valid[1] - sequence.valid[0] : sequence.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += sequence.data[i]!;
  const mean = Math.fround(sum / count);
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (sequence.data[i]! - mean) ** 2;
  const deviation = Math.fround(Math.sqrt(Math.fround(Math.fround(squares / count) + 1e-7)));
  const data = sequence.data.map((value) => Math.fround(value - mean) / deviation);
  data.fill(paddingValue, count);
  return { ...sequence, data };
}

function padOne(sequence: Sequence, target: number, { side, value }: PaddingOptions): PaddedSequence {
  const missing = target - sequence.length;
  if (missing <= 0) return { ...sequence, valid: [0, sequence.length] };
  const data = new Float32Array(target * sequence.width).fill(value);
  const from = side === 'right' ? 0 : missing;
  data.set(sequence.data, from * sequence.width);
  return { data, length: target, width: sequence.width, valid: [from, from + sequence.length] };
}

function sliceSteps({ data, width }: Sequence, length: number): Sequence {
  return { data: data.subarray(0, length * width), length, width };
}

function roundUp(length: number | undefined, multiple: number | undefined): number | undefined {
  return length === undefined || multiple === undefined ? length : Math.ceil(length / multiple) * multiple;
}
