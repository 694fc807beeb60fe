/**
 * Short-time Fourier transform, spectrograms and log-mel spectrograms, as `spectrogram` of transformers' `audio_utils`
 * (4.57.6): float64 inside, the transform rounded to complex64 as numpy stores it, logarithmic results rounded to float32.
 */
import { ProcessorError } from '../processor-error.js';
import { createRealTransform } from './fft.js';
import { applyMelFilters, type MelFilterBank } from './mel-filter-bank.js';

/** How the waveform is cut into frames and transformed. */
export interface FrameOptions {
  /** The window, as long as a frame. */
  readonly window: Float64Array;
  readonly frameLength: number;
  /** Samples from one frame to the next. */
  readonly hopLength: number;
  /** Length of the transform; default: the frame's. */
  readonly fftLength?: number;
  /** Whether frame `t` is centred on sample `t * hopLength`, the waveform being padded by half a frame; default true. */
  readonly center?: boolean;
  /** How `center` pads; default `reflect`. */
  readonly padMode?: PadMode;
  readonly preemphasis?: number;
  /** Subtracts each frame's mean before anything else. */
  readonly removeDcOffset?: boolean;
  /** Standard deviation of noise added to each frame; default 0. */
  readonly dither?: number;
  /** Uniform numbers in [0, 1) for the dither; default `Math.random`. */
  readonly random?: () => number;
  /** Whether only the bins up to half the sampling rate are given; default true. */
  readonly onesided?: boolean;
}

/** How a waveform is continued beyond its ends. */
export type PadMode = 'reflect' | 'constant' | 'edge';

/** How the transform becomes a spectrogram. */
export interface SpectrogramOptions extends FrameOptions {
  /** 1 for amplitudes (the default), 2 for powers. */
  readonly power?: number;
  readonly melFilters?: MelFilterBank;
  /** Smallest value of a mel band; default 1e-10. */
  readonly melFloor?: number;
  readonly logMel?: 'log' | 'log10' | 'dB';
  /** Value that corresponds to 0 dB; default 1. */
  readonly reference?: number;
  /** Smallest value before the conversion to decibels; default 1e-10. */
  readonly minValue?: number;
  /** Range below the peak in decibels. */
  readonly dbRange?: number;
}

/** A spectrogram, frame by frame: value `data[frame * bins + bin]`. */
export interface Spectrogram {
  readonly data: Float64Array;
  readonly frames: number;
  /** Frequency bins or mel bands. */
  readonly bins: number;
}

/**
 * Calls `visit` with the transform of each frame, `fftLength / 2 + 1` bins; the arrays are reused between calls.
 *
 * @returns the number of frames.
 * @throws {ProcessorError} `BAD_CONFIG` for lengths that do not fit each other, `AUDIO_TOO_SHORT` when there is not one frame.
 */
export function shortTimeFourier(
  waveform: ArrayLike<number>,
  options: FrameOptions,
  visit: (re: Float64Array, im: Float64Array, frame: number) => void,
): number {
  const { frameLength, hopLength, window, preemphasis, removeDcOffset = false, dither = 0 } = options;
  const fftLength = options.fftLength ?? frameLength;
  checkLengths(options, fftLength);
  const padding = (options.center ?? true) ? Math.floor(frameLength / 2) : 0;
  const samples = padWaveform(waveform, padding, padding, options.padMode ?? 'reflect');
  const frames = countFrames(samples.length, frameLength, hopLength);
  const transform = createRealTransform(fftLength);
  const buffer = new Float64Array(fftLength);
  const bins = Math.floor(fftLength / 2) + 1;
  const re = new Float64Array(bins);
  const im = new Float64Array(bins);
  const gaussian = dither === 0 ? undefined : gaussianNoise(options.random ?? Math.random);
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hopLength;
    buffer.set(samples.subarray(start, start + frameLength));
    if (gaussian !== undefined) for (let n = 0; n < frameLength; n++) buffer[n]! += dither * gaussian();
    if (removeDcOffset) subtractMean(buffer, frameLength);
    if (preemphasis !== undefined) emphasize(buffer, frameLength, preemphasis);
    multiply(buffer, window);
    transform(buffer, re, im);
    visit(re, im, frame);
  }
  return frames;
}

/**
 * The spectrogram of one waveform.
 *
 * @throws {ProcessorError} as `shortTimeFourier`, and `BAD_CONFIG` for decibels of another power than 1 or 2.
 */
