/**
 * The tokenizer engine: every Hugging Face `tokenizer.json`, with offsets, truncation, padding and pairs.
 *
 * @module
 */
export type { AddedToken } from './tokenizer/added-tokens.js';
export type { TokenizerDefinition } from './tokenizer/definition.js';
export type { EncodeOptions } from './tokenizer/encode-options.js';
export { Encoding } from './tokenizer/encoding.js';
export type { NamedChatTemplate, TokenizerSettings } from './tokenizer/settings.js';
export { StreamDecoder } from './tokenizer/stream-decoder.js';
export { type DecodeOptions, type TextInput, Tokenizer } from './tokenizer/tokenizer.js';
export type { TruncationStrategy } from './tokenizer/truncation.js';
export { ProcessorError } from './processor-error.js';
