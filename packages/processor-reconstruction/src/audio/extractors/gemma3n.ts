/** `Gemma3nAudioFeatureExtractor`: logarithms of mel amplitudes of frames with pre-emphasis, after the Universal Speech Model. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../../processor-error.js';
import { type FeatureOverrides, paddingOptions, readCallOptions } from '../call-options.js';
import { booleanField, choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import type { FeatureExtractorKind } from '../feature-extractor.js';
import { createRealTransform } from '../fft.js';
import { applyMelFilters, createMelFilterBank } from '../mel-filter-bank.js';
import { checkEqualLengths, type PaddedSequence, padSequences, sampleSequences, type Sequence, stackSequences } from '../sequence-padding.js';
import { windowFunction } from '../window-function.js';

const OPTIONS = ['padding', 'max_length', 'truncation', 'pad_to_multiple_of'] as const;

/** `input_features` [batch, frames, feature_size] float32 and `input_features_mask` [batch, frames] bool. */
export function createGemma3n(config: FeatureExtractorConfig): FeatureExtractorKind {
  const samplingRate = integerField(config, 'sampling_rate', 16_000, 1, MAX_SAMPLES);
  const value = numberField(config, 'padding_value', 0);
  const side = choiceField(config, 'padding_side', 'right', ['right', 'left']);
  const hopLength = Math.round((samplingRate * numberField(config, 'hop_length_ms', 10)) / 1000);
  const toMel = melExtractor(config, samplingRate, hopLength);
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('Gemma3nAudioFeatureExtractor', overrides, OPTIONS);
    const sequences = padSequences(sampleSequences(clips), {
      ...paddingOptions(options, { padding: 'longest', maxLength: 480_000, truncation: true, side, value }),
      padToMultipleOf: overrides.pad_to_multiple_of === null ? undefined : (options.integer('pad_to_multiple_of') ?? 128),
    });
    checkEqualLengths(sequences);
    const mels = sequences.map(toMel);
    const frames = mels[0]!.length;
    const own = ({ valid: [from, to] }: PaddedSequence): number[] =>
      Array.from({ length: frames }, (_, t) => (t * hopLength >= from && t * hopLength < to ? 1 : 0));
    return {
      input_features: stackSequences(mels),
      input_features_mask: { type: 'bool', dims: [mels.length, frames], data: Uint8Array.from(sequences.flatMap(own)) },
    };
  };
  return { samplingRate, config: { ...config, sampling_rate: samplingRate }, modelInputNames: ['input_features', 'input_features_mask'], extract };
}

function melExtractor(config: FeatureExtractorConfig, samplingRate: number, hopLength: number): (sequence: Sequence) => Sequence {
  const bands = integerField(config, 'feature_size', 128);
  const frameLength = Math.round((samplingRate * numberField(config, 'frame_length_ms', 32)) / 1000);
  const fftLength = 2 ** Math.ceil(Math.log2(frameLength)) * (booleanField(config, 'fft_overdrive', true) ? 2 : 1);
  const preemphasis = Math.fround(numberField(config, 'preemphasis', 0.97));
  const htk = booleanField(config, 'preemphasis_htk_flavor', true);
  const scale = numberField(config, 'input_scale_factor', 1);
  const floor = numberField(config, 'mel_floor', 1e-5);
  const dither = numberField(config, 'dither', 0);
  const means = perBin(config, 'per_bin_mean', bands, 0);
  const deviations = perBin(config, 'per_bin_stddev', bands, 1);
  if (!(frameLength >= 1 && fftLength <= 2 ** 20 && hopLength >= 1) || dither !== 0) {
    throw badField('frame_length_ms', 'frame_length_ms and hop_length_ms of at least one sample, and no dither');
  }
  const window = windowFunction(frameLength, 'hann');
  const melFilters = createMelFilterBank({
    bins: fftLength / 2 + 1,
    filters: bands,
    minFrequency: numberField(config, 'min_frequency', 125),
    maxFrequency: numberField(config, 'max_frequency', 7600),
    samplingRate,
    scale: 'htk',
  });
  return ({ data, length }) => {
    const frames = Math.floor((length - frameLength - 1) / hopLength) + 1;
    if (frames < 1) {
      throw new ProcessorError('AUDIO_TOO_SHORT', `the audio has ${length} samples, one frame needs ${frameLength + 1}`, { hint: 'Give a longer clip.' });
    }
    const transform = createRealTransform(fftLength);
    const buffer = new Float64Array(fftLength);
    const re = new Float64Array(fftLength / 2 + 1);
    const im = new Float64Array(fftLength / 2 + 1);
    const row = new Float64Array(bands);
    const out = new Float32Array(frames * bands);
    const at = (index: number): number => Math.fround(data[index]! * scale);
    for (let t = 0; t < frames; t++) {
      const start = t * hopLength;
      for (let n = 0; n < frameLength; n++) {
        const sample = htk ? at(start + n) - (n === 0 ? 0 : Math.fround(preemphasis * at(start + n - 1))) : at(start + n + 1) - Math.fround(preemphasis * at(start + n));
        const plain = preemphasis > 0 ? Math.fround(htk && n === 0 ? sample * Math.fround(1 - preemphasis) : sample) : at(start + n);
        buffer[n] = Math.fround(plain * Math.fround(window[n]!));
      }
      transform(buffer, re, im);
      for (let k = 0; k < re.length; k++) re[k] = Math.hypot(re[k]!, im[k]!);
      applyMelFilters(melFilters, re, floor, row, 0);
      for (let band = 0; band < bands; band++) out[t * bands + band] = (Math.log(row[band]!) - means[band]!) / deviations[band]!;
    }
    return { data: out, length: frames, width: bands };
  };
}

function perBin(config: FeatureExtractorConfig, name: string, bands: number, fallback: number): readonly number[] {
  const value = config[name];
  if (value === undefined || value === null) return new Array<number>(bands).fill(fallback);
  // The reference saves it as it keeps it: [1, 1, bands].
  const flat: readonly unknown[] = Array.isArray(value) ? value.flat(2) : [];
  if (flat.length === bands && flat.every((entry) => typeof entry === 'number')) return flat;
  throw badField(name, `a list of ${bands} numbers`);
}

function badField(name: string, expected: string): ProcessorError {
  return new ProcessorError('BAD_CONFIG', `the feature extractor needs ${expected}`, { where: name, hint: 'Correct the field in preprocessor_config.json.' });
}
