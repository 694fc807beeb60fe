/** `UnivNetFeatureExtractor`: log-mel spectrograms and noise for the vocoder. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { type FeatureOverrides, readCallOptions } from '../call-options.js';
import { booleanField, choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField, stringField } from '../config-fields.js';
import { type FeatureExtractorKind, refuseOption } from '../feature-extractor.js';
import { applyMelFilters, createMelFilterBank } from '../mel-filter-bank.js';
import { padSequences, type Sequence, stackMasks, stackSequences } from '../sequence-padding.js';
import { padWaveform, shortTimeFourier } from '../spectrogram.js';
import { windowFunction } from '../window-function.js';

const OPTIONS = [
  'padding', 'max_length', 'truncation', 'pad_to_multiple_of', 'return_noise', 'pad_end', 'pad_length', 'do_normalize', 'return_attention_mask', 'random',
] as const;

/**
 * `input_features` [batch, frames, num_mel_bins], `padding_mask` [batch, samples], and unless `return_noise` is false `noise_sequence`
 * [batch, frames, model_in_channels]: normal numbers from the option `random` (a function like `Math.random`, the default).
 */
export function createUnivNet(config: FeatureExtractorConfig): FeatureExtractorKind {
  const samplingRate = integerField(config, 'sampling_rate', 24_000, 1, MAX_SAMPLES);
  const settings = {
    sampling_rate: samplingRate,
    padding_value: numberField(config, 'padding_value', 0),
    padding_side: choiceField(config, 'padding_side', 'right', ['right', 'left']),
    do_normalize: booleanField(config, 'do_normalize', false),
    num_mel_bins: integerField(config, 'num_mel_bins', 100),
    hop_length: integerField(config, 'hop_length', 256),
    win_length: integerField(config, 'win_length', 1024),
    win_function: stringField(config, 'win_function', 'hann_window'),
    max_length_s: integerField(config, 'max_length_s', 10),
    fmin: numberField(config, 'fmin', 0),
    fmax: numberField(config, 'fmax', samplingRate / 2),
    mel_floor: numberField(config, 'mel_floor', 1e-9),
    center: booleanField(config, 'center', false),
    compression_factor: numberField(config, 'compression_factor', 1),
    compression_clip_val: numberField(config, 'compression_clip_val', 1e-5),
    normalize_min: numberField(config, 'normalize_min', -11.512925148010254),
    normalize_max: numberField(config, 'normalize_max', Math.fround(2.3143387)),
    model_in_channels: integerField(config, 'model_in_channels', 64),
    pad_end_length: integerField(config, 'pad_end_length', 10, 0),
    return_attention_mask: booleanField(config, 'return_attention_mask', true),
  };
  const fftLength = config['filter_length'] === null ? 2 ** Math.ceil(Math.log2(settings.win_length)) : integerField(config, 'filter_length', 1024, 2);
  const toMel = melExtractor(settings, fftLength);

  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('UnivNetFeatureExtractor', overrides, OPTIONS);
    const silence = (options.boolean('pad_end') ?? false) ? (options.integer('pad_length') ?? settings.pad_end_length) * settings.hop_length : 0;
    const sequences = padSequences(clips.map((clip) => appendSilence(clip, silence, settings.padding_value)), {
      padding: options.padding('longest'),
      maxLength: options.integer('max_length') ?? settings.max_length_s * samplingRate,
      truncation: options.boolean('truncation') ?? true,
      padToMultipleOf: options.integer('pad_to_multiple_of'),
      side: settings.padding_side,
      value: settings.padding_value,
    });
    const normalize = options.boolean('do_normalize') ?? settings.do_normalize;
    const mels = sequences.map((sequence) => toMel(sequence.data, normalize));
    const features: Record<string, Tensor> = { input_features: stackSequences(mels) };
    if (options.boolean('return_attention_mask') ?? settings.return_attention_mask) features['padding_mask'] = stackMasks(sequences);
    if (options.boolean('return_noise') ?? true) {
      features['noise_sequence'] = noise([mels.length, mels[0]!.length, settings.model_in_channels], overrides['random'] ?? Math.random);
    }
    return features;
  };

  return {
    samplingRate,
    config: { ...config, ...settings },
    modelInputNames: ['input_features', 'noise_sequence', 'padding_mask'],
    extract,
  };
}

interface MelSettings {
  readonly sampling_rate: number;
  readonly num_mel_bins: number;
  readonly hop_length: number;
  readonly win_length: number;
  readonly win_function: string;
  readonly fmin: number;
  readonly fmax: number;
  readonly mel_floor: number;
  readonly center: boolean;
  readonly compression_factor: number;
  readonly compression_clip_val: number;
  readonly normalize_min: number;
  readonly normalize_max: number;
}

/** Natural logarithm of mel amplitudes; amplitudes in float32 as the reference has them. */
function melExtractor(settings: MelSettings, fftLength: number): (clip: Float32Array, normalize: boolean) => Sequence {
  const { num_mel_bins: bands, hop_length: hopLength, normalize_min: low, normalize_max: high } = settings;
  const window = windowFunction(settings.win_length, settings.win_function);
  const melFilters = createMelFilterBank({
    bins: Math.floor(fftLength / 2) + 1,
    filters: bands,
    minFrequency: settings.fmin,
    maxFrequency: settings.fmax,
    samplingRate: settings.sampling_rate,
    norm: 'slaney',
    scale: 'slaney',
  });
  const amplitudes = new Float64Array(melFilters.bins);
  const row = new Float64Array(bands);
  const side = Math.trunc((fftLength - hopLength) / 2);
  return (clip, normalize) => {
    const values: number[] = [];
    const frames = shortTimeFourier(
      padWaveform(clip, side, side, 'reflect'),
      { window, frameLength: fftLength, hopLength, fftLength, center: settings.center },
      (re, im) => {
        for (let k = 0; k < amplitudes.length; k++) {
          const x = Math.fround(re[k]!);
          const y = Math.fround(im[k]!);
          amplitudes[k] = Math.fround(Math.sqrt(Math.fround(Math.fround(Math.fround(x * x) + Math.fround(y * y)) + settings.mel_floor)));
        }
        applyMelFilters(melFilters, amplitudes, settings.compression_clip_val, row, 0);
        for (const value of row) values.push(Math.fround(Math.log(value * settings.compression_factor)));
      },
    );
    const data = Float32Array.from(normalize ? values.map((value) => 2 * ((value - low) / (high - low)) - 1) : values);
    return { data, length: frames, width: bands };
  };
}

function appendSilence(clip: Float32Array, count: number, value: number): Sequence {
  const data = new Float32Array(clip.length + count).fill(value);
  data.set(clip);
  return { data, length: data.length, width: 1 };
}

function noise(dims: readonly number[], random: unknown): Tensor {
  if (typeof random !== 'function') throw refuseOption('random', 'it must be a function that returns numbers in [0, 1)');
  const uniform = random as () => number;
  const length = dims.reduce((product, dim) => product * dim, 1);
  const data = Float32Array.from({ length }, () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()));
  return { type: 'float32', dims, data };
}
