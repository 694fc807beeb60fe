/** `ASTFeatureExtractor`: log mel filter banks of a fixed number of frames (the reference's path without torchaudio). */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { type FeatureOverrides, readCallOptions } from '../call-options.js';
import { booleanField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import type { FeatureExtractorKind } from '../feature-extractor.js';
import { padSequences, stackSequences } from '../sequence-padding.js';
import { filterBankExtractor } from './filter-banks.js';

/** `input_values` [batch, max_length, num_mel_bins] float32; what is missing is filled with zeros before normalization. */
export function createAst(config: FeatureExtractorConfig): FeatureExtractorKind {
  const defaults = {
    sampling_rate: integerField(config, 'sampling_rate', 16_000, 1, MAX_SAMPLES),
    num_mel_bins: integerField(config, 'num_mel_bins', 128),
    max_length: integerField(config, 'max_length', 1024),
    do_normalize: booleanField(config, 'do_normalize', true),
    mean: numberField(config, 'mean', -4.2677393),
    std: numberField(config, 'std', 4.5689974),
  };
  const filterBank = filterBankExtractor({ samplingRate: defaults.sampling_rate, bands: defaults.num_mel_bins, window: 'hann', scale: 1 });
  const mean = Math.fround(defaults.mean);
  const spread = Math.fround(defaults.std * 2);
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    readCallOptions('ASTFeatureExtractor', overrides, []);
    const sequences = padSequences(clips.map(filterBank), {
      padding: 'max_length',
      maxLength: defaults.max_length,
      truncation: true,
      padToMultipleOf: undefined,
      side: 'right',
      value: 0,
    });
    const normalized = defaults.do_normalize
      ? sequences.map((sequence) => ({ ...sequence, data: sequence.data.map((value) => Math.fround(value - mean) / spread) }))
      : sequences;
    return { input_values: stackSequences(normalized) };
  };
  return { samplingRate: defaults.sampling_rate, config: { ...config, ...defaults }, modelInputNames: ['input_values'], extract };
}
