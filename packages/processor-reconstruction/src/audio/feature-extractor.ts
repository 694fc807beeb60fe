/** What every feature extractor offers, and the checks of its input that they share. */
import type { NamedTensors, RawAudio } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import type { FeatureOverrides } from './call-options.js';
import type { FeatureExtractorConfig } from './config-fields.js';

/** Turns sound into the tensors that a model takes, with the numbers of the Python class of the same name. */
export interface FeatureExtractor {
  /** Name of the reference's class, such as `WhisperFeatureExtractor`. */
  readonly className: string;
  /** The rate in Hz that `process` takes. */
  readonly samplingRate: number;
  /** The configuration as the file has it, the class's defaults filled in. */
  readonly config: FeatureExtractorConfig;
  /** Names of the tensors that `process` may give. */
  readonly modelInputNames: readonly string[];
  /**
   * Tensors by name, e.g. `input_features` or `input_values`, batch first.
   *
   * @throws {ProcessorError} `NO_AUDIO`, `AUDIO_EMPTY`, `AUDIO_NOT_FINITE`, `AUDIO_TOO_SHORT`, `SAMPLING_RATE_MISMATCH`,
   * `UNEQUAL_LENGTHS`, `FEATURES_NOT_FINITE`, `UNKNOWN_OPTION`, `BAD_OPTION`.
   */
  process(audios: RawAudio | readonly RawAudio[], overrides?: FeatureOverrides): Promise<NamedTensors>;
}

/** What one class of feature extractors adds: defaults, and the computation on checked clips. */
export interface FeatureExtractorKind {
  /** An option that may take the place of the clips, so that none are needed. */
  readonly insteadOfClips?: string;
  readonly samplingRate: number;
  readonly config: FeatureExtractorConfig;
  readonly modelInputNames: readonly string[];
  /** `clips` are not empty and finite; `overrides` are not checked. */
  readonly extract: (clips: readonly Float32Array[], overrides: FeatureOverrides) => NamedTensors;
}

/** A feature extractor of the class `className` around `kind`, with the checks that all classes share. */
export function wrapFeatureExtractor(className: string, kind: FeatureExtractorKind): FeatureExtractor {
  const { samplingRate, config, modelInputNames } = kind;
  return {
    className,
    samplingRate,
    config,
    modelInputNames,
    process: (audios, overrides = {}) =>
      Promise.resolve().then(() => {
        checkRate(className, samplingRate, overrides.sampling_rate ?? samplingRate);
        const clips = checkClips(className, samplingRate, audios, 'audios');
        const { insteadOfClips } = kind;
        if (clips.length === 0 && (insteadOfClips === undefined || overrides[insteadOfClips] === undefined)) {
          throw new ProcessorError('NO_AUDIO', `${className} got an empty list`, { hint: 'Pass at least one clip.' });
        }
        return checkFeatures(className, kind.extract(clips, overrides));
      }),
  };
}

/**
 * The samples of each clip.
 *
 * @throws {ProcessorError} `BAD_AUDIO`, `SAMPLING_RATE_MISMATCH`, `AUDIO_EMPTY`, `AUDIO_NOT_FINITE`.
 */
export function checkClips(className: string, samplingRate: number, audios: unknown, name: string): Float32Array[] {
  const list: readonly unknown[] = Array.isArray(audios) ? audios : [audios];
  return list.map((audio, index) => {
    const where = `${name}[${index}]`;
    checkShape(audio, where);
    checkRate(className, samplingRate, audio.samplingRate);
    checkSamples(audio.data, where);
    return audio.data;
  });
}

function checkShape(audio: unknown, where: string): asserts audio is RawAudio {
  const { data, samplingRate } = (typeof audio === 'object' && audio !== null ? audio : {}) as { data?: unknown; samplingRate?: unknown };
  if (!(data instanceof Float32Array) || typeof samplingRate !== 'number') {
    throw new ProcessorError('BAD_AUDIO', `${where} must be { data: Float32Array, samplingRate: number }`, {
      where,
      hint: 'Make it with loadAudio, which takes paths, URLs, bytes, blobs and samples.',
    });
  }
}

/** @throws {ProcessorError} `AUDIO_EMPTY`, or `AUDIO_NOT_FINITE` with the position of the first bad sample. */
export function checkSamples(samples: Float32Array, where: string): void {
  if (samples.length === 0) {
    throw new ProcessorError('AUDIO_EMPTY', `${where} has no samples`, { where, hint: 'Give a clip that contains sound.' });
  }
  const bad = firstNotFinite(samples);
  if (bad >= 0) {
    throw new ProcessorError('AUDIO_NOT_FINITE', `sample ${bad} of ${where} is ${samples[bad]!}, expected a finite number`, {
      where,
      hint: 'Repair or re-export the clip; NaN and infinite samples would spoil every feature.',
    });
  }
}

/** An error for an option that cannot be honoured together with the others. */
export function refuseOption(name: string, why: string): ProcessorError {
  return new ProcessorError('BAD_OPTION', `option ${name} cannot be honoured: ${why}`, { where: name, hint: 'Leave the option away.' });
}

function firstNotFinite(values: Float32Array): number {
  // A value minus itself is zero unless it is NaN or infinite.
  for (let i = 0; i < values.length; i++) if (values[i]! - values[i]! !== 0) return i;
  return -1;
}

function checkFeatures(className: string, features: NamedTensors): NamedTensors {
  for (const [name, { type, data }] of Object.entries(features)) {
    if (type === 'float32' && firstNotFinite(data as Float32Array) >= 0) {
      throw new ProcessorError('FEATURES_NOT_FINITE', `${className} gives ${name} with NaN or infinite values: a band has no variance, as in digital silence`, {
        where: name,
        hint: 'Give a clip that contains sound.',
      });
    }
  }
  return features;
}

function checkRate(className: string, expected: number, found: unknown): void {
  if (found !== expected) {
    throw new ProcessorError('SAMPLING_RATE_MISMATCH', `${className} takes audio of ${expected} Hz, found ${String(found)} Hz`, {
      hint: `Load the clip with loadAudio(source, { samplingRate: ${expected} }).`,
    });
  }
}
