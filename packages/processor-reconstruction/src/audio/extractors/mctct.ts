/** `MCTCTFeatureExtractor` of transformers 4: logarithms of mel amplitudes with mean and variance normalization per clip. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { type FeatureOverrides, readCallOptions } from '../call-options.js';
import { booleanField, choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField, stringField } from '../config-fields.js';
import type { FeatureExtractorKind } from '../feature-extractor.js';
import { createMelFilterBank } from '../mel-filter-bank.js';
import { padSequences, type Sequence, stackMasks, stackSequences } from '../sequence-padding.js';
import { spectrogram } from '../spectrogram.js';
import { windowFunction } from '../window-function.js';
import { normalizeCepstra } from './cepstral-normalization.js';

const OPTIONS = ['padding', 'max_length', 'truncation', 'pad_to_multiple_of'] as const;

/** `input_features` [batch, frames, feature_size] float32, `attention_mask` [batch, frames] int64. */
export function createMctct(config: FeatureExtractorConfig): FeatureExtractorKind {
  const samplingRate = integerField(config, 'sampling_rate', 16_000, 1, MAX_SAMPLES);
  const bands = integerField(config, 'feature_size', 80);
  const scale = numberField(config, 'frame_signal_scale', 32_768);
  const preemphasis = numberField(config, 'preemphasis_coeff', 0.97);
  const melFloor = numberField(config, 'mel_floor', 1);
  const side = choiceField(config, 'padding_side', 'right', ['right', 'left']);
  const cepstral = {
    normalize_means: booleanField(config, 'normalize_means', true),
    normalize_vars: booleanField(config, 'normalize_vars', true),
    padding_value: numberField(config, 'padding_value', 0),
  };
  const frameLength = Math.floor((integerField(config, 'win_length', 25) * samplingRate) / 1000);
  const hopLength = Math.floor((integerField(config, 'hop_length', 10) * samplingRate) / 1000);
  const fftLength = 2 ** Math.ceil(Math.log2(frameLength));
  const name = stringField(config, 'win_function', 'hamming_window');
  const window = windowFunction(frameLength, name, { periodic: name !== 'hamming_window' });
  const melFilters = createMelFilterBank({
    bins: fftLength / 2 + 1,
    filters: bands,
    minFrequency: 0,
    maxFrequency: samplingRate / 2,
    samplingRate,
    scale: 'htk',
  });
  const toMel = (clip: Float32Array): Sequence => {
    const scaled = clip.map((sample) => sample * scale);
    const { data, frames } = spectrogram(scaled, { window, frameLength, hopLength, fftLength, center: false, preemphasis, melFilters, melFloor, logMel: 'log' });
    return { data: Float32Array.from(data), length: frames, width: bands };
  };
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('MCTCTFeatureExtractor', overrides, OPTIONS);
    const sequences = padSequences(clips.map(toMel), {
      padding: options.padding('do_not_pad'),
      maxLength: options.integer('max_length'),
      truncation: options.boolean('truncation') ?? false,
      padToMultipleOf: options.integer('pad_to_multiple_of'),
      side,
      value: cepstral.padding_value,
    }).map((sequence) => (cepstral.normalize_means || cepstral.normalize_vars ? normalizeCepstra(sequence, cepstral) : sequence));
    return { input_features: stackSequences(sequences), attention_mask: stackMasks(sequences) };
  };
  return {
    samplingRate,
    config: { ...config, sampling_rate: samplingRate, feature_size: bands },
    modelInputNames: ['input_features', 'attention_mask'],
    extract,
  };
}
