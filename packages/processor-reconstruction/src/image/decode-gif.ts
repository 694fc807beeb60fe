/** The first frame of a GIF file, with the palette's own colours under transparent pixels, as Pillow shows it. */
import type { RawImage } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { checkPixelCount } from './image-header.js';

/** Largest code of GIF's LZW: 12 bits. */
const MAX_CODES = 4096;

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly interlaced: boolean;
  /** Colours, three bytes each; `undefined` where indices are gray levels. */
  readonly palette: Uint8Array | undefined;
  readonly transparent: number | undefined;
  readonly codeSize: number;
  /** Where the LZW blocks begin. */
  readonly offset: number;
}

function damaged(where: string, what: string): ProcessorError {
  return new ProcessorError('BAD_IMAGE_FILE', `${where} cannot be decoded: ${what}.`, { where, hint: 'Check that the file is whole, or convert it to PNG.' });
}

/** A palette that maps every index to its own gray is no palette for Pillow. */
function usefulPalette(colors: Uint8Array): Uint8Array | undefined {
  return colors.every((value, i) => value === Math.floor(i / 3)) ? undefined : colors;
}

function readFrame(bytes: Uint8Array, view: DataView, where: string): Frame {
  const need = (at: number): void => {
    if (at > bytes.length) throw damaged(where, `it ends at byte ${bytes.length}, inside its headers`);
  };
  need(13);
  let at = 13;
  let global: Uint8Array | undefined;
  if ((bytes[10]! & 128) !== 0) {
    const length = 3 << ((bytes[10]! & 7) + 1);
    need(at + length);
    global = usefulPalette(bytes.subarray(at, at + length));
    at += length;
  }
  let transparent: number | undefined;
  for (;;) {
    need(at + 1);
    const kind = bytes[at++];
    if (kind === 0x21) {
      need(at + 2);
      if (bytes[at] === 0xf9 && bytes[at + 1]! >= 4) {
        need(at + 6);
        if ((bytes[at + 2]! & 1) !== 0) transparent = bytes[at + 5];
      }
      at++;
      for (let length = bytes[at++]!; length > 0; length = bytes[at++]!) {
        at += length;
        need(at + 1);
      }
    } else if (kind === 0x2c) {
      need(at + 10);
      const flags = bytes[at + 8]!;
      const frame = { left: view.getUint16(at, true), top: view.getUint16(at + 2, true), width: view.getUint16(at + 4, true), height: view.getUint16(at + 6, true) };
      at += 9;
      let palette = global;
      if ((flags & 128) !== 0) {
        const length = 3 << ((flags & 7) + 1);
        need(at + length + 1);
        palette = usefulPalette(bytes.subarray(at, at + length));
        at += length;
      }
      return { ...frame, interlaced: (flags & 64) !== 0, palette, transparent, codeSize: bytes[at]!, offset: at + 1 };
    } else if (kind === 0x3b) {
      throw damaged(where, 'it has no image');
    }
  }
}

/** Palette indices of a frame, in the order of the stream. */
function decompress(bytes: Uint8Array, frame: Frame, where: string): Uint8Array {
  const { codeSize } = frame;
  if (codeSize < 1 || codeSize > 11) throw damaged(where, `its LZW code size is ${codeSize}`);
  const target = new Uint8Array(frame.width * frame.height);
  const clear = 1 << codeSize;
  const prefix = new Uint16Array(MAX_CODES);
  const suffix = new Uint8Array(MAX_CODES);
  const stack = new Uint8Array(MAX_CODES);
  let next = clear + 2;
  let width = codeSize + 1;
  let previous = -1;
  let first = 0;
  let bits = 0;
  let available = 0;
  let at = frame.offset;
  let block = 0;
  let out = 0;
  while (out < target.length) {
    while (available < width) {
      if (block === 0) {
        block = bytes[at++] ?? 0;
        if (block === 0 || at + block > bytes.length) throw damaged(where, `its image data ends after ${out} of ${target.length} pixels`);
      }
      bits |= bytes[at++]! << available;
      available += 8;
      block--;
    }
    const code = bits & ((1 << width) - 1);
    bits >>>= width;
    available -= width;
    if (code === clear) {
      next = clear + 2;
      width = codeSize + 1;
      previous = -1;
      continue;
    }
    if (code === clear + 1) throw damaged(where, `its image data ends after ${out} of ${target.length} pixels`);
    if (code > next || (code === next && previous < 0) || (previous < 0 && code > clear)) throw damaged(where, `its image data holds the unknown LZW code ${code}`);
    let height = 0;
    let walk = code;
    if (code === next) {
      stack[height++] = first;
      walk = previous;
    }
    while (walk >= clear) {
      stack[height++] = suffix[walk]!;
      walk = prefix[walk]!;
    }
    first = walk;
    stack[height++] = first;
    while (height > 0 && out < target.length) target[out++] = stack[--height]!;
    if (previous >= 0 && next < MAX_CODES) {
      prefix[next] = previous;
      suffix[next] = first;
      next++;
      if (next === 1 << width && width < 12) width++;
    }
    previous = code;
  }
  return target;
}

/** Image row of each row in the stream. */
function rowOrder(height: number, interlaced: boolean): number[] {
  const rows: number[] = [];
  for (const [start, step] of interlaced ? [[0, 8], [4, 8], [2, 4], [1, 2]] as const : [[0, 1]] as const) {
    for (let row: number = start; row < height; row += step) rows.push(row);
  }
  return rows;
}

/**
 * RGB pixels of the first frame on its canvas.
 *
 * @throws {ProcessorError} `BAD_IMAGE_FILE` when the file is cut or damaged, `IMAGE_TOO_LARGE`.
 */
export function decodeGif(bytes: Uint8Array, where: string, maxPixels: number): RawImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frame = readFrame(bytes, view, where);
  const width = Math.max(view.getUint16(6, true), frame.left + frame.width);
  const height = Math.max(view.getUint16(8, true), frame.top + frame.height);
  checkPixelCount(width, height, maxPixels, where);
  const indices = decompress(bytes, frame, where);
  const canvas = new Uint8Array(width * height).fill(frame.transparent ?? 0);
  for (const [i, row] of rowOrder(frame.height, frame.interlaced).entries()) {
    canvas.set(indices.subarray(i * frame.width, (i + 1) * frame.width), (frame.top + row) * width + frame.left);
  }
  const { palette } = frame;
  if (palette === undefined) return { data: canvas, width, height, channels: 1 };
  const data = new Uint8Array(canvas.length * 3);
  for (let i = 0; i < canvas.length; i++) data.set(palette.subarray(canvas[i]! * 3, canvas[i]! * 3 + 3), i * 3);
  return { data, width, height, channels: 3 };
}
