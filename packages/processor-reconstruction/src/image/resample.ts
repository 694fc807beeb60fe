/** Two-pass resampling in Pillow's arithmetic: 22-bit fixed point for bytes, doubles for 16-bit and float samples. */
import { type AxisWeights, axisWeights, type ResamplingFilter } from './resampling-filter.js';
import { simdHorizontal } from './simd-horizontal.js';
import { simdVertical } from './simd-vertical.js';

/** Sample arrays that can be resampled: 8 bits, 16 bits (Pillow's `I;16`) and float (Pillow's `F`). */
export type Samples = Uint8Array | Uint8ClampedArray | Uint16Array | Float32Array;

/** Part of the source that is resampled: left, top, right, bottom in pixels, fractions allowed. */
export type SourceBox = readonly [left: number, top: number, right: number, bottom: number];

/** Interleaved samples with their size. */
export interface SampleGrid<T extends Samples = Samples> {
  readonly data: T;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Fraction bits of an 8-bit weight: 32 bits less 8 for the sample and 2 for overshoot. */
const FRACTION_BITS = 22;

function fixedWeights(axis: AxisWeights): Int32Array {
  return Int32Array.from(axis.weights, (weight) => Math.trunc(weight * (1 << FRACTION_BITS) + (weight < 0 ? -0.5 : 0.5)));
}

function clipByte(sum: number): number {
  const value = sum >> FRACTION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

const HALF = 1 << (FRACTION_BITS - 1);

/** Taps from which compiling and copying cost less than they save. */
const SIMD_FROM = 200_000;

/** Rows `firstRow` to `firstRow + rows` of the source, each resampled to `axis.starts.length` samples. */
function horizontalBytes(source: SampleGrid<Uint8Array>, axis: AxisWeights, firstRow: number, rows: number): SampleGrid<Uint8Array> {
  const weights = fixedWeights(axis);
  const { data, channels } = source;
  const { starts, counts, taps } = axis;
  const width = starts.length;
  const stride = source.width * channels;
  if (channels === 3 && rows * width * taps >= SIMD_FROM) {
    const result = simdHorizontal(data, source.width, { starts, counts, taps, weights }, firstRow, rows);
    if (result !== undefined) return { data: result, width, height: rows, channels };
  }
  const target = new Uint8Array(width * rows * channels);
  if (channels === 3) {
    for (let y = 0; y < rows; y++) {
      const row = (firstRow + y) * stride;
      let out = y * width * 3;
      for (let x = 0; x < width; x++) {
        let at = row + starts[x]! * 3;
        let k = x * taps;
        const end = k + counts[x]!;
        let red = HALF;
        let green = HALF;
        let blue = HALF;
        for (; k < end; k++) {
          const weight = weights[k]!;
          red = (red + Math.imul(data[at]!, weight)) | 0;
          green = (green + Math.imul(data[at + 1]!, weight)) | 0;
          blue = (blue + Math.imul(data[at + 2]!, weight)) | 0;
          at += 3;
        }
        target[out++] = clipByte(red);
        target[out++] = clipByte(green);
        target[out++] = clipByte(blue);
      }
    }
    return { data: target, width, height: rows, channels };
  }
  for (let y = 0; y < rows; y++) {
    const row = (firstRow + y) * stride;
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let at = row + starts[x]! * channels + c;
        let sum = HALF;
        for (let k = x * taps, end = k + counts[x]!; k < end; k++, at += channels) sum = (sum + Math.imul(data[at]!, weights[k]!)) | 0;
        target[(y * width + x) * channels + c] = clipByte(sum);
      }
    }
  }
  return { data: target, width, height: rows, channels };
}

function verticalBytes(source: SampleGrid<Uint8Array>, axis: AxisWeights, offset: number): SampleGrid<Uint8Array> {
  const weights = fixedWeights(axis);
  const { data, width, channels } = source;
  const { starts, counts, taps } = axis;
  const height = starts.length;
  const stride = width * channels;
  if (height * stride * taps >= 3 * SIMD_FROM) {
    const result = simdVertical(data, stride, { starts, counts, taps, weights }, offset);
    if (result !== undefined) return { data: result, width, height, channels };
  }
  const target = new Uint8Array(stride * height);
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(HALF);
    for (let k = 0; k < counts[y]!; k++) {
      const weight = weights[y * taps + k]!;
      const row = (starts[y]! - offset + k) * stride;
      for (let i = 0; i < stride; i++) sums[i] = (sums[i]! + Math.imul(data[row + i]!, weight)) | 0;
    }
    const out = y * stride;
    for (let i = 0; i < stride; i++) target[out + i] = clipByte(sums[i]!);
  }
  return { data: target, width, height, channels };
}

