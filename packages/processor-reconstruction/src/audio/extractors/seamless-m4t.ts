/** `SeamlessM4TFeatureExtractor`: log mel filter banks, normalized per band, `stride` frames side by side. Also Wav2Vec2-BERT's. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../../processor-error.js';
import { type FeatureOverrides, paddingOptions, readCallOptions } from '../call-options.js';
import { booleanField, choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import type { FeatureExtractorKind } from '../feature-extractor.js';
import { checkEqualLengths, type PaddedSequence, padSequences, type Sequence } from '../sequence-padding.js';
import { filterBankExtractor } from './filter-banks.js';

const OPTIONS = ['padding', 'max_length', 'truncation', 'pad_to_multiple_of', 'return_attention_mask', 'do_normalize_per_mel_bins'] as const;

/** `input_features` [batch, frames / stride, num_mel_bins * stride] float32, `attention_mask` [batch, frames / stride] int64. */
export function createSeamlessM4T(config: FeatureExtractorConfig): FeatureExtractorKind {
  const defaults = {
    sampling_rate: integerField(config, 'sampling_rate', 16_000, 1, MAX_SAMPLES),
    num_mel_bins: integerField(config, 'num_mel_bins', 80),
    padding_value: numberField(config, 'padding_value', 0),
    padding_side: choiceField(config, 'padding_side', 'right', ['right', 'left']),
    stride: integerField(config, 'stride', 2),
    return_attention_mask: booleanField(config, 'return_attention_mask', true),
  };
  const filterBank = filterBankExtractor({ samplingRate: defaults.sampling_rate, bands: defaults.num_mel_bins, window: 'povey', scale: 2 ** 15 });
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('SeamlessM4TFeatureExtractor', overrides, OPTIONS);
    const banks = clips.map(filterBank);
    const sequences = padSequences((options.boolean('do_normalize_per_mel_bins') ?? true) ? banks.map(normalizeBands) : banks, {
      ...paddingOptions(options, { padding: 'longest', side: defaults.padding_side, value: defaults.padding_value }),
      padToMultipleOf: overrides.pad_to_multiple_of === null ? undefined : (options.integer('pad_to_multiple_of') ?? 2),
    });
    checkEqualLengths(sequences);
    const withMask = options.boolean('return_attention_mask') ?? defaults.return_attention_mask;
    return joinFrames(sequences, defaults.stride, withMask);
  };
  return {
    samplingRate: defaults.sampling_rate,
    config: { ...config, ...defaults },
    modelInputNames: ['input_features', 'attention_mask'],
    extract,
  };
}

/** Each band with zero mean and unit variance over the clip's frames (divisor frames - 1). */
function normalizeBands({ data, length, width }: Sequence): Sequence {
  if (length < 2) {
    throw new ProcessorError('AUDIO_TOO_SHORT', `the audio gives ${length} frame, normalization per band needs 2`, {
      hint: 'Give a longer clip, or pass do_normalize_per_mel_bins: false.',
    });
  }
  const normalized = new Float32Array(data.length);
  for (let band = 0; band < width; band++) {
    let sum = 0;
    for (let t = 0; t < length; t++) sum += data[t * width + band]!;
    const mean = Math.fround(sum / length);
    let squares = 0;
    for (let t = 0; t < length; t++) squares += (data[t * width + band]! - mean) ** 2;
    const deviation = Math.fround(Math.sqrt(Math.fround(squares / (length - 1) + 1e-7)));
    for (let t = 0; t < length; t++) normalized[t * width + band] = Math.fround(data[t * width + band]! - mean) / deviation;
  }
  return { data: normalized, length, width };
}

/** Groups of `stride` frames as one; the mask keeps those positions of the frames' mask whose index is 1 modulo the stride. */
function joinFrames(sequences: readonly PaddedSequence[], stride: number, withMask: boolean): NamedTensors {
  const { length, width } = sequences[0]!;
  const groups = Math.floor(length / stride);
  const kept = groups * stride;
  const data = new Float32Array(sequences.length * kept * width);
  sequences.forEach((sequence, i) => {
    data.set(sequence.data.subarray(0, kept * width), i * kept * width);
  });
  const input_features = { type: 'float32', dims: [sequences.length, groups, width * stride], data } as const;
  if (!withMask) return { input_features };
  const mask = sequences.flatMap(({ valid: [from, to] }) =>
    Array.from({ length: kept }, (_, t) => t)
      .filter((t) => t % stride === 1)
      .map((t) => (t >= from && t < to ? 1n : 0n)),
  );
  const attention_mask = { type: 'int64', dims: [sequences.length, mask.length / sequences.length], data: BigInt64Array.from(mask) } as const;
  return { input_features, attention_mask };
}
