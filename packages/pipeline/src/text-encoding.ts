/** Texts to feeds, with the arguments of Python's `tokenizer(…)` call. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import type { ONNXAutoModel } from './model.js';
import { flag, integer, oneOf, refused, type OptionTable } from './option-guard.js';
import { PipelineError } from './pipeline-error.js';
import type { Batching, CallOptions } from './task.js';
import { int64Tensor } from './tensor-types.js';
import type { EncodeOptions, TextEncoding, TextTokenizer, TruncationStrategy } from './text-tokenizer.js';

/** The arguments of Python's tokenizer call that change what the model sees. */
export interface TokenizerOptions {
  /** `true` or `longest_first`, `only_first`, `only_second`; `false` or `do_not_truncate`. */
  readonly truncation?: boolean | 'longest_first' | 'only_first' | 'only_second' | 'do_not_truncate';
  /** Longest sequence in tokens, special tokens included; without it the tokenizer's own limit. */
  readonly max_length?: number;
  /** `max_length`, or `true` / `longest` for the longest of a batch. */
  readonly padding?: boolean | 'longest' | 'max_length' | 'do_not_pad';
  readonly add_special_tokens?: boolean;
  readonly pad_to_multiple_of?: number;
  readonly padding_side?: 'left' | 'right';
}

const GRAPH_DECIDES = 'the graph decides which inputs there are.';

/** Guards for `TokenizerOptions`, and refusals of the call's other arguments. */
export const TOKENIZER_OPTIONS: OptionTable = {
  truncation: oneOf(true, false, 'longest_first', 'only_first', 'only_second', 'do_not_truncate'),
  max_length: integer(1),
  padding: oneOf(true, false, 'longest', 'max_length', 'do_not_pad'),
  add_special_tokens: flag(),
  pad_to_multiple_of: integer(1),
  padding_side: oneOf('left', 'right'),
  stride: refused('it has a meaning only where a text is cut into overlapping windows.'),
  return_tensors: refused('results are plain data.'),
  return_token_type_ids: refused(GRAPH_DECIDES),
  return_attention_mask: refused(GRAPH_DECIDES),
  return_overflowing_tokens: refused('only the first window would be used.'),
  return_special_tokens_mask: refused(GRAPH_DECIDES),
  return_offsets_mapping: refused(GRAPH_DECIDES),
  return_length: refused(GRAPH_DECIDES),
};

/** The tokenizer's share of a call's options. */
export function tokenizerOptions(options: CallOptions): TokenizerOptions {
  return options;
}

/** Encodes for one model: its graph's inputs, its frozen length. */
export interface TextEncoder {
  readonly tokenizer: TextTokenizer;
  /** One text or pair under the rules of Python's tokenizer call. */
  encode(text: string | readonly string[], pair: string | undefined, options: TokenizerOptions): TextEncoding;
  /** The tensors `[1, tokens]` that the graph takes, padded to its frozen length. */
  feeds(encoding: TextEncoding): NamedTensors;
  /** How rows of different length become a batch; `undefined` where padding would change the result. */
  batching(alignedOutputs: boolean): Batching | undefined;
}

/** A `TextEncoder` for a model and its tokenizer. */
export function textEncoder(model: ONNXAutoModel, tokenizer: TextTokenizer): TextEncoder {
  const { fixedLength } = model;
  return {
    tokenizer,
    encode: (text, pair, options) => tokenizer.encode(text, { ...(pair !== undefined && { pair }), ...encodeOptions(options, tokenizer, fixedLength) }),
    feeds(encoding) {
      const feeds: Record<string, Tensor> = { input_ids: int64Tensor(encoding.ids) };
      if (model.takes('attention_mask')) feeds['attention_mask'] = int64Tensor(encoding.attentionMask);
      if (model.takes('token_type_ids') && tokenizer.modelInputNames.includes('token_type_ids')) {
        feeds['token_type_ids'] = int64Tensor(encoding.typeIds);
      }
      return feeds;
    },
    batching(alignedOutputs) {
      if (tokenizer.padTokenId === undefined || tokenizer.paddingSide === 'left' || !model.takes('attention_mask')) return undefined;
      return { padding: { input_ids: tokenizer.padTokenId }, side: 'right', alignedOutputs };
    },
  };
}

/** The engine's options for the arguments of Python's call, by its rules for absent and contradicting ones. */
function encodeOptions(options: TokenizerOptions, tokenizer: TextTokenizer, fixedLength: number | undefined): EncodeOptions {
  const { max_length, padding } = options;
  const own = tokenizer.modelMaxLength;
  const limit = max_length ?? own;
  const padsToLength = padding === 'max_length' ? limit : undefined;
  const strategy = truncationStrategy(options, padsToLength !== undefined || padding === true || padding === 'longest');
  if (fixedLength !== undefined) {
    return {
      ...shared(options),
      truncation: strategy ?? 'longest_first',
      maxLength: Math.min(strategy === undefined ? fixedLength : (limit ?? fixedLength), fixedLength),
      ...padTo(tokenizer, fixedLength),
    };
  }
  return {
    ...shared(options),
    ...(strategy !== undefined && limit !== undefined && { truncation: strategy, maxLength: limit }),
    ...(padsToLength !== undefined && padTo(tokenizer, roundUp(padsToLength, options.pad_to_multiple_of))),
  };
}

function shared(options: TokenizerOptions): EncodeOptions {
  return { addSpecialTokens: options.add_special_tokens ?? true };
}

/** `max_length` alone switches truncation on, as in the reference. */
function truncationStrategy(options: TokenizerOptions, pads: boolean): TruncationStrategy | undefined {
  const { truncation } = options;
  if (truncation === true) return 'longest_first';
  if (truncation === undefined) return options.max_length !== undefined && !pads ? 'longest_first' : undefined;
  return truncation === false || truncation === 'do_not_truncate' ? undefined : truncation;
}

function padTo(tokenizer: TextTokenizer, length: number): EncodeOptions {
  if (tokenizer.padTokenId === undefined) {
    throw new PipelineError('NO_PADDING_TOKEN', 'The tokenizer has no padding token, so nothing can be padded.', { where: 'tokenizer_config.json' });
  }
  return { padding: 'max_length', padLength: length };
}

function roundUp(length: number, multiple = 1): number {
  return Math.ceil(length / multiple) * multiple;
}
