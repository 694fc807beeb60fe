/** `Image.reduce` of Pillow: the mean of whole blocks, in Pillow's 32-bit fixed point for bytes. */
import type { SampleGrid, Samples, SourceBox } from './resample.js';
import type { ResamplingFilter } from './resampling-filter.js';

/** Support beyond half a sample, by filter. */
const EXTRA_SUPPORT: Readonly<Record<ResamplingFilter, number>> = { nearest: 0, box: 0, bilinear: 0.5, hamming: 0.5, bicubic: 1.5, lanczos: 2.5 };

/** The whole-pixel part of `image` that the second step of a two-step resize may touch. Source: `Image._get_safe_box` of Pillow 13. */
export function reducedBox(image: SampleGrid, width: number, height: number, filter: ResamplingFilter, box: SourceBox): SourceBox {
  const supportX = EXTRA_SUPPORT[filter] * ((box[2] - box[0]) / width);
  const supportY = EXTRA_SUPPORT[filter] * ((box[3] - box[1]) / height);
  return [
    Math.max(0, Math.trunc(box[0] - supportX)),
    Math.max(0, Math.trunc(box[1] - supportY)),
    Math.min(image.width, Math.ceil(box[2] + supportX)),
    Math.min(image.height, Math.ceil(box[3] + supportY)),
  ];
}

/** Reciprocal of a block's area as Pillow computes it: `2^32 / (256 * area)` in float32, cut to an integer. */
function byteMultiplier(area: number): number {
  return Math.trunc(Math.fround(4294967296 / (256 * area)));
}

/** The mean of each `factorX` x `factorY` block of `box`; blocks at the right and bottom may be smaller. Source: `Reduce.c` of Pillow 13. */
export function reduceImage<T extends Samples>(image: SampleGrid<T>, factorX: number, factorY: number, box: SourceBox): SampleGrid<T> {
  const { data, channels } = image;
  const [left, top, right, bottom] = box;
  const width = Math.ceil((right - left) / factorX);
  const height = Math.ceil((bottom - top) / factorY);
  const target = new (data.constructor as new (length: number) => T)(width * height * channels);
  const bytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  for (let y = 0; y < height; y++) {
    const firstRow = top + y * factorY;
    const lastRow = Math.min(firstRow + factorY, bottom);
    for (let x = 0; x < width; x++) {
      const firstColumn = left + x * factorX;
      const lastColumn = Math.min(firstColumn + factorX, right);
      const area = (lastRow - firstRow) * (lastColumn - firstColumn);
      const multiplier = byteMultiplier(area);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let row = firstRow; row < lastRow; row++) {
          for (let column = firstColumn; column < lastColumn; column++) sum += data[(row * image.width + column) * channels + c]!;
        }
        target[(y * width + x) * channels + c] = bytes ? Math.imul(sum + (area >> 1), multiplier) >>> 24 : sum / area;
      }
    }
  }
  return { data: target, width, height, channels };
}