function roundShort(sum: number): number {
  const value = Math.trunc(sum + (sum < 0 ? -0.5 : 0.5));
  return value < 0 ? 0 : value > 65535 ? 65535 : value;
}

function horizontalWide<T extends Uint16Array | Float32Array>(
  source: SampleGrid<T>, axis: AxisWeights, firstRow: number, rows: number,
): SampleGrid<T> {
  const { data, channels } = source;
  const { starts, counts, taps, weights } = axis;
  const width = starts.length;
  const short = data instanceof Uint16Array;
  const target = (short ? new Uint16Array(width * rows * channels) : new Float32Array(width * rows * channels)) as T;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let at = ((firstRow + y) * source.width + starts[x]!) * channels + c;
        let sum = 0;
        for (let k = x * taps, end = k + counts[x]!; k < end; k++, at += channels) sum += data[at]! * weights[k]!;
        target[(y * width + x) * channels + c] = short ? roundShort(sum) : sum;
      }
    }
  }
  return { data: target, width, height: rows, channels };
}

function verticalWide<T extends Uint16Array | Float32Array>(source: SampleGrid<T>, axis: AxisWeights, offset: number): SampleGrid<T> {
  const { data, width, channels } = source;
  const { starts, counts, taps, weights } = axis;
  const height = starts.length;
  const stride = width * channels;
  const short = data instanceof Uint16Array;
  const target = (short ? new Uint16Array(stride * height) : new Float32Array(stride * height)) as T;
  for (let y = 0; y < height; y++) {
    const row = (starts[y]! - offset) * stride;
    for (let i = 0; i < stride; i++) {
      let sum = 0;
      for (let k = 0; k < counts[y]!; k++) sum += data[row + k * stride + i]! * weights[y * taps + k]!;
      target[y * stride + i] = short ? roundShort(sum) : sum;
    }
  }
  return { data: target, width, height, channels };
}

function horizontal(source: SampleGrid, axis: AxisWeights, firstRow: number, rows: number): SampleGrid {
  return source.data instanceof Uint8Array
    ? horizontalBytes(source as SampleGrid<Uint8Array>, axis, firstRow, rows)
    : horizontalWide(source as SampleGrid<Float32Array>, axis, firstRow, rows);
}

function vertical(source: SampleGrid, axis: AxisWeights, offset: number): SampleGrid {
  return source.data instanceof Uint8Array
    ? verticalBytes(source as SampleGrid<Uint8Array>, axis, offset)
    : verticalWide(source as SampleGrid<Float32Array>, axis, offset);
}

/**
 * `source` resampled to `width` x `height`, equal to Pillow 13's `ImagingResample` bit for bit.
 * The horizontal pass comes first and computes only the rows the vertical pass needs; the vertical pass comes first where that
 * shrinks the image much more than the horizontal one would, because Pillow does so and the rounding between passes differs.
 */
export function resample(
  input: SampleGrid, width: number, height: number, filter: Exclude<ResamplingFilter, 'nearest'>, box: SourceBox,
): SampleGrid {
  const source: SampleGrid = input.data instanceof Uint8ClampedArray
    ? { ...input, data: new Uint8Array(input.data.buffer, input.data.byteOffset, input.data.length) }
    : input;
  const [left, top, right, bottom] = box;
  const needHorizontal = width !== source.width || left !== 0 || right !== width;
  const needVertical = height !== source.height || top !== 0 || bottom !== height;
  const across = axisWeights(filter, source.width, width, left, right);
  const down = axisWeights(filter, source.height, height, top, bottom);
  if (!needHorizontal) return needVertical ? vertical(source, down, 0) : { ...source, data: source.data.slice() };
  if (!needVertical) return horizontal(source, across, 0, source.height);
  if (height < source.height && source.height - height > 2 * (source.width - width)) {
    return horizontal(vertical(source, down, 0), across, 0, height);
  }
  const firstRow = down.starts[0]!;
  const lastRow = down.starts[height - 1]! + down.counts[height - 1]!;
  return vertical(horizontal(source, across, firstRow, lastRow - firstRow), down, firstRow);
}
