/** What the first bytes of an image file say: format and size, so that a hostile size is refused before anything is decoded. */
import { ProcessorError } from '../processor-error.js';

/** Formats that can be recognised. */
type ImageFormat = 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'tiff';

/** Format and, where the header tells it, size in pixels before any turning. */
export interface ImageHeader {
  readonly format: ImageFormat;
  readonly width?: number;
  readonly height?: number;
}

/** Twice Pillow's `MAX_IMAGE_PIXELS`: above it Pillow raises `DecompressionBombError`. */
export const MAX_IMAGE_PIXELS = 178956970;

function ascii(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Size from the first start-of-frame segment. */
function jpegSize(bytes: Uint8Array, view: DataView): readonly [number, number] | undefined {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) {
      at++;
      continue;
    }
    const marker = bytes[at + 1]!;
    if (marker === 0xff || marker === 0 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) return undefined;
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function webpSize(bytes: Uint8Array, view: DataView): readonly [number, number] | undefined {
  if (bytes.length < 30) return undefined;
  if (ascii(bytes, 12, 'VP8X')) {
    return [1 + (view.getUint32(24, true) & 0xffffff), 1 + (view.getUint16(27, true) | (bytes[29]! << 16))];
  }
  if (ascii(bytes, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return [1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff)];
  }
  if (ascii(bytes, 12, 'VP8 ')) return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  return undefined;
}

/** Format and size of an image file, or `undefined` where the bytes are no image that can be recognised. */
function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: ImageFormat;
  let size: readonly [number, number] | undefined;
  if (bytes[0] === 0x89 && ascii(bytes, 1, 'PNG\r\n\x1a\n')) {
    format = 'png';
    if (bytes.length >= 24) size = [view.getUint32(16), view.getUint32(20)];
  } else if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) {
    format = 'jpeg';
    size = jpegSize(bytes, view);
  } else if (ascii(bytes, 0, 'GIF87a') || ascii(bytes, 0, 'GIF89a')) {
    format = 'gif';
    if (bytes.length >= 10) size = [view.getUint16(6, true), view.getUint16(8, true)];
  } else if (ascii(bytes, 0, 'RIFF') && ascii(bytes, 8, 'WEBP')) {
    format = 'webp';
    size = webpSize(bytes, view);
  } else if (ascii(bytes, 0, 'BM') && bytes.length >= 26) {
    format = 'bmp';
    size = view.getUint32(14, true) === 12
      ? [view.getUint16(18, true), view.getUint16(20, true)]
      : [view.getInt32(18, true), Math.abs(view.getInt32(22, true))];
  } else if (ascii(bytes, 0, 'II*\0') || ascii(bytes, 0, 'MM\0*')) {
    format = 'tiff';
  } else {
    return undefined;
  }
  return size === undefined ? { format } : { format, width: size[0], height: size[1] };
}

/**
 * Refuses sizes that nobody should decode.
 *
 * @throws {ProcessorError} `IMAGE_TOO_LARGE` above `maxPixels`, `BAD_IMAGE_FILE` for a side of 0.
 */
export function checkPixelCount(width: number, height: number, maxPixels: number, where: string): void {
  if (width < 1 || height < 1) {
    throw new ProcessorError('BAD_IMAGE_FILE', `${where} says it is ${width} x ${height} pixels; expected at least 1 x 1.`, {
      where,
      hint: 'Export the image again.',
    });
  }
  if (width * height > maxPixels) {
    throw new ProcessorError('IMAGE_TOO_LARGE', `${where} says it is ${width} x ${height} pixels, ${width * height} in all; the limit is ${maxPixels}.`, {
      where,
      hint: 'Scale the image down, or raise `maxPixels` if you trust it.',
    });
  }
}

/**
 * The header of an image file.
 *
 * @throws {ProcessorError} `BAD_IMAGE_FILE` when the bytes are empty or no image, `IMAGE_TOO_LARGE`.
 */
export function checkImageHeader(bytes: Uint8Array, maxPixels: number, where: string): ImageHeader {
  if (bytes.length === 0) {
    throw new ProcessorError('BAD_IMAGE_FILE', `${where} is empty; expected an image file.`, { where, hint: 'Check that the file was written or downloaded in full.' });
  }
  const header = readImageHeader(bytes);
  if (header === undefined) {
    const found = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new ProcessorError('BAD_IMAGE_FILE', `${where} is no PNG, JPEG, GIF, WebP, BMP or TIFF file: it begins with ${found}.`, {
      where,
      hint: 'Convert it to PNG or JPEG, or decode it yourself and give { data, width, height, channels }.',
    });
  }
  if (header.width !== undefined && header.height !== undefined) checkPixelCount(header.width, header.height, maxPixels, where);
  return header;
}
