/** `Wav2Vec2FeatureExtractor`: the waveform itself, padded and normalized. Also that of HuBERT, WavLM, SEW, UniSpeech, Moonshine. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { type FeatureOverrides, paddingOptions, readCallOptions } from '../call-options.js';
import { booleanField, choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import type { FeatureExtractorKind } from '../feature-extractor.js';
import { normalizeSequence, padSequences, sampleSequences, stackMasks, stackSequences } from '../sequence-padding.js';

const OPTIONS = ['padding', 'max_length', 'truncation', 'pad_to_multiple_of', 'return_attention_mask'] as const;

/** `input_values` [batch, samples] float32, `attention_mask` [batch, samples] int64 where the configuration says so. */
export function createWav2Vec2(config: FeatureExtractorConfig): FeatureExtractorKind {
  const defaults = {
    feature_size: integerField(config, 'feature_size', 1, 1, 1),
    sampling_rate: integerField(config, 'sampling_rate', 16_000, 1, MAX_SAMPLES),
    padding_value: numberField(config, 'padding_value', 0),
    padding_side: choiceField(config, 'padding_side', 'right', ['right', 'left']),
    do_normalize: booleanField(config, 'do_normalize', true),
    return_attention_mask: booleanField(config, 'return_attention_mask', false),
  };
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('Wav2Vec2FeatureExtractor', overrides, OPTIONS);
    const pads = paddingOptions(options, { padding: 'do_not_pad', side: defaults.padding_side, value: defaults.padding_value });
    const withMask = options.boolean('return_attention_mask') ?? defaults.return_attention_mask;
    let sequences = padSequences(sampleSequences(clips), pads);
    if (defaults.do_normalize) {
      const masked = withMask && pads.padding !== 'do_not_pad';
      sequences = sequences.map((sequence) => normalizeSequence(sequence, defaults.padding_value, masked));
    }
    const input_values = stackSequences(sequences);
    return withMask ? { input_values, attention_mask: stackMasks(sequences) } : { input_values };
  };
  return {
    samplingRate: defaults.sampling_rate,
    config: { ...config, ...defaults },
    modelInputNames: ['input_values', 'attention_mask'],
    extract,
  };
}
