/** The image that the processing steps work on: RGB, interleaved, bytes or floats. */
import type { RawImage } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';

/** Three interleaved channels: sample `(y * width + x) * 3 + c`. */
export interface Pixels {
  readonly data: Uint8Array | Float32Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3;
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

/**
 * `image` as RGB: grayscale is copied to three channels, alpha is dropped without blending, as `convert("RGB")` of Pillow does.
 *
 * @throws {ProcessorError} `BAD_IMAGE` when the sizes are not positive whole numbers, do not fit the samples, or the channel count is not 1, 2, 3 or 4.
 */
export function toRgb(image: RawImage): Pixels {
  const candidate: unknown = image;
  if (typeof candidate !== 'object' || candidate === null || !('data' in candidate)) {
    throw new ProcessorError('BAD_IMAGE', `An image is ${candidate === null ? 'null' : typeof candidate}; expected { data, width, height, channels }.`, {
      hint: 'Decode files with `loadImage` of the `./node` entry or `decodeImageBitmap` of the `./image` entry first.',
    });
  }
  const { data, width, height, channels } = image;
  if (!isSize(width) || !isSize(height) || !isSize(channels) || channels > 4) {
    throw new ProcessorError('BAD_IMAGE', `An image says width ${width}, height ${height}, channels ${channels}; expected positive whole numbers and 1 to 4 channels.`, {
      hint: 'Give pixels as { data, width, height, channels }, row by row and interleaved.',
    });
  }
  const samples: unknown = data;
  if (!(samples instanceof Uint8Array || samples instanceof Uint8ClampedArray || samples instanceof Float32Array)) {
    throw new ProcessorError('BAD_IMAGE', 'The data of an image is not a Uint8Array, Uint8ClampedArray or Float32Array.', {
      hint: 'Convert the samples to bytes from 0 to 255 or floats from 0 to 1.',
    });
  }
  if (data.length !== width * height * channels) {
    throw new ProcessorError('BAD_IMAGE', `An image of ${width} x ${height} x ${channels} needs ${width * height * channels} samples; found ${data.length}.`, {
      hint: 'Check width, height and channels, and that rows have no padding.',
    });
  }
  const bytes = data instanceof Uint8ClampedArray ? new Uint8Array(data.buffer, data.byteOffset, data.length) : data;
  if (channels === 3) return { data: bytes, width, height, channels };
  const count = width * height;
  const rgb = bytes instanceof Uint8Array ? new Uint8Array(count * 3) : new Float32Array(count * 3);
  const green = channels === 4 ? 1 : 0;
  const blue = channels === 4 ? 2 : 0;
  for (let i = 0, at = 0, out = 0; i < count; i++, at += channels, out += 3) {
    rgb[out] = bytes[at]!;
    rgb[out + 1] = bytes[at + green]!;
    rgb[out + 2] = bytes[at + blue]!;
  }
  return { data: rgb, width, height, channels: 3 };
}
