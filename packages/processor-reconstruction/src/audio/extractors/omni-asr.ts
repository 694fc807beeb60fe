/** `OmniASRFeatureExtractor` of transformers 5: padded waveforms with zero mean and unit variance over their own samples. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { type FeatureOverrides, paddingOptions, readCallOptions } from '../call-options.js';
import { booleanField, choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import type { FeatureExtractorKind } from '../feature-extractor.js';
import { type PaddedSequence, padSequences, sampleSequences, stackMasks, stackSequences } from '../sequence-padding.js';

const OPTIONS = ['padding', 'max_length', 'truncation', 'return_attention_mask'] as const;

/** Added to the variance. */
const EPSILON = 1e-5;

/** `input_values` [batch, 1, samples] float32, `padding_mask` [batch, samples] int64 unless switched off. */
export function createOmniAsr(config: FeatureExtractorConfig): FeatureExtractorKind {
  const samplingRate = integerField(config, 'sampling_rate', 16_000, 1, MAX_SAMPLES);
  const value = numberField(config, 'padding_value', 0);
  const side = choiceField(config, 'padding_side', 'right', ['right', 'left']);
  const normalize = booleanField(config, 'do_normalize', true);
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('OmniASRFeatureExtractor', overrides, OPTIONS);
    const padded = padSequences(sampleSequences(clips), paddingOptions(options, { padding: 'longest', side, value }));
    const sequences = normalize ? padded.map((sequence) => normalizeOwnSamples(sequence, value)) : padded;
    const { dims, ...rest } = stackSequences(sequences);
    const input_values: Tensor = { ...rest, dims: [dims[0]!, 1, dims[1]!] };
    return (options.boolean('return_attention_mask') ?? true) ? { input_values, padding_mask: stackMasks(sequences) } : { input_values };
  };
  return { samplingRate, config: { ...config, sampling_rate: samplingRate }, modelInputNames: ['input_values', 'padding_mask'], extract };
}

function normalizeOwnSamples(sequence: PaddedSequence, paddingValue: number): PaddedSequence {
  const [from, to] = sequence.valid;
  const own = sequence.data.subarray(from, to);
  const mean = own.reduce((sum, sample) => sum + sample, 0) / own.length;
  const variance = own.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / own.length;
  const data = new Float32Array(sequence.length).fill(paddingValue);
  own.forEach((sample, i) => {
    data[from + i] = (sample - mean) / Math.sqrt(variance + EPSILON);
  });
  return { ...sequence, data };
}
