/** Uncompressed BMP files, in the bit depths that Pillow reads: 1, 4, 8, 16, 24 and 32 bits. */
import type { RawImage } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { checkPixelCount } from './image-header.js';

function damaged(where: string, what: string): ProcessorError {
  return new ProcessorError('BAD_IMAGE_FILE', `${where} cannot be decoded: ${what}.`, { where, hint: 'Check that the file is whole, or convert it to PNG.' });
}

/** Shift and largest value of the channels of a 16-bit pixel: red, green, blue. */
const FIVES: readonly (readonly [number, number])[] = [[10, 31], [5, 31], [0, 31]];
const FIVE_SIX_FIVE: readonly (readonly [number, number])[] = [[11, 31], [5, 63], [0, 31]];

/**
 * RGB pixels of a BMP file.
 *
 * @throws {ProcessorError} `BAD_IMAGE_FILE` when the file is cut, or compressed or masked in a way that is not supported; `IMAGE_TOO_LARGE`.
 */
export function decodeBmp(bytes: Uint8Array, where: string, maxPixels: number): RawImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = view.getUint32(14, true);
  const old = headerSize === 12;
  if (bytes.length < 14 + headerSize || (!old && headerSize < 40)) throw damaged(where, `it ends at byte ${bytes.length}, inside its header`);
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const storedHeight = old ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(storedHeight);
  checkPixelCount(width, height, maxPixels, where);
  const depth = view.getUint16(old ? 24 : 28, true);
  const compression = old ? 0 : view.getUint32(30, true);
  const masks = compression === 3 && bytes.length >= 66 ? [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true)].join() : '';
  const sixteen = masks === [0xf800, 0x7e0, 0x1f].join() ? FIVE_SIX_FIVE : FIVES;
  const known = compression === 0 || (depth === 16 && ['63488,2016,31', '31744,992,31'].includes(masks)) || (depth === 32 && masks === '16711680,65280,255');
  if (!known || ![1, 4, 8, 16, 24, 32].includes(depth)) throw damaged(where, `BMP with ${depth} bits and compression ${compression} is not supported`);
  const start = view.getUint32(10, true);
  const stride = Math.floor((width * depth + 31) / 32) * 4;
  const end = start + stride * (height - 1) + Math.ceil((width * depth) / 8);
  if (end > bytes.length) throw damaged(where, `it needs ${end} bytes and has ${bytes.length}`);
  const palette = 14 + headerSize;
  const entry = old ? 3 : 4;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, out = 0; y < height; y++) {
    const row = start + (storedHeight < 0 ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x++, out += 3) {
      if (depth === 16) {
        const pixel = view.getUint16(row + x * 2, true);
        for (const [c, [shift, largest]] of sixteen.entries()) data[out + c] = Math.trunc((((pixel >> shift) & largest) * 255) / largest);
        continue;
      }
      let at = row + (x * depth) / 8;
      if (depth <= 8) {
        const shift = 8 - depth - ((x * depth) % 8);
        at = palette + ((bytes[Math.floor(at)]! >> shift) & ((1 << depth) - 1)) * entry;
        if (at + 3 > start) continue;
      }
      data[out] = bytes[at + 2]!;
      data[out + 1] = bytes[at + 1]!;
      data[out + 2] = bytes[at]!;
    }
  }
  return { data, width, height, channels: 3 };
}
