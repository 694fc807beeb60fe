/** `ParakeetFeatureExtractor`: log-mel spectrograms normalized per band over the clip's own frames. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { type FeatureOverrides, paddingOptions, readCallOptions } from '../call-options.js';
import { choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import type { FeatureExtractorKind } from '../feature-extractor.js';
import { createMelFilterBank } from '../mel-filter-bank.js';
import { checkEqualLengths, type PaddedSequence, padSequences, sampleSequences } from '../sequence-padding.js';
import { type Spectrogram, spectrogram } from '../spectrogram.js';
import { windowFunction } from '../window-function.js';

const OPTIONS = ['padding', 'max_length', 'truncation', 'pad_to_multiple_of'] as const;

/** Added to the deviation of a band. */
const EPSILON = 1e-5;

/** Added to powers before the logarithm. */
const LOG_ZERO_GUARD = 2 ** -24;

/** `input_features` [batch, frames, feature_size] float32 and `attention_mask` [batch, frames] bool. */
export function createParakeet(config: FeatureExtractorConfig): FeatureExtractorKind {
  const samplingRate = integerField(config, 'sampling_rate', 16_000, 1, MAX_SAMPLES);
  const bands = integerField(config, 'feature_size', 80);
  const hopLength = integerField(config, 'hop_length', 160);
  const fftLength = integerField(config, 'n_fft', 512, 2);
  const preemphasis = config['preemphasis'] === null ? undefined : numberField(config, 'preemphasis', 0.97);
  const value = numberField(config, 'padding_value', 0);
  const side = choiceField(config, 'padding_side', 'right', ['right']);
  const window = windowFunction(integerField(config, 'win_length', 400), 'hann', { periodic: false, frameLength: fftLength });
  const melFilters = createMelFilterBank({
    bins: Math.floor(fftLength / 2) + 1,
    filters: bands,
    minFrequency: 0,
    maxFrequency: samplingRate / 2,
    samplingRate,
    norm: 'slaney',
    scale: 'slaney',
  });
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('ParakeetFeatureExtractor', overrides, OPTIONS);
    const sequences = padSequences(sampleSequences(clips), paddingOptions(options, { padding: 'longest', side, value }));
    checkEqualLengths(sequences);
    const rows = sequences.map((sequence, i) => {
      const length = clips[i]!.length;
      const mel = spectrogram(emphasize(sequence, length, preemphasis), {
        window,
        frameLength: fftLength,
        hopLength,
        power: 2,
        padMode: 'constant',
        melFilters,
        melFloor: 0,
      });
      // The reference counts the frames of the whole clip even where truncation has cut it.
      const count = Math.floor((length + 2 * Math.floor(fftLength / 2) - fftLength) / hopLength);
      return { mel, frames: Math.min(count, mel.frames), data: normalizeBands(mel, count) };
    });
    const { frames } = rows[0]!.mel;
    const data = new Float32Array(rows.length * frames * bands);
    const mask = new Uint8Array(rows.length * frames);
    rows.forEach((row, i) => {
      data.set(row.data, i * frames * bands);
      mask.fill(1, i * frames, i * frames + row.frames);
    });
    return {
      input_features: { type: 'float32', dims: [rows.length, frames, bands], data },
      attention_mask: { type: 'bool', dims: [rows.length, frames], data: mask },
    };
  };
  return {
    samplingRate,
    config: { ...config, sampling_rate: samplingRate, feature_size: bands, hop_length: hopLength, n_fft: fftLength },
    modelInputNames: ['input_features', 'attention_mask'],
    extract,
  };
}

/** Each sample minus `factor` times the one before; silence from `length` on. */
function emphasize({ data }: PaddedSequence, length: number, factor: number | undefined): Float32Array {
  if (factor === undefined) return data;
  return data.map((sample, n) => (n >= length ? 0 : n === 0 ? sample : sample - Math.fround(factor * data[n - 1]!)));
}

/** Logarithms with zero mean and unit variance (divisor frames - 1) over the first `count` frames; zeros behind them. */
function normalizeBands(mel: Spectrogram, count: number): Float32Array {
  const { bins } = mel;
  const frames = Math.min(count, mel.frames);
  const data = Float32Array.from(mel.data, (power) => Math.log(power + LOG_ZERO_GUARD));
  for (let band = 0; band < bins; band++) {
    let sum = 0;
    for (let t = 0; t < frames; t++) sum += data[t * bins + band]!;
    const mean = sum / count;
    let squares = 0;
    for (let t = 0; t < frames; t++) squares += (data[t * bins + band]! - mean) ** 2;
    const deviation = Math.sqrt(squares / (count - 1));
    for (let t = 0; t < frames; t++) data[t * bins + band] = (data[t * bins + band]! - mean) / (deviation + EPSILON);
  }
  data.fill(0, frames * bins);
  return data;
}
