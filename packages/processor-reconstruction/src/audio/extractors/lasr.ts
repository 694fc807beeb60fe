/** `LasrFeatureExtractor` of transformers 5: logarithms of mel powers, one row for each whole window. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { type FeatureOverrides, paddingOptions, readCallOptions } from '../call-options.js';
import { choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import type { FeatureExtractorKind } from '../feature-extractor.js';
import { createMelFilterBank } from '../mel-filter-bank.js';
import { checkEqualLengths, type PaddedSequence, padSequences, sampleSequences, stackSequences } from '../sequence-padding.js';
import { spectrogram } from '../spectrogram.js';
import { windowFunction } from '../window-function.js';

const OPTIONS = ['padding', 'max_length', 'truncation', 'pad_to_multiple_of', 'return_attention_mask'] as const;

/** `input_features` [batch, frames, feature_size] float32, and with the option `return_attention_mask` `attention_mask` [batch, frames] bool. */
export function createLasr(config: FeatureExtractorConfig): FeatureExtractorKind {
  const samplingRate = integerField(config, 'sampling_rate', 16_000, 1, MAX_SAMPLES);
  const bands = integerField(config, 'feature_size', 128);
  const fftLength = integerField(config, 'n_fft', 512, 2);
  const frameLength = integerField(config, 'win_length', 400);
  const hopLength = integerField(config, 'hop_length', 160);
  const value = numberField(config, 'padding_value', 0);
  const side = choiceField(config, 'padding_side', 'right', ['right', 'left']);
  const window = windowFunction(frameLength, 'hann', { periodic: false });
  const melFilters = createMelFilterBank({
    bins: Math.floor(fftLength / 2) + 1,
    filters: bands,
    minFrequency: 125,
    maxFrequency: 7500,
    samplingRate,
    scale: 'kaldi',
    triangularizeInMelSpace: true,
  });
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('LasrFeatureExtractor', overrides, OPTIONS);
    const sequences = padSequences(sampleSequences(clips), paddingOptions(options, { padding: 'longest', side, value }));
    checkEqualLengths(sequences);
    const mels = sequences.map((sequence) => {
      const { data, frames } = spectrogram(sequence.data, {
        window, frameLength, hopLength, fftLength, power: 2, center: false, melFilters, melFloor: 1e-5, logMel: 'log',
      });
      return { data: Float32Array.from(data), length: frames, width: bands };
    });
    const input_features = stackSequences(mels);
    if (!(options.boolean('return_attention_mask') ?? false)) return { input_features };
    return { input_features, attention_mask: windowMask(sequences, mels[0]!.length, frameLength, hopLength) };
  };
  return { samplingRate, config: { ...config, sampling_rate: samplingRate }, modelInputNames: ['input_features', 'attention_mask'], extract };
}

/** Whether the last sample of each window is the clip's own. */
function windowMask(sequences: readonly PaddedSequence[], frames: number, frameLength: number, hopLength: number): Tensor {
  const data = Uint8Array.from(
    sequences.flatMap(({ valid: [from, to] }) =>
      Array.from({ length: frames }, (_, t) => frameLength - 1 + t * hopLength).map((last) => (last >= from && last < to ? 1 : 0)),
    ),
  );
  return { type: 'bool', dims: [sequences.length, frames], data };
}
