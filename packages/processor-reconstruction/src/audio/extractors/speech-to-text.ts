/** `Speech2TextFeatureExtractor`: log mel filter banks with cepstral mean and variance normalization per clip. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { type FeatureOverrides, readCallOptions } from '../call-options.js';
import { booleanField, choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import { type FeatureExtractorKind, refuseOption } from '../feature-extractor.js';
import { type PaddedSequence, padSequences, stackMasks, stackSequences } from '../sequence-padding.js';
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
    const padding = options.padding('do_not_pad');
    const withMask = options.boolean('return_attention_mask') ?? true;
    if (!withMask && defaults.do_ceptral_normalize && padding !== 'do_not_pad') {
      throw refuseOption('return_attention_mask', 'padded clips cannot be normalized without their attention mask');
    }
    let sequences = padSequences(clips.map(filterBank), {
      padding,
      maxLength: options.integer('max_length'),
      truncation: options.boolean('truncation') ?? false,
      padToMultipleOf: options.integer('pad_to_multiple_of'),
      side: defaults.padding_side,
      value: defaults.padding_value,
    });
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

interface CepstralOptions {
  readonly normalize_means: boolean;
  readonly normalize_vars: boolean;
  readonly padding_value: number;
}

/** Per band: minus the mean, by the deviation (divisor frames), both over as many first frames as the clip has; padding behind them. */
function normalizeCepstra(sequence: PaddedSequence, { normalize_means: means, normalize_vars: variances, padding_value: paddingValue }: CepstralOptions): PaddedSequence {
  const { length, width, valid } = sequence;
  const count = valid[1] - valid[0];
  const data = sequence.data.slice();
  for (let band = 0; band < width; band++) {
    if (means) {
      const mean = bandMean(data, band, width, count, 0, 1);
      for (let t = 0; t < length; t++) data[t * width + band]! -= mean;
    }
    if (variances) {
      const centre = bandMean(data, band, width, count, 0, 1);
      const deviation = Math.fround(Math.sqrt(bandMean(data, band, width, count, centre, 2)));
      for (let t = 0; t < length; t++) data[t * width + band]! /= deviation;
    }
  }
  data.fill(paddingValue, count * width);
  return { ...sequence, data };
}

function bandMean(data: Float32Array, band: number, width: number, count: number, centre: number, power: number): number {
  let sum = 0;
  for (let t = 0; t < count; t++) sum += (data[t * width + band]! - centre) ** power;
  return Math.fround(sum / count);
}
