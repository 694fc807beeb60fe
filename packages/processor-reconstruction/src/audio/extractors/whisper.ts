/** `WhisperFeatureExtractor`: log-mel spectrograms of fixed windows. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../../processor-error.js';
import { type FeatureOverrides, paddingOptions, readCallOptions } from '../call-options.js';
import { booleanField, choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import type { FeatureExtractorKind } from '../feature-extractor.js';
import { createMelFilterBank, type MelFilterBank } from '../mel-filter-bank.js';
import { checkEqualLengths, normalizeSequence, type PaddedSequence, padSequences, sampleSequences, stackMasks } from '../sequence-padding.js';
import { spectrogram } from '../spectrogram.js';
import { windowFunction } from '../window-function.js';

const OPTIONS = ['padding', 'max_length', 'truncation', 'pad_to_multiple_of', 'return_attention_mask', 'do_normalize'] as const;

/**
 * `input_features` [batch, feature_size, frames] float32; `attention_mask` int64, [batch, frames] where a call asks for it, [batch, samples]
 * where only normalization or the configuration brings it.
 */
export function createWhisper(config: FeatureExtractorConfig): FeatureExtractorKind {
  const samplingRate = integerField(config, 'sampling_rate', 16_000, 1, MAX_SAMPLES);
  const featureSize = integerField(config, 'feature_size', 80);
  const hopLength = integerField(config, 'hop_length', 160);
  const fftLength = integerField(config, 'n_fft', 400, 2);
  const chunkLength = numberField(config, 'chunk_length', 30);
  const samples = Math.floor(chunkLength * samplingRate);
  const paddingValue = numberField(config, 'padding_value', 0);
  const side = choiceField(config, 'padding_side', 'right', ['right', 'left']);
  const dither = numberField(config, 'dither', 0);
  const withMask = booleanField(config, 'return_attention_mask', false);
  if (!(samples >= 1 && samples <= MAX_SAMPLES)) {
    throw new ProcessorError('BAD_CONFIG', `chunk_length ${chunkLength} s at ${samplingRate} Hz is ${samples} samples, expected 1 to ${MAX_SAMPLES}`, {
      where: 'chunk_length',
      hint: 'Correct the field in preprocessor_config.json.',
    });
  }
  const melFilters = createMelFilterBank({
    bins: 1 + Math.floor(fftLength / 2),
    filters: featureSize,
    minFrequency: 0,
    maxFrequency: 8000,
    samplingRate,
    norm: 'slaney',
    scale: 'slaney',
  });
  const window = windowFunction(fftLength, 'hann');

  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('WhisperFeatureExtractor', overrides, OPTIONS);
    const normalize = options.boolean('do_normalize');
    const asked = options.boolean('return_attention_mask');
    let sequences = padSequences(sampleSequences(clips), paddingOptions(options, { padding: 'max_length', maxLength: samples, truncation: true, side, value: paddingValue }));
    checkEqualLengths(sequences);
    if (normalize === true) sequences = sequences.map((sequence) => normalizeSequence(sequence, paddingValue, true));
    const features = logMel(sequences, { window, frameLength: fftLength, hopLength, melFilters, dither });
    if (asked === true) return { input_features: features, attention_mask: frameMask(sequences, hopLength) };
    // A mask that was not asked for in the call is left counting samples.
    return (normalize ?? withMask) ? { input_features: features, attention_mask: stackMasks(sequences) } : { input_features: features };
  };

  return {
    samplingRate,
    config: {
      ...config,
      feature_size: featureSize,
      sampling_rate: samplingRate,
      hop_length: hopLength,
      n_fft: fftLength,
      chunk_length: chunkLength,
      n_samples: samples,
      nb_max_frames: Math.floor(samples / hopLength),
    },
    modelInputNames: ['input_features', 'attention_mask'],
    extract,
  };
}

interface LogMelOptions {
  readonly window: Float64Array;
  readonly frameLength: number;
  readonly hopLength: number;
  readonly melFilters: MelFilterBank;
  readonly dither: number;
}

/** Log10 mel powers without the last frame, at most 8 below the clip's peak, brought near -1 … 1 by `(x + 4) / 4`. */
function logMel(sequences: readonly PaddedSequence[], options: LogMelOptions): Tensor {
  const bands = options.melFilters.weights.length;
  const length = sequences[0]!.length;
  // The reference's reflecting padding refuses a clip that is not longer than half a frame.
  const shortest = Math.floor(options.frameLength / 2) + 1;
  if (length < shortest) {
    throw new ProcessorError('AUDIO_TOO_SHORT', `the audio has ${length} samples, a log-mel spectrogram needs ${shortest}`, {
      hint: 'Leave padding at "max_length", or give a longer clip.',
    });
  }
  const frames = Math.floor(length / options.hopLength);
  const data = new Float32Array(sequences.length * bands * frames);
  sequences.forEach((sequence, index) => {
    const mel = spectrogram(sequence.data, { ...options, power: 2, logMel: 'log10' });
    let peak = -Infinity;
    for (let i = 0; i < frames * bands; i++) peak = Math.max(peak, mel.data[i]!);
    const floor = Math.fround(peak - 8);
    for (let frame = 0; frame < frames; frame++) {
      for (let band = 0; band < bands; band++) {
        const value = Math.max(floor, mel.data[frame * bands + band]!);
        data[(index * bands + band) * frames + frame] = Math.fround(value + 4) / 4;
      }
    }
  });
  return { type: 'float32', dims: [sequences.length, bands, frames], data };
}

/** The samples' mask at every hop; the frame that the log-mel spectrogram drops is dropped here too. */
function frameMask(sequences: readonly PaddedSequence[], hopLength: number): Tensor {
  const samples = stackMasks(sequences);
  const length = sequences[0]!.length;
  const frames = Math.floor(length / hopLength);
  const data = new BigInt64Array(sequences.length * frames);
  for (let row = 0; row < sequences.length; row++) {
    for (let frame = 0; frame < frames; frame++) data[row * frames + frame] = (samples.data as BigInt64Array)[row * length + frame * hopLength]!;
  }
  return { type: 'int64', dims: [sequences.length, frames], data };
}
