/** The options of one `process` call, under the names of the Python call's arguments, checked before use. */
import { ProcessorError } from '../processor-error.js';
import { MAX_SAMPLES } from './config-fields.js';
import type { PaddingOptions, PaddingStrategy } from './sequence-padding.js';

/**
 * Options of one call. Which of them a feature extractor knows is what its Python class knows; another one is refused.
 * Lengths are in samples, or in frames where the reference pads frames (Speech2Text, SeamlessM4T, SpeechT5 targets).
 */
export interface FeatureOverrides {
  readonly [name: string]: unknown;
  /** `true` or `longest`, `max_length`, `false` or `do_not_pad`; CLAP: `repeat`, `repeatpad`, `pad`. */
  readonly padding?: boolean | string | null;
  readonly max_length?: number | null;
  /** Cut what is longer than `max_length`; CLAP: `fusion` or `rand_trunc`. */
  readonly truncation?: boolean | string | null;
  readonly pad_to_multiple_of?: number | null;
  readonly return_attention_mask?: boolean | null;
  readonly do_normalize?: boolean | null;
  /** Checked against the model's sampling rate. */
  readonly sampling_rate?: number | null;
}

/** Reads options one by one and refuses what nobody asked for. */
export interface CallOptions {
  boolean(name: string): boolean | undefined;
  integer(name: string, max?: number): number | undefined;
  text(name: string): string | undefined;
  padding(fallback: PaddingStrategy): PaddingStrategy;
}

/**
 * The options of a call to `className`, which knows `known` (and `sampling_rate`).
 *
 * @throws {ProcessorError} `UNKNOWN_OPTION`, `BAD_OPTION` for a value of the wrong kind.
 */
export function readCallOptions(className: string, overrides: FeatureOverrides, known: readonly string[]): CallOptions {
  for (const name of Object.keys(overrides)) {
    if (name !== 'sampling_rate' && !known.includes(name)) {
      throw new ProcessorError('UNKNOWN_OPTION', `${className} has no option ${name}`, {
        where: name,
        hint: `It knows ${['sampling_rate', ...known].join(', ')}.`,
      });
    }
  }
  const read = <T>(name: string, expected: string, accept: (value: unknown) => value is T): T | undefined => {
    const value = overrides[name];
    if (value === undefined || value === null) return undefined;
    if (!accept(value)) {
      throw new ProcessorError('BAD_OPTION', `option ${name} of ${className} must be ${expected}, found ${JSON.stringify(value)}`, {
        where: name,
        hint: `Pass ${expected}, or leave the option away.`,
      });
    }
    return value;
  };
  return {
    boolean: (name) => read(name, 'true or false', (value): value is boolean => typeof value === 'boolean'),
    integer: (name, max = MAX_SAMPLES) =>
      read(name, `a whole number between 1 and ${max}`, (value): value is number => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max),
    text: (name) => read(name, 'a string', (value): value is string => typeof value === 'string'),
    padding: (fallback) => {
      const value = read('padding', 'true, false, "longest", "max_length" or "do_not_pad"', isPadding);
      if (value === undefined) return fallback;
      return value === true ? 'longest' : value === false ? 'do_not_pad' : value;
    },
  };
}

/** What an extractor pads with where a call does not say it; `side` and `value` are never a call's. */
export interface PaddingDefaults {
  readonly padding: PaddingStrategy;
  readonly side: 'right' | 'left';
  readonly value: number;
  readonly maxLength?: number;
  readonly truncation?: boolean;
}

/** How one call pads. */
export function paddingOptions(options: CallOptions, defaults: PaddingDefaults): PaddingOptions {
  return {
    padding: options.padding(defaults.padding),
    maxLength: options.integer('max_length') ?? defaults.maxLength,
    truncation: options.boolean('truncation') ?? defaults.truncation ?? false,
    padToMultipleOf: options.integer('pad_to_multiple_of'),
    side: defaults.side,
    value: defaults.value,
  };
}

function isPadding(value: unknown): value is boolean | PaddingStrategy {
  return typeof value === 'boolean' || value === 'longest' || value === 'max_length' || value === 'do_not_pad';
}
