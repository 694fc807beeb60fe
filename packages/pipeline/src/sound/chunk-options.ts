/** The options that cut long clips into overlapping chunks. */
import { decimal, optional, value, type OptionTable } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import type { CallOptions } from '../task.js';

/** Guards for `chunk_length_s` and `stride_length_s`. */
export function chunkingOptions(): OptionTable {
  return {
    chunk_length_s: optional(decimal(0)),
    stride_length_s: optional(value('seconds from 0, or a pair of them', (given) => {
      const list = Array.isArray(given) ? given : [given, given];
      return list.length === 2 && list.every((entry) => typeof entry === 'number' && entry >= 0);
    })),
  };
}

/** Lengths in seconds, or `undefined` where the clip stays whole. @throws {PipelineError} `BAD_OPTION` when nothing is left of a chunk. */
export function chunkLengths(options: CallOptions): { chunkLengthS: number; strideLengthS: readonly [number, number] } | undefined {
  const chunk = options['chunk_length_s'] as number | undefined;
  if (!chunk) return undefined;
  const given = (options['stride_length_s'] as number | readonly [number, number] | undefined) ?? chunk / 6;
  const stride: readonly [number, number] = typeof given === 'number' ? [given, given] : given;
  if (chunk <= stride[0] + stride[1]) {
    throw new PipelineError('BAD_OPTION', `chunk_length_s (${chunk}) must be longer than both strides together (${stride[0]} + ${stride[1]}).`, {
      where: 'stride_length_s',
    });
  }
  return { chunkLengthS: chunk, strideLengthS: stride };
}
