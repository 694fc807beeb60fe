/**
 * Chat templates: a conversation to the text that a model was trained on, as transformers' `apply_chat_template`.
 *
 * @module
 */
export { applyChatTemplate, type ChatTemplateOptions } from './chat/apply-chat-template.js';
export type { ChatMessage } from './chat/chat-input.js';
