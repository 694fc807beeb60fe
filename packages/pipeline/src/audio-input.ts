/** Sound as calls give it, and how it becomes samples at the model's rate. */
import type { RawAudio } from '@onnx-capsule/metadata-schema';

import { isRecord, optionsAt } from './call-arguments.js';
import { describe, PipelineError } from './pipeline-error.js';
import type { CallOptions, ParsedCall } from './task.js';

/** Samples with their rate, under the names of Python's pipelines, its datasets, or ours. */
interface AudioSamplesInput {
  readonly raw?: ArrayLike<number>;
  readonly array?: ArrayLike<number>;
  readonly data?: ArrayLike<number>;
  readonly sampling_rate?: number;
  readonly samplingRate?: number;
}

/** A clip: a path, a URL, the bytes of a file, a `Blob`, samples with their rate, or samples at the model's own rate. */
export type AudioInput = string | URL | Uint8Array | ArrayBuffer | Blob | Float32Array | Float64Array | AudioSamplesInput;

/** One channel of `input` at `samplingRate`. @throws {ProcessorError} for what is no sound. */
export async function readAudio(input: AudioInput, samplingRate: number): Promise<RawAudio> {
  const { loadAudio } = await import('@onnx-capsule/processor-reconstruction/node');
  return loadAudio(input, { samplingRate });
}

/** Whether `value` can be a clip; a string counts, as a path or URL. */
function isAudioInput(value: unknown): value is AudioInput {
  if (typeof value === 'string' || value instanceof URL || value instanceof Uint8Array || value instanceof ArrayBuffer) return true;
  if (value instanceof Float32Array || value instanceof Float64Array) return true;
  if (typeof Blob !== 'undefined' && value instanceof Blob) return true;
  return typeof value === 'object' && value !== null && ('raw' in value || 'array' in value || ('data' in value && !('width' in value)));
}

/** `value` as a clip. @throws {PipelineError} `BAD_INPUT`. */
export function requireAudio(value: unknown, task: string): AudioInput {
  if (isAudioInput(value)) return value;
  throw new PipelineError('BAD_INPUT', `${task} takes sound: a path, URL, bytes, Blob, Float32Array or { array, sampling_rate }; found ${describe(value)}.`, {
    where: 'audio',
  });
}

/** Reads `(audio, options)`, `(audios, options)` and Python's keyword form `({ inputs, …options })`. A list is several clips. */
export function audioCall(task: string): (args: readonly unknown[]) => ParsedCall {
  return (args) => {
    const { input, options } = audioArguments(args);
    return Array.isArray(input)
      ? { items: input.map((item) => requireAudio(item, task)), single: false, options }
      : { items: [requireAudio(input, task)], single: true, options };
  };
}

function audioArguments(args: readonly unknown[]): { input: unknown; options: CallOptions } {
  const [first] = args;
  const keyword = isRecord(first) && !isAudioInput(first) ? ['inputs', 'audios', 'audio'].find((name) => name in first) : undefined;
  if (keyword === undefined) return { input: first, options: optionsAt(args, 1) };
  const { [keyword]: input, ...options } = first as Record<string, unknown>;
  return { input, options: { ...options, ...optionsAt(args, 1) } };
}
