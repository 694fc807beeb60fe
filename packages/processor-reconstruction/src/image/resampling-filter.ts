/** The six resampling filters of Pillow and the weights they give to each output sample. */
import { ProcessorError } from '../processor-error.js';

/** A resampling filter by its Pillow name. */
export type ResamplingFilter = 'nearest' | 'lanczos' | 'bilinear' | 'bicubic' | 'box' | 'hamming';

/** Filters in the order of Pillow's `Image.Resampling`: the index is the number that configurations store. */
const FILTER_BY_NUMBER: readonly ResamplingFilter[] = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'];

/** Half width of each filter in source samples at scale 1. */
const SUPPORT: Readonly<Record<ResamplingFilter, number>> = { nearest: 0, box: 0.5, bilinear: 1, hamming: 1, bicubic: 2, lanczos: 3 };

/**
 * The filter that a configuration's `resample` field means: Pillow's number or its name in any case.
 *
 * @throws {ProcessorError} `BAD_RESAMPLE` when it is neither.
 */
export function resamplingFilter(value: unknown): ResamplingFilter {
  if (typeof value === 'number') {
    const filter = FILTER_BY_NUMBER[value];
    if (filter !== undefined) return filter;
  }
  if (typeof value === 'string') {
    const name = value.toLowerCase().replace(/^pilimageresampling\.|^resampling\./, '');
    const filter = FILTER_BY_NUMBER.find((known) => known === (name === 'linear' ? 'bilinear' : name === 'cubic' ? 'bicubic' : name));
    if (filter !== undefined) return filter;
  }
  throw new ProcessorError('BAD_RESAMPLE', `resample is ${JSON.stringify(value)}; expected 0 to 5 or one of ${FILTER_BY_NUMBER.join(', ')}.`, {
    where: 'resample',
    hint: 'Use the number of a Pillow filter: 0 nearest, 1 lanczos, 2 bilinear, 3 bicubic, 4 box, 5 hamming.',
  });
}

function sinc(x: number): number {
  if (x === 0) return 1;
  const angle = x * Math.PI;
  return Math.sin(angle) / angle;
}

/** Pillow writes the window's constants as float32. */
const HAMMING_BASE = Math.fround(0.54);
const HAMMING_SWING = Math.fround(0.46);

const KERNEL: Readonly<Record<Exclude<ResamplingFilter, 'nearest'>, (x: number) => number>> = {
  box: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0),
  bilinear: (x) => {
    const distance = Math.abs(x);
    return distance < 1 ? 1 - distance : 0;
  },
  hamming: (x) => {
    const distance = Math.abs(x);
    if (distance === 0) return 1;
    if (distance >= 1) return 0;
    const angle = distance * Math.PI;
    return (Math.sin(angle) / angle) * (HAMMING_BASE + HAMMING_SWING * Math.cos(angle));
  },
  bicubic: (x) => {
    const a = -0.5;
    const distance = Math.abs(x);
    if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
    if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a;
    return 0;
  },
  lanczos: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0),
};

/** Weights of one axis: output sample `i` is the sum over `k < counts[i]` of `weights[i * taps + k] * source[starts[i] + k]`. */
export interface AxisWeights {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly taps: number;
  readonly weights: Float64Array;
}

/**
 * Normalised weights for resampling `[from, to)` of an axis with `sourceSize` samples to `targetSize` samples.
 * Source: `precompute_coeffs` of Pillow's `Resample.c`; the support grows only when the axis shrinks.
 */
export function axisWeights(
  filter: Exclude<ResamplingFilter, 'nearest'>, sourceSize: number, targetSize: number, from: number, to: number,
): AxisWeights {
  const kernel = KERNEL[filter];
  const scale = Math.fround(to - from) / targetSize;
  const filterScale = Math.max(scale, 1);
  const support = SUPPORT[filter] * filterScale;
  const inverse = 1 / filterScale;
  const taps = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(targetSize);
  const counts = new Int32Array(targetSize);
  const weights = new Float64Array(targetSize * taps);
  for (let i = 0; i < targetSize; i++) {
    const center = from + (i + 0.5) * scale;
    const start = Math.max(Math.trunc(center - support + 0.5), 0);
    const count = Math.min(Math.trunc(center + support + 0.5), sourceSize) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const weight = kernel((k + start - center + 0.5) * inverse);
      weights[i * taps + k] = weight;
      sum += weight;
    }
    if (sum !== 0) for (let k = 0; k < count; k++) weights[i * taps + k]! /= sum;
    starts[i] = start;
    counts[i] = count;
  }
  return { starts, counts, taps, weights };
}
