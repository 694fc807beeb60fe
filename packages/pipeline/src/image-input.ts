/** Images as calls give them: which arguments are images, and how they become pixels. */
import type { RawImage } from '@onnx-capsule/metadata-schema';

import { isRecord, optionsAt } from './call-arguments.js';
import { describe, PipelineError } from './pipeline-error.js';
import type { CallOptions, ParsedCall } from './task.js';

/** An image: a path, a URL, the bytes of a file, a `Blob`, or pixels. */
export type ImageInput = string | URL | Uint8Array | ArrayBuffer | Blob | RawImage;

/** Pixels of `input`, as Pillow's `convert("RGB")` gives them. @throws {ProcessorError} for what is no image. */
export async function readImage(input: ImageInput): Promise<RawImage> {
  const { loadImage } = await import('@onnx-capsule/processor-reconstruction/node');
  return loadImage(input);
}

/** Whether `value` can be an image; a string counts, as a path or URL. */
export function isImageInput(value: unknown): value is ImageInput {
  if (typeof value === 'string' || value instanceof URL || value instanceof Uint8Array || value instanceof ArrayBuffer) return true;
  if (typeof Blob !== 'undefined' && value instanceof Blob) return true;
  return isPixels(value);
}

function isPixels(value: unknown): value is RawImage {
  return typeof value === 'object' && value !== null && 'data' in value && 'width' in value && 'height' in value;
}

/** `value` as an image. @throws {PipelineError} `BAD_INPUT`. */
export function requireImage(value: unknown, task: string): ImageInput {
  if (isImageInput(value)) return value;
  throw new PipelineError('BAD_INPUT', `${task} takes an image: a path, URL, bytes, Blob or { data, width, height, channels }; found ${describe(value)}.`, {
    where: 'image',
  });
}

/**
 * Reads `(image, options)`, `(images, options)` and Python's keyword form `({ images, …options })` or `({ image, … })`.
 * A list is several images.
 */
export function imageCall(task: string): (args: readonly unknown[]) => ParsedCall {
  return (args) => {
    const { input, options } = imageArguments(args);
    return Array.isArray(input)
      ? { items: input.map((item) => requireImage(item, task)), single: false, options }
      : { items: [requireImage(input, task)], single: true, options };
  };
}

function imageArguments(args: readonly unknown[]): { input: unknown; options: CallOptions } {
  const [first] = args;
  const keywords = isRecord(first) && !isPixels(first) ? ['images', 'inputs', 'image'].find((name) => name in first) : undefined;
  if (keywords === undefined) return { input: first, options: optionsAt(args, 1) };
  const { [keywords]: input, ...options } = first as Record<string, unknown>;
  return { input, options: { ...options, ...optionsAt(args, 1) } };
}
