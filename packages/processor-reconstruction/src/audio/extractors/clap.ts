/** `ClapFeatureExtractor`: decibel mel spectrograms of one length, short clips repeated, long ones cut or fused. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../../processor-error.js';
import { type FeatureOverrides, readCallOptions } from '../call-options.js';
import { choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import { type FeatureExtractorKind, refuseOption } from '../feature-extractor.js';
import { createMelFilterBank, type MelFilterBank } from '../mel-filter-bank.js';
import { type Spectrogram, spectrogram } from '../spectrogram.js';
import { windowFunction } from '../window-function.js';

const OPTIONS = ['padding', 'truncation', 'max_length', 'random'] as const;
const TRUNCATIONS = ['fusion', 'rand_trunc'] as const;
const PADDINGS = ['repeat', 'repeatpad', 'pad'] as const;

/** Bands of the shrunken spectrogram in a fusion, whatever the configuration says. */
const FUSION_BANDS = 64;

/**
 * `input_features` [batch, 1 or (fusion) 4, frames, feature_size] float32 and `is_longer` [batch, 1] bool.
 *
 * Where a clip is longer than `max_length`, the reference draws random numbers: where `rand_trunc` cuts, which thirds `fusion` takes,
 * and which clip of a batch counts as longer when none is. The option `random`, a function like `Math.random` (the default), makes these reproducible.
 * Everything else is deterministic.
 */
export function createClap(config: FeatureExtractorConfig): FeatureExtractorKind {
  const samplingRate = integerField(config, 'sampling_rate', 48_000, 1, MAX_SAMPLES);
  const fftLength = integerField(config, 'fft_window_size', 1024, 2);
  const hopLength = integerField(config, 'hop_length', 480);
  const featureSize = integerField(config, 'feature_size', 64);
  const truncation = choiceField(config, 'truncation', 'fusion', TRUNCATIONS);
  const padding = choiceField(config, 'padding', 'repeatpad', PADDINGS);
  const maxSamples = Math.floor(numberField(config, 'max_length_s', 10) * samplingRate);
  if (!(maxSamples >= 1 && maxSamples <= MAX_SAMPLES)) {
    throw new ProcessorError('BAD_CONFIG', `max_length_s at ${samplingRate} Hz gives ${maxSamples} samples, expected 1 to ${MAX_SAMPLES}`, {
      where: 'max_length_s',
      hint: 'Correct the field in preprocessor_config.json.',
    });
  }
  const bank = {
    bins: Math.floor(fftLength / 2) + 1,
    filters: featureSize,
    minFrequency: numberField(config, 'frequency_min', 0),
    maxFrequency: numberField(config, 'frequency_max', 14_000),
    samplingRate,
  };
  const htk = createMelFilterBank({ ...bank, scale: 'htk' });
  const slaney = createMelFilterBank({ ...bank, scale: 'slaney', norm: 'slaney' });
  const window = windowFunction(fftLength, 'hann');
  const toMel = (clip: ArrayLike<number>, melFilters: MelFilterBank): Spectrogram =>
    spectrogram(clip, { window, frameLength: fftLength, hopLength, power: 2, melFilters, logMel: 'dB' });

  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('ClapFeatureExtractor', overrides, OPTIONS);
    const call = {
      random: randomOf(overrides),
      truncation: choiceField({ truncation: options.text('truncation') }, 'truncation', truncation, TRUNCATIONS),
      // As in version 5, true and false leave it to the configuration.
      padding: typeof overrides.padding === 'boolean' ? padding : choiceField({ padding: options.text('padding') }, 'padding', padding, PADDINGS),
      maxLength: options.integer('max_length') ?? maxSamples,
    };
    const inputs = clips.map((clip) => inputMel(clip, call));
    const longer = inputs.map((input) => (input.longer ? 1 : 0));
    if (call.truncation === 'fusion' && !longer.includes(1)) longer[Math.floor(call.random() * longer.length)] = 1;
    const { frames, bins } = inputs[0]!.layers[0]!;
    const layers = inputs.flatMap((input) => input.layers);
    const data = new Float32Array(layers.length * frames * bins);
    layers.forEach((layer, i) => {
      data.set(layer.data, i * frames * bins);
    });
    return {
      input_features: { type: 'float32', dims: [clips.length, layers.length / clips.length, frames, bins], data },
      is_longer: { type: 'bool', dims: [clips.length, 1], data: Uint8Array.from(longer) },
    };
  };

  const inputMel = (clip: Float32Array, call: ClapCall): ClapInput => {
    const { maxLength, random } = call;
    if (clip.length <= maxLength) {
      const filled = fill(clip, maxLength, call.padding);
      if (call.truncation === 'rand_trunc') return { longer: false, layers: [toMel(filled, slaney)] };
      const mel = toMel(filled, htk);
      return { longer: false, layers: [mel, mel, mel, mel] };
    }
    if (call.truncation === 'rand_trunc') {
      const start = Math.floor(random() * (clip.length - maxLength + 1));
      return { longer: true, layers: [toMel(clip.subarray(start, start + maxLength), slaney)] };
    }
    const mel = toMel(clip, htk);
    const frames = Math.floor(maxLength / hopLength) + 1;
    if (mel.frames === frames) return { longer: false, layers: [mel, mel, mel, mel] };
    if (featureSize !== FUSION_BANDS) {
      throw refuseOption('truncation', `a fusion has ${FUSION_BANDS} bands, the configuration ${featureSize}; the reference fails here too`);
    }
    return { longer: true, layers: fuse(mel, frames, random) };
  };

  return {
    samplingRate,
    config: { ...config, sampling_rate: samplingRate, nb_max_samples: maxSamples },
    modelInputNames: ['input_features', 'is_longer'],
    extract,
  };
}

