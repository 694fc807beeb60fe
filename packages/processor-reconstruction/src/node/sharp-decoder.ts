/** Decoding of image files in Node with `sharp`, brought to what Pillow yields. */
import type { RawImage } from '@onnx-capsule/metadata-schema';
import type { Sharp } from 'sharp';

import { checkPixelCount } from '../image/image-header.js';
import { applyOrientation } from '../image/orientation.js';
import { ProcessorError } from '../processor-error.js';
import { cmykToRgb } from './cmyk-to-rgb.js';
import { loadSharp } from './load-sharp.js';

/** The first of `channels` 16-bit samples as a byte, by clipping instead of division: Pillow's `I;16` to `L`. */
function clipShorts(samples: Uint16Array, channels: number): Uint8Array {
  return Uint8Array.from({ length: samples.length / channels }, (_, i) => Math.min(samples[i * channels]!, 255));
}

/** Orientation in an XMP block, where Pillow looks when EXIF has none. */
function xmpOrientation(xmp: Uint8Array | undefined): number | undefined {
  const found = xmp === undefined ? null : /tiff:Orientation(?:="|>)([0-9])/.exec(new TextDecoder('latin1').decode(xmp));
  return found === null ? undefined : Number(found[1]);
}

/** Whether a PNG stores 16-bit gray without alpha: a transparent gray level makes sharp add a channel, but Pillow's mode stays `I;16`. */
function isGray16Png(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && bytes[24] === 16 && bytes[25] === 0;
}

/**
 * Upright pixels of an image file, as Pillow decodes it: no colour management, alpha beside the colours, 16-bit gray clipped.
 *
 * @throws {ProcessorError} `SHARP_MISSING` when sharp is not installed, `BAD_IMAGE_FILE` when the file is damaged or cut, `IMAGE_TOO_LARGE`.
 */
export async function decodeWithSharp(bytes: Uint8Array, where: string, maxPixels: number): Promise<RawImage> {
  const sharp = await loadSharp();
  const open = (): Sharp => sharp(bytes, { failOn: 'error', limitInputPixels: false, ignoreIcc: true });
  try {
    const { width, height, space, depth, channels, orientation, xmp } = await open().metadata();
    checkPixelCount(width, height, maxPixels, where);
    let image: RawImage;
    if (depth === 'ushort' && (channels === 1 || isGray16Png(bytes))) {
      const { data, info } = await open().toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
      const samples = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
      image = { data: clipShorts(samples, info.channels), width, height, channels: 1 };
    } else if (space === 'cmyk') {
      const { data } = await open().pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer({ resolveWithObject: true });
      image = { data: cmykToRgb(data), width, height, channels: 3 };
    } else {
      const { data, info } = await open().raw().toBuffer({ resolveWithObject: true });
      image = { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width: info.width, height: info.height, channels: info.channels };
    }
    return applyOrientation(image, orientation ?? xmpOrientation(xmp) ?? 1);
  } catch (cause) {
    if (cause instanceof ProcessorError) throw cause;
    throw new ProcessorError('BAD_IMAGE_FILE', `${where} cannot be decoded: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      where,
      cause,
      hint: 'Check that the file is whole, or convert it to PNG or JPEG.',
    });
  }
}
