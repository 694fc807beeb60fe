/** Decoding of image files with what browsers bring along: `createImageBitmap` and `OffscreenCanvas`. */
import type { RawImage } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { checkPixelCount } from './image-header.js';

/**
 * Upright RGBA pixels of an image file, without colour management where the browser honours that. Fully transparent pixels lose
 * their colour, because a canvas stores colours multiplied by alpha; JPEG decoders differ by a few levels between browsers.
 *
 * @throws {ProcessorError} `NO_IMAGE_DECODER` where the runtime has no `createImageBitmap`, `BAD_IMAGE_FILE` when it cannot decode the file, `IMAGE_TOO_LARGE`.
 */
export async function decodeImageBitmap(bytes: Uint8Array, where: string, maxPixels: number): Promise<RawImage> {
  if (typeof createImageBitmap !== 'function' || typeof OffscreenCanvas !== 'function') {
    throw new ProcessorError('NO_IMAGE_DECODER', 'This runtime cannot decode images: it has no createImageBitmap and OffscreenCanvas.', {
      where,
      hint: 'In Node use `loadImage` of the `./node` entry; elsewhere pass { decode }, or give { data, width, height, channels }.',
    });
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
      imageOrientation: 'from-image',
      premultiplyAlpha: 'none',
      colorSpaceConversion: 'none',
    });
  } catch (cause) {
    throw new ProcessorError('BAD_IMAGE_FILE', `${where} cannot be decoded: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      where,
      cause,
      hint: 'Check that the file is whole, or convert it to PNG or JPEG.',
    });
  }
  try {
    const { width, height } = bitmap;
    checkPixelCount(width, height, maxPixels, where);
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (context === null) throw new ProcessorError('NO_IMAGE_DECODER', 'This runtime gives no 2d canvas context.', { where, hint: 'Pass { decode }.' });
    context.drawImage(bitmap, 0, 0);
    return { data: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
  } finally {
    bitmap.close();
  }
}