interface ClapCall {
  readonly random: () => number;
  readonly truncation: (typeof TRUNCATIONS)[number];
  readonly padding: (typeof PADDINGS)[number];
  readonly maxLength: number;
}

interface ClapInput {
  readonly longer: boolean;
  readonly layers: readonly Spectrogram[];
}

/** The clip repeated (`repeat` cuts the last copy, `repeatpad` leaves it away) and followed by silence. */
function fill(clip: Float32Array, length: number, padding: ClapCall['padding']): Float32Array {
  if (clip.length === length) return clip;
  const filled = new Float32Array(length);
  const end = padding === 'repeat' ? length : padding === 'repeatpad' ? Math.floor(length / clip.length) * clip.length : clip.length;
  for (let start = 0; start < end; start += clip.length) filled.set(clip.subarray(0, Math.min(clip.length, end - start)), start);
  return filled;
}

/** The whole spectrogram shrunk to `frames`, and one stretch of that length from each third. */
function fuse(mel: Spectrogram, frames: number, random: () => number): Spectrogram[] {
  const positions = mel.frames - frames + 1;
  const starts = [0, 1, 2].map((part) => {
    const from = part * Math.floor(positions / 3) + Math.min(part, positions % 3);
    const size = Math.floor(positions / 3) + (part < positions % 3 ? 1 : 0);
    return size === 0 ? 0 : from + Math.floor(random() * size);
  });
  const stretches = starts.map((start) => ({
    data: mel.data.subarray(start * mel.bins, (start + frames) * mel.bins),
    frames,
    bins: mel.bins,
  }));
  return [shrink(mel, frames), ...stretches];
}

/** Linear interpolation over time as PyTorch's bilinear `interpolate` without aligned corners. */
function shrink(mel: Spectrogram, frames: number): Spectrogram {
  const { bins } = mel;
  const data = new Float64Array(frames * bins);
  const scale = Math.fround(mel.frames / frames);
  for (let frame = 0; frame < frames; frame++) {
    const position = Math.max(Math.fround((frame + 0.5) * scale - 0.5), 0);
    const before = Math.floor(position);
    const after = Math.min(before + 1, mel.frames - 1);
    const weight = Math.fround(position - before);
    for (let bin = 0; bin < bins; bin++) {
      data[frame * bins + bin] = (1 - weight) * mel.data[before * bins + bin]! + weight * mel.data[after * bins + bin]!;
    }
  }
  return { data, frames, bins };
}

function randomOf(overrides: FeatureOverrides): () => number {
  const random = overrides['random'] ?? Math.random;
  if (typeof random !== 'function') throw refuseOption('random', 'it must be a function that returns numbers in [0, 1)');
  return random as () => number;
}