export function spectrogram(waveform: ArrayLike<number>, options: SpectrogramOptions): Spectrogram {
  const { power = 1, melFilters, melFloor = 1e-10, onesided = true } = options;
  const fftLength = options.fftLength ?? options.frameLength;
  const half = Math.floor(fftLength / 2) + 1;
  const spectrumBins = onesided ? half : fftLength;
  if (melFilters !== undefined && melFilters.bins !== spectrumBins) {
    throw badFrames(`a mel filter bank over ${melFilters.bins} bins does not fit a spectrum of ${spectrumBins} bins`);
  }
  const bins = melFilters === undefined ? spectrumBins : melFilters.weights.length;
  const padding = (options.center ?? true) ? 2 * Math.floor(options.frameLength / 2) : 0;
  const frames = countFrames(waveform.length + padding, options.frameLength, options.hopLength);
  const data = new Float64Array(frames * bins);
  const spectrum = new Float64Array(spectrumBins);
  shortTimeFourier(waveform, options, (re, im, frame) => {
    toPowers(re, im, spectrum, half);
    if (power === 1) for (let k = 0; k < half; k++) spectrum[k] = Math.sqrt(spectrum[k]!);
    else if (power !== 2) for (let k = 0; k < half; k++) spectrum[k] = Math.sqrt(spectrum[k]!) ** power;
    for (let k = half; k < spectrumBins; k++) spectrum[k] = spectrum[fftLength - k]!;
    if (melFilters === undefined) data.set(spectrum, frame * bins);
    else applyMelFilters(melFilters, spectrum, melFloor, data, frame * bins);
  });
  toLogarithm(data, power, options);
  return { data, frames, bins };
}

/** The waveform with `before` and `after` samples more, as `numpy.pad` continues it. */
export function padWaveform(waveform: ArrayLike<number>, before: number, after: number, mode: PadMode): Float64Array {
  const { length } = waveform;
  const padded = new Float64Array(before + length + after);
  padded.set(waveform, before);
  if (mode === 'constant') return padded;
  const fill = (index: number): void => {
    const position = index - before;
    padded[index] = waveform[mode === 'edge' ? Math.min(Math.max(position, 0), length - 1) : reflected(position, length)]!;
  };
  for (let index = 0; index < before; index++) fill(index);
  for (let index = before + length; index < padded.length; index++) fill(index);
  return padded;
}

function reflected(position: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const phase = ((position % period) + period) % period;
  return phase < length ? phase : period - phase;
}

function toLogarithm(data: Float64Array, power: number, options: SpectrogramOptions): void {
  const { logMel, reference = 1, minValue = 1e-10, dbRange } = options;
  if (logMel === undefined) return;
  if (logMel === 'dB') {
    if (power !== 1 && power !== 2) throw badFrames(`decibels are defined for power 1 and 2, found ${power}`);
    const factor = power === 1 ? 20 : 10;
    const zero = Math.log10(Math.max(minValue, reference));
    for (let i = 0; i < data.length; i++) data[i] = factor * (Math.log10(Math.max(minValue, data[i]!)) - zero);
    if (dbRange !== undefined) {
      const lowest = data.reduce((peak, value) => Math.max(peak, value), -Infinity) - dbRange;
      for (let i = 0; i < data.length; i++) data[i] = Math.max(lowest, data[i]!);
    }
  } else {
    const log = logMel === 'log' ? Math.log : Math.log10;
    for (let i = 0; i < data.length; i++) data[i] = log(data[i]!);
  }
  for (let i = 0; i < data.length; i++) data[i] = Math.fround(data[i]!);
}

/** Squared magnitudes of the transform rounded to complex64. */
function toPowers(re: Float64Array, im: Float64Array, out: Float64Array, count: number): void {
  for (let k = 0; k < count; k++) {
    const x = Math.fround(re[k]!);
    const y = Math.fround(im[k]!);
    out[k] = x * x + y * y;
  }
}

function multiply(buffer: Float64Array, window: Float64Array): void {
  for (let n = 0; n < window.length; n++) buffer[n]! *= window[n]!;
}

/** Each sample minus `factor` times the one before. */
function emphasize(buffer: Float64Array, length: number, factor: number): void {
  for (let n = length - 1; n > 0; n--) buffer[n]! -= factor * buffer[n - 1]!;
  buffer[0]! *= 1 - factor;
}

function subtractMean(buffer: Float64Array, length: number): void {
  let sum = 0;
  for (let n = 0; n < length; n++) sum += buffer[n]!;
  const mean = sum / length;
  for (let n = 0; n < length; n++) buffer[n]! -= mean;
}

/** Standard normal numbers by the Box-Muller transform. */
function gaussianNoise(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function countFrames(samples: number, frameLength: number, hopLength: number): number {
  const frames = 1 + Math.floor((samples - frameLength) / hopLength);
  if (frames < 1) {
    throw new ProcessorError('AUDIO_TOO_SHORT', `the audio has ${samples} samples, one frame needs ${frameLength}`, {
      hint: 'Give a longer clip, or pad it with silence.',
    });
  }
  return frames;
}

function checkLengths({ window, frameLength, hopLength }: FrameOptions, fftLength: number): void {
  if (frameLength > fftLength) throw badFrames(`a frame of ${frameLength} samples does not fit a transform of ${fftLength}`);
  if (window.length !== frameLength) throw badFrames(`the window has ${window.length} samples, the frame ${frameLength}`);
  if (!(hopLength > 0)) throw badFrames(`the hop length must be greater than zero, found ${hopLength}`);
}

function badFrames(message: string): ProcessorError {
  return new ProcessorError('BAD_CONFIG', message, { hint: 'Check the frame, window and transform lengths in preprocessor_config.json.' });
}
