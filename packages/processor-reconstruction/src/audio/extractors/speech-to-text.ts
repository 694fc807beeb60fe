/** `Speech2TextFeatureExtractor`: log mel filter banks with cepstral mean and variance normalization per clip. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { type FeatureOverrides, paddingOptions, readCallOptions } from '../call-options.js';
import { booleanField, choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import { type FeatureExtractorKind, refuseOption } from '../feature-extractor.js';
import { padSequences, stackMasks, stackSequences } from '../sequence-padding.js';
import { normalizeCepstra } from './cepstral-normalization.js';
import { filterBankExtractor } from './filter-banks.js';

const OPTIONS = ['padding', 'max_length', 'truncation', 'pad_to_multiple_of', 'return_attention_mask'] as const;

/** `input_features` [batch, frames, num_mel_bins] float32, `attention_mask` [batch, frames] int64. */
export function createSpeechToText(config: FeatureExtractorConfig): FeatureExtractorKind {
  const defaults = {
    sampling_rate: integerField(config, 'sampling_rate', 16_000, 1, MAX_SAMPLES),
    num_mel_bins: integerField(config, 'num_mel_bins', 80),
    padding_value: numberField(config, 'padding_value', 0),
    padding_side: choiceField(config, 'padding_side', 'right', ['right', 'left']),
    dither: numberField(config, 'dither', 0),
    do_ceptral_normalize: booleanField(config, 'do_ceptral_normalize', true),
    normalize_means: booleanField(config, 'normalize_means', true),
    normalize_vars: booleanField(config, 'normalize_vars', true),
  };
  const filterBank = filterBankExtractor({
    samplingRate: defaults.sampling_rate,
    bands: defaults.num_mel_bins,
    window: 'povey',
    scale: 2 ** 15,
    dither: defaults.dither,
  });
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('Speech2TextFeatureExtractor', overrides, OPTIONS);
    const pads = paddingOptions(options, { padding: 'do_not_pad', side: defaults.padding_side, value: defaults.padding_value });
    const withMask = options.boolean('return_attention_mask') ?? true;
    if (!withMask && defaults.do_ceptral_normalize && pads.padding !== 'do_not_pad') {
      throw refuseOption('return_attention_mask', 'padded clips cannot be normalized without their attention mask');
    }
    let sequences = padSequences(clips.map(filterBank), pads);
    if (defaults.do_ceptral_normalize) {
      sequences = sequences.map((sequence) => normalizeCepstra(sequence, defaults));
    }
    const input_features = stackSequences(sequences);
    return withMask ? { input_features, attention_mask: stackMasks(sequences) } : { input_features };
  };
  return {
    samplingRate: defaults.sampling_rate,
    config: { ...config, ...defaults },
    modelInputNames: ['input_features', 'attention_mask'],
    extract,
  };
}
