/** Mel scales and triangular filter banks, as `mel_filter_bank` of transformers' `audio_utils` (4.57.6) computes them in float64. */
import { ProcessorError } from '../processor-error.js';

/** How frequencies map to mels: `slaney` is linear below 1 kHz. */
export type MelScale = 'htk' | 'kaldi' | 'slaney';

/** What a filter bank is made of. */
export interface MelFilterOptions {
  /** Bins of the spectrum, `fft_length / 2 + 1`. */
  readonly bins: number;
  readonly filters: number;
  /** Lowest and highest frequency in Hz. */
  readonly minFrequency: number;
  readonly maxFrequency: number;
  readonly samplingRate: number;
  /** `slaney` divides each filter by its width. */
  readonly norm?: 'slaney' | undefined;
  readonly scale: MelScale;
  /** Triangles are straight over mels instead of over hertz, as in Kaldi. */
  readonly triangularizeInMelSpace?: boolean;
}

/** Triangular filters: filter `m` weighs bins `start[m]` … `start[m] + weights[m].length - 1`; all other bins weigh zero. */
export interface MelFilterBank {
  readonly bins: number;
  readonly start: Int32Array;
  readonly weights: readonly Float64Array[];
}

/** Hertz to mels. */
function hertzToMel(hertz: number, scale: MelScale): number {
  if (scale === 'htk') return 2595 * Math.log10(1 + hertz / 700);
  if (scale === 'kaldi') return 1127 * Math.log(1 + hertz / 700);
  return hertz >= 1000 ? 15 + Math.log(hertz / 1000) * (27 / Math.log(6.4)) : (3 * hertz) / 200;
}

/** Mels to hertz. */
function melToHertz(mels: number, scale: MelScale): number {
  if (scale === 'htk') return 700 * (10 ** (mels / 2595) - 1);
  if (scale === 'kaldi') return 700 * (Math.exp(mels / 1127) - 1);
  return mels >= 15 ? 1000 * Math.exp((Math.log(6.4) / 27) * (mels - 15)) : (200 * mels) / 3;
}

/**
 * The triangular filters over the bins of a spectrum.
 *
 * @throws {ProcessorError} `BAD_CONFIG` when there are fewer than two bins or the lowest frequency lies above the highest.
 */
export function createMelFilterBank(options: MelFilterOptions): MelFilterBank {
  const { bins, filters, minFrequency, maxFrequency, samplingRate, scale } = options;
  if (bins < 2) throw badBank(`a mel filter bank needs at least 2 frequency bins, found ${bins}`);
  if (!(minFrequency <= maxFrequency)) {
    throw badBank(`a mel filter bank needs a lowest frequency below the highest, found ${minFrequency} Hz and ${maxFrequency} Hz`);
  }
  const mels = linspace(hertzToMel(minFrequency, scale), hertzToMel(maxFrequency, scale), filters + 2);
  const edges = options.triangularizeInMelSpace === true ? mels : mels.map((mel) => melToHertz(mel, scale));
  const frequencies =
    options.triangularizeInMelSpace === true
      ? Float64Array.from({ length: bins }, (_, bin) => hertzToMel((samplingRate / ((bins - 1) * 2)) * bin, scale))
      : linspace(0, Math.floor(samplingRate / 2), bins);
  const start = new Int32Array(filters);
  const weights: Float64Array[] = [];
  for (let m = 0; m < filters; m++) {
    const row = triangle(frequencies, edges[m]!, edges[m + 1]!, edges[m + 2]!);
    if (options.norm === 'slaney') {
      const scaleFactor = 2 / (edges[m + 2]! - edges[m]!);
      for (let bin = 0; bin < bins; bin++) row[bin]! *= scaleFactor;
    }
    const first = row.findIndex((weight) => weight !== 0);
    start[m] = Math.max(first, 0);
    weights.push(first < 0 ? new Float64Array(0) : row.slice(first, row.findLastIndex((weight) => weight !== 0) + 1));
  }
  return { bins, start, weights };
}

/** Sums of `spectrum` (one value per bin) under each filter, at least `floor`, written to `out` from `offset` on. */
export function applyMelFilters(bank: MelFilterBank, spectrum: Float64Array, floor: number, out: Float64Array, offset: number): void {
  for (let m = 0; m < bank.weights.length; m++) {
    const weights = bank.weights[m]!;
    const start = bank.start[m]!;
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += weights[k]! * spectrum[start + k]!;
    out[offset + m] = Math.max(floor, sum);
  }
}

function triangle(frequencies: Float64Array, left: number, centre: number, right: number): Float64Array {
  return frequencies.map((frequency) => {
    const rising = -(left - frequency) / (centre - left);
    const falling = (right - frequency) / (right - centre);
    const weight = Math.min(rising, falling);
    return weight > 0 ? weight : 0;
  });
}

function linspace(from: number, to: number, count: number): Float64Array {
  const step = (to - from) / (count - 1);
  return Float64Array.from({ length: count }, (_, i) => (i === count - 1 ? to : from + i * step));
}

function badBank(message: string): ProcessorError {
  return new ProcessorError('BAD_CONFIG', message, { hint: 'Check the frequencies and sizes in preprocessor_config.json.' });
}
