/**
 * The tokenizer engine: every Hugging Face `tokenizer.json`, with offsets, truncation, padding and pairs.
 *
 * @module
 */
export { applyChatTemplate, type ChatTemplateOptions } from './chat/apply-chat-template.js';
export type { ChatMessage } from './chat/chat-input.js';
export type { RenderLimits } from './chat/jinja/scope.js';
export type { AddedToken } from './tokenizer/added-tokens.js';
export type { TokenizerDefinition } from './tokenizer/definition.js';
export type { EncodeOptions } from './tokenizer/encode-options.js';
export { Encoding } from './tokenizer/encoding.js';
export type { NamedChatTemplate, TokenizerSettings } from './tokenizer/settings.js';
export { StreamDecoder } from './tokenizer/stream-decoder.js';
export { type DecodeOptions, type TextInput, Tokenizer } from './tokenizer/tokenizer.js';
export type { TruncationStrategy } from './tokenizer/truncation.js';
export { loadTokenizerFiles, type LoadedTokenizerFiles, type TokenizerOverrides } from './tokenizer-files/load-tokenizer-files.js';
export { TokenizerProxy } from './tokenizer-proxy.js';
export { ProcessorError } from './processor-error.js';
