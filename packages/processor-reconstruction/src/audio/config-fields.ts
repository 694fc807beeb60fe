/** Typed access to the fields of a feature extractor's configuration, with a limit wherever a number decides about memory. */
import { ProcessorError } from '../processor-error.js';

/** A parsed `preprocessor_config.json`, or the `feature_extractor` part of a `processor_config.json`. */
export type FeatureExtractorConfig = Readonly<Record<string, unknown>>;

/** Longest clip that a configuration may ask for, in samples: 93 minutes at 48 kHz, 1 GiB as float32. */
export const MAX_SAMPLES: number = 2 ** 28;

/** Longest transform and largest number of mel bands that a configuration may ask for. */
const MAX_BINS: number = 2 ** 16;

/** Whole number between `min` and `max`; `fallback` where the field is absent or null. @throws {ProcessorError} `BAD_CONFIG`. */
export function integerField(config: FeatureExtractorConfig, name: string, fallback: number, min = 1, max: number = MAX_BINS): number {
  const value = numberField(config, name, fallback);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw badField(name, `a whole number between ${min} and ${max}`, value);
  }
  return value;
}

/** Finite number; `fallback` where the field is absent or null. @throws {ProcessorError} `BAD_CONFIG`. */
export function numberField(config: FeatureExtractorConfig, name: string, fallback: number): number {
  const value = config[name] ?? fallback;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw badField(name, 'a finite number', value);
  return value;
}

/** Boolean; `fallback` where the field is absent or null. @throws {ProcessorError} `BAD_CONFIG`. */
export function booleanField(config: FeatureExtractorConfig, name: string, fallback: boolean): boolean {
  const value = config[name] ?? fallback;
  if (typeof value !== 'boolean') throw badField(name, 'true or false', value);
  return value;
}

/** String; `fallback` where the field is absent or null. @throws {ProcessorError} `BAD_CONFIG`. */
export function stringField(config: FeatureExtractorConfig, name: string, fallback: string): string {
  const value = config[name] ?? fallback;
  if (typeof value !== 'string') throw badField(name, 'a string', value);
  return value;
}

/** One of `choices`; `fallback` where the field is absent or null. @throws {ProcessorError} `BAD_CONFIG`. */
export function choiceField<T extends string>(config: FeatureExtractorConfig, name: string, fallback: T, choices: readonly T[]): T {
  const value = config[name] ?? fallback;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw badField(name, choices.map((choice) => JSON.stringify(choice)).join(' or '), value);
  return found;
}

function badField(name: string, expected: string, found: unknown): ProcessorError {
  return new ProcessorError('BAD_CONFIG', `field ${name} of the feature extractor must be ${expected}, found ${JSON.stringify(found)}`, {
    where: name,
    hint: 'Correct the field in preprocessor_config.json.',
  });
}
