/** What `encode` can be told, and how it combines with the file's own sections. */
import { ProcessorError } from '../processor-error.js';
import type { Padding } from './padding.js';
import type { TokenizerSettings } from './settings.js';
import type { Side, Truncation, TruncationStrategy } from './truncation.js';

/** Options of `encode` and `encodeBatch`. Without an option the sections of `tokenizer.json` apply. */
export interface EncodeOptions {
  /** Second text of a pair; for `encodeBatch` one per text. */
  readonly pair?: string | readonly string[];
  /** Whether the special tokens of the post-processor go in; true by default. */
  readonly addSpecialTokens?: boolean;
  /** True (longest first), false, or a strategy by its Python name. */
  readonly truncation?: boolean | TruncationStrategy | 'do_not_truncate';
  /** Length that truncation cuts to and padding fills to; the model's own limit by default. */
  readonly maxLength?: number;
  /** Tokens that a window of the overflow shares with the one before. */
  readonly stride?: number;
  readonly truncationSide?: Side;
  /** True or `longest`: to the longest of the batch; `max_length`: to `maxLength`; false or `do_not_pad`: none. */
  readonly padding?: boolean | 'longest' | 'max_length' | 'do_not_pad';
  readonly paddingSide?: Side;
  readonly padToMultipleOf?: number;
  /** Whether a list of strings is one text that is already split into words, and not several texts. */
  readonly isSplitIntoWords?: boolean;
}

function badOption(name: string, value: unknown, expected: string): never {
  throw new ProcessorError('BAD_OPTION', `encode: ${name} should be ${expected}, found ${JSON.stringify(value)}`, { hint: `Give ${name} another value.` });
}

function whole(name: string, value: number | undefined, lowest: number): number | undefined {
  if (value !== undefined && (!Number.isInteger(value) || value < lowest)) badOption(name, value, `a whole number of ${lowest} or more`);
  return value;
}

const SIDES: readonly unknown[] = ['left', 'right'];

function side(name: string, value: Side | undefined): Side | undefined {
  if (value !== undefined && !SIDES.includes(value)) badOption(name, value, '"left" or "right"');
  return value;
}

/** `added`: number of special tokens of a single text. @throws {ProcessorError} `BAD_OPTION`, `BAD_TRUNCATION`. */
export function resolveTruncation(
  options: EncodeOptions, file: Truncation | undefined, settings: TokenizerSettings, added: number,
): Truncation | undefined {
  const chosen = chooseTruncation(options, file, settings);
  if (chosen !== undefined && chosen !== file && chosen.maxLength >= added && chosen.maxLength - added < chosen.stride) {
    throw new ProcessorError(
      'BAD_TRUNCATION', `truncation: stride ${chosen.stride} is more than the ${chosen.maxLength - added} tokens that maxLength ${chosen.maxLength} leaves beside ${added} special tokens`,
      { hint: 'Give a smaller stride or a larger maxLength.' },
    );
  }
  return chosen;
}

function chooseTruncation(options: EncodeOptions, file: Truncation | undefined, settings: TokenizerSettings): Truncation | undefined {
  const { truncation } = options;
  const maxLength = whole('maxLength', options.maxLength, 0);
  const stride = whole('stride', options.stride, 0);
  const truncationSide = side('truncationSide', options.truncationSide);
  if (truncation === false || truncation === 'do_not_truncate') return undefined;
  if (truncation === undefined) {
    if (file === undefined) return undefined;
    if (maxLength === undefined && stride === undefined && truncationSide === undefined) return file;
    return { ...file, maxLength: maxLength ?? file.maxLength, stride: stride ?? file.stride, side: truncationSide ?? file.side };
  }
  const strategies: readonly unknown[] = [true, 'longest_first', 'only_first', 'only_second'];
  if (!strategies.includes(truncation)) badOption('truncation', truncation, 'true, false, "longest_first", "only_first" or "only_second"');
  const limit = maxLength ?? file?.maxLength ?? settings.modelMaxLength;
  if (limit === undefined) return undefined;
  return {
    maxLength: limit,
    stride: stride ?? file?.stride ?? 0,
    strategy: truncation === true ? (file?.strategy ?? 'longest_first') : truncation,
    side: truncationSide ?? file?.side ?? settings.truncationSide ?? 'right',
  };
}

/** The padding that applies. @throws {ProcessorError} `BAD_OPTION`, `MISSING_PAD_TOKEN`. */
export function resolvePadding(
  options: EncodeOptions, file: Padding | undefined, settings: TokenizerSettings, idOf: (token: string) => number | undefined,
): Padding | undefined {
  const { padding } = options;
  const multipleOf = whole('padToMultipleOf', options.padToMultipleOf, 1) ?? file?.multipleOf;
  const paddingSide = side('paddingSide', options.paddingSide);
  const maxLength = whole('maxLength', options.maxLength, 0);
  if (padding === false || padding === 'do_not_pad') return undefined;
  if (padding === undefined) return file === undefined ? undefined : { ...file, multipleOf, side: paddingSide ?? file.side };
  const known: readonly unknown[] = [true, 'longest', 'max_length'];
  if (!known.includes(padding)) badOption('padding', padding, 'true, false, "longest" or "max_length"');
  const base = file ?? paddingOfSettings(settings, idOf);
  const length = padding === 'max_length' ? (maxLength ?? file?.length ?? settings.modelMaxLength) : undefined;
  if (padding === 'max_length' && length === undefined) {
    throw new ProcessorError('BAD_OPTION', 'encode: padding "max_length" needs a maxLength, and the model names none', { hint: 'Give maxLength.' });
  }
  return { ...base, length, multipleOf, side: paddingSide ?? file?.side ?? settings.paddingSide ?? 'right' };
}

function paddingOfSettings(settings: TokenizerSettings, idOf: (token: string) => number | undefined): Padding {
  const token = settings.padToken;
  const id = settings.padTokenId ?? (token === undefined ? undefined : idOf(token));
  if (token === undefined || id === undefined) {
    throw new ProcessorError('MISSING_PAD_TOKEN', 'encode: padding was asked for, but the tokenizer has no padding token', {
      hint: 'Set pad_token in tokenizer_config.json, or do not pad.',
    });
  }
  return { length: undefined, multipleOf: undefined, side: 'right', id, typeId: settings.padTokenTypeId ?? 0, token };
}
