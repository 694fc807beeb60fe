/** Log mel filter banks in Kaldi's manner, which AST, SeamlessM4T and Speech2Text share. */
import { createMelFilterBank, type MelFilterBank } from '../mel-filter-bank.js';
import type { Sequence } from '../sequence-padding.js';
import { spectrogram } from '../spectrogram.js';
import { windowFunction } from '../window-function.js';

/** Smallest power of a band: float32's epsilon. */
const MEL_FLOOR = 1.192092955078125e-7;

/** What differs among the classes. */
export interface FilterBankOptions {
  readonly samplingRate: number;
  readonly bands: number;
  readonly window: 'hann' | 'povey';
  /** Factor on the samples: 2^15 where 16-bit integers are expected. */
  readonly scale: number;
  readonly dither?: number;
}

/** Frames of 25 ms every 10 ms at 16 kHz (400 and 160 samples at any rate) as a function of the clip. */
export function filterBankExtractor(options: FilterBankOptions): (clip: Float32Array) => Sequence {
  const { samplingRate, bands, scale, dither = 0 } = options;
  const melFilters: MelFilterBank = createMelFilterBank({
    bins: 257,
    filters: bands,
    minFrequency: 20,
    maxFrequency: Math.floor(samplingRate / 2),
    samplingRate,
    scale: 'kaldi',
    triangularizeInMelSpace: true,
  });
  const window = windowFunction(400, options.window, { periodic: false });
  return (clip) => {
    const { data, frames } = spectrogram(
      scale === 1 ? clip : clip.map((sample) => sample * scale),
      {
        window,
        frameLength: 400,
        hopLength: 160,
        fftLength: 512,
        power: 2,
        center: false,
        preemphasis: 0.97,
        removeDcOffset: true,
        melFilters,
        logMel: 'log',
        melFloor: MEL_FLOOR,
        dither,
      },
    );
    return { data: Float32Array.from(data), length: frames, width: bands };
  };
}
