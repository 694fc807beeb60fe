/** Texts to feeds, with the arguments of Python's `tokenizer(…)` call. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';
import type { EncodeOptions, Encoding, TextInput, Tokenizer, TruncationStrategy } from '@onnx-capsule/processor-reconstruction/tokenizer';

import type { ONNXAutoModel } from './model.js';
import { flag, integer, oneOf, refused, type OptionTable } from './option-guard.js';
import { PipelineError } from './pipeline-error.js';
import type { Batching, CallOptions } from './task.js';
import { int64Tensor } from './tensor-types.js';
import { textTokenizer, type TextTokenizer } from './text-tokenizer.js';

/** The arguments of Python's tokenizer call that change what the model sees. */
export interface TokenizerOptions {
  /** `true` or `longest_first`, `only_first`, `only_second`; `false` or `do_not_truncate`. */
  readonly truncation?: boolean | TruncationStrategy | 'do_not_truncate';
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
  is_split_into_words: refused('texts are strings here.'),
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
  /** One text or pair under the rules of Python's tokenizer call. `more` goes to the engine as it is. */
  encode(text: TextInput, pair: string | undefined, options: TokenizerOptions, more?: EncodeOptions): Encoding;
  /** The tensors `[1, tokens]` that the graph takes. */
  feeds(encoding: Encoding): NamedTensors;
  /** How rows of different length become a batch; `undefined` where padding could change the result. */
  batching(alignedOutputs: boolean): Batching | undefined;
}

/** A `TextEncoder` for a model and its tokenizer. */
export function textEncoder(model: ONNXAutoModel, engine: Tokenizer): TextEncoder {
  const tokenizer = textTokenizer(engine);
  const takesMask = model.takes('attention_mask');
  const takesTypes = model.takes('token_type_ids') && tokenizer.modelInputNames.includes('token_type_ids');
  return {
    tokenizer,
    encode(text, pair, options, more) {
      const engine = encodeOptions(options, tokenizer, model.fixedLength);
      return tokenizer.encode(text, { ...(pair !== undefined && { pair }), ...engine, ...more });
    },
    feeds(encoding) {
      const feeds: Record<string, Tensor> = { input_ids: int64Tensor(encoding.ids) };
      if (takesMask) feeds['attention_mask'] = int64Tensor(encoding.attentionMask);
      if (takesTypes) feeds['token_type_ids'] = int64Tensor(encoding.typeIds);
      return feeds;
    },
    batching(alignedOutputs) {
      if (tokenizer.padTokenId === undefined || tokenizer.paddingSide === 'left' || !takesMask) return undefined;
      return { padding: { input_ids: tokenizer.padTokenId }, side: 'right', alignedOutputs };
    },
  };
}

/** The engine's options for the arguments of Python's call, by its rules for absent and contradicting ones. */
export function encodeOptions(options: TokenizerOptions, tokenizer: TextTokenizer, fixedLength: number | undefined): EncodeOptions {
  const { max_length, padding, padding_side, pad_to_multiple_of } = options;
  const limit = max_length ?? tokenizer.modelMaxLength;
  const strategy = truncationStrategy(options);
  const shared: EncodeOptions = { addSpecialTokens: options.add_special_tokens ?? true, ...(padding_side && { paddingSide: padding_side }) };
  if (fixedLength !== undefined) return { ...shared, ...fixedOptions(tokenizer, strategy, limit, fixedLength) };
  const pads = padding === 'max_length' && limit !== undefined;
  const padsToLongest = padding === true || padding === 'longest';
  if ((pads || padsToLongest) && tokenizer.padTokenId === undefined) {
    throw new PipelineError('NO_PADDING_TOKEN', 'The tokenizer has no padding token, so nothing can be padded.', {
      where: 'tokenizer_config.json pad_token',
      hint: 'Leave the option padding out.',
    });
  }
  if (strategy !== undefined && limit !== undefined && (pads || padsToLongest) && limit % (pad_to_multiple_of ?? 1) !== 0) {
    throw new PipelineError('BAD_OPTION', `Truncation to ${limit} tokens and padding to a multiple of ${pad_to_multiple_of ?? 1} contradict each other.`, {
      where: 'pad_to_multiple_of',
    });
  }
  return {
    ...shared,
    truncation: limit === undefined ? false : (strategy ?? false),
    ...(limit !== undefined && (strategy !== undefined || pads) && { maxLength: limit }),
    padding: pads ? 'max_length' : padsToLongest,
    ...((pads || padsToLongest) && pad_to_multiple_of !== undefined && { padToMultipleOf: pad_to_multiple_of }),
  };
}

/** A frozen graph takes exactly its length: longer texts are cut, shorter ones padded. */
function fixedOptions(
  tokenizer: TextTokenizer,
  strategy: TruncationStrategy | undefined,
  limit: number | undefined,
  fixedLength: number,
): EncodeOptions {
  const shorter = strategy !== undefined && limit !== undefined && limit < fixedLength;
  const pads = !shorter && tokenizer.padTokenId !== undefined;
  return { truncation: strategy ?? 'longest_first', maxLength: shorter ? limit : fixedLength, padding: pads ? 'max_length' : false };
}

/** `max_length` alone switches truncation on unless padding is asked for, as in the reference. */
function truncationStrategy(options: TokenizerOptions): TruncationStrategy | undefined {
  const { truncation, padding } = options;
  if (truncation === true) return 'longest_first';
  if (truncation !== undefined) return truncation === false || truncation === 'do_not_truncate' ? undefined : truncation;
  return options.max_length !== undefined && (padding === undefined || padding === false) ? 'longest_first' : undefined;
}
