/**
 * Sampling-rate conversion with the filter of FFmpeg's libswresample at its defaults, since the reference decodes files through FFmpeg:
 * a polyphase windowed sinc (Kaiser window, beta 9, 32 taps at the lower of both rates, cut off at 0.97 of its Nyquist frequency) with one
 * phase per output position within a period; the signal is mirrored at both ends.
 */
import { ProcessorError } from '../processor-error.js';
import { MAX_SAMPLES } from './config-fields.js';

const TAPS = 32;
const CUTOFF = 0.97;
const KAISER_BETA = 9;

/** Floats in the vectors of libswresample's code. */
const LANES = 8;

/** Largest number of phases; ratios that need more take the nearest phases and interpolate linearly, as libswresample does. */
const MAX_PHASES = 1024;

/**
 * `samples` of `from` Hz at `to` Hz: `ceil(length * to / from)` samples.
 *
 * @throws {ProcessorError} `BAD_OPTION` for rates that are not whole positive numbers, or a result that is too long.
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  checkSamplingRate(from);
  checkSamplingRate(to);
  if (from === to || samples.length === 0) return samples;
  const divisor = greatestCommonDivisor(from, to);
  const exact = to / divisor;
  const phases = exact <= MAX_PHASES ? exact : MAX_PHASES;
  const factor = Math.min((to * CUTOFF) / from, 1);
  const taps = Math.ceil(Math.ceil(TAPS / factor) / 2) * 2;
  const row = Math.ceil(taps / LANES) * LANES;
  const bank = buildFilterBank(factor, taps, row, phases);
  const length = Math.ceil((samples.length * to) / from);
  if (length > MAX_SAMPLES) {
    throw new ProcessorError('BAD_OPTION', `resampling from ${from} Hz to ${to} Hz would give ${length} samples, the limit is ${MAX_SAMPLES}`, {
      hint: 'Cut the clip, or ask for a lower rate.',
    });
  }
  const centre = taps / 2 - 1;
  const padded = mirrorEnds(samples, centre, row);
  const out = new Float32Array(length);
  // The position of output sample k in units of 1 / phases input samples is k * from * phases / to, kept as a whole part and a rest.
  const whole = Math.floor((from * phases) / to);
  const rest = (from * phases) % to;
  for (let k = 0, index = 0, frac = 0; k < length; k++) {
    const start = Math.floor(index / phases);
    const phase = index % phases;
    const value = dot(padded, start, bank, phase * row, row);
    out[k] = frac === 0 ? value : value + ((dot(padded, start, bank, (phase + 1) * row, row) - value) * frac) / to;
    index += whole;
    frac += rest;
    if (frac >= to) {
      frac -= to;
      index++;
    }
  }
  return out;
}

/** @throws {ProcessorError} `BAD_OPTION` when `rate` is not a whole positive number of hertz. */
export function checkSamplingRate(rate: number): void {
  if (!Number.isInteger(rate) || rate < 1 || rate > MAX_SAMPLES) {
    throw new ProcessorError('BAD_OPTION', `the sampling rate must be a whole number of hertz, found ${String(rate)}`, {
      where: 'samplingRate',
      hint: 'Pass the rate in samples per second, such as 16000.',
    });
  }
}

/** Row `p` of length `row` holds the taps for a position `p / phases` samples after the centre, then zeros; one row more than phases, for interpolation. */
function buildFilterBank(factor: number, taps: number, row: number, phases: number): Float32Array {
  const centre = taps / 2 - 1;
  const bank = new Float64Array((phases + 1) * row);
  let norm = 0;
  for (let phase = 0; phase <= phases; phase++) {
    for (let i = 0; i < taps; i++) {
      const distance = i - centre - phase / phases;
      const x = Math.PI * distance * factor;
      const w = (2 * distance) / taps;
      const value = (x === 0 ? 1 : Math.sin(x) / x) * besselI0(KAISER_BETA * Math.sqrt(Math.max(1 - w * w, 0)));
      bank[phase * row + i] = value;
      if (phase === 0) norm += value;
    }
  }
  return Float32Array.from(bank, (value) => value / norm);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let sum = 1;
  for (let k = 1, term = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

/** `centre` samples before the start, mirrored about the first sample; enough after the end, mirrored after the last. */
function mirrorEnds(samples: Float32Array, centre: number, taps: number): Float32Array {
  const { length } = samples;
  const padded = new Float32Array(centre + length + taps);
  padded.set(samples, centre);
  for (let n = 1; n <= centre; n++) padded[centre - n] = samples[Math.min(n, length - 1)]!;
  const mirrored = Math.min(length, taps) / 2;
  for (let n = 0; n < mirrored; n++) padded[centre + length + n] = samples[length - 1 - n]!;
  return padded;
}

/**
 * The taps times the signal, `taps` being a multiple of 8, in eight float32 sums that are added pairwise at the end: the order of libswresample's
 * vector code, whose last bits decide about bands that hold nothing but rounding noise.
 */
function dot(signal: Float32Array, start: number, bank: Float32Array, row: number, taps: number): number {
  const { fround } = Math;
  let a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
  for (let i = 0; i < taps; i += 8) {
    const s = start + i;
    const t = row + i;
    a = fround(a + signal[s]! * bank[t]!);
    b = fround(b + signal[s + 1]! * bank[t + 1]!);
    c = fround(c + signal[s + 2]! * bank[t + 2]!);
    d = fround(d + signal[s + 3]! * bank[t + 3]!);
    e = fround(e + signal[s + 4]! * bank[t + 4]!);
    f = fround(f + signal[s + 5]! * bank[t + 5]!);
    g = fround(g + signal[s + 6]! * bank[t + 6]!);
    h = fround(h + signal[s + 7]! * bank[t + 7]!);
  }
  return fround(fround(fround(a + e) + fround(c + g)) + fround(fround(b + f) + fround(d + h)));
}

/** Largest whole number that divides both. */
export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
