/** Saving of pixels as PNG with `sharp`. */
import { writeFile } from 'node:fs/promises';

import type { RawImage } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { loadSharp } from './load-sharp.js';

/** Bytes of an image: floats from 0 to 1 become 0 to 255, rounded and clipped. */
function asBytes({ data }: RawImage): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (data instanceof Uint8ClampedArray) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  return new Uint8Array(Uint8ClampedArray.from(data, (value) => value * 255));
}

/**
 * The bytes of a PNG file with the pixels of `image`: gray for one channel, gray with alpha for two, RGB for three, RGBA for four.
 *
 * @throws {ProcessorError} `SHARP_MISSING`, `BAD_IMAGE` when sizes, channels and samples do not fit each other.
 */
export async function encodePng(image: RawImage): Promise<Uint8Array> {
  const { data, width, height, channels } = image;
  const sized = [width, height, channels].every((value) => Number.isInteger(value) && value >= 1);
  if (!sized || channels > 4 || data.length !== width * height * channels) {
    throw new ProcessorError('BAD_IMAGE', `An image of ${width} x ${height} x ${channels} has ${data.length} samples and cannot be saved.`, {
      hint: 'Give { data, width, height, channels } with 1 to 4 channels and one sample for each.',
    });
  }
  const sharp = await loadSharp();
  const raw = { width, height, channels: channels as 1 | 2 | 3 | 4 };
  const pipeline = sharp(asBytes(image), { raw, limitInputPixels: false });
  const png = await (channels < 3 ? pipeline.toColourspace('b-w') : pipeline).png().toBuffer();
  return new Uint8Array(png.buffer, png.byteOffset, png.byteLength);
}

/**
 * Writes `image` to `path` as PNG, whatever the path's extension.
 *
 * @throws {ProcessorError} as `encodePng`, and `IMAGE_NOT_WRITTEN` when the file cannot be written.
 */
export async function saveImage(image: RawImage, path: string | URL): Promise<void> {
  const bytes = await encodePng(image);
  try {
    await writeFile(path, bytes);
  } catch (cause) {
    throw new ProcessorError('IMAGE_NOT_WRITTEN', `${String(path)} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      where: String(path),
      cause,
      hint: 'Check the folder and its permissions.',
    });
  }
}
