/** Checks conversations, tools and documents before a template sees them. */
import { ProcessorError } from '../processor-error.js';
import { toPython } from './plain-data.js';
import type { PyDict, PyValue } from './python/values.js';

/** One message; `role` and `content` by convention, anything that the template reads. */
export type ChatMessage = Readonly<Record<string, unknown>>;

/** The messages as Python dicts. @throws {ProcessorError} `BAD_CHAT_MESSAGES` where they are no list of objects, or empty. */
export function checkedMessages(messages: unknown): PyDict[] {
  if (!Array.isArray(messages)) throw badMessages('messages', describe(messages), 'a list of messages');
  if (messages.length === 0) throw badMessages('messages', 'an empty list', 'at least one message');
  return messages.map((message: unknown, index) => {
    const where = `messages[${index}]`;
    if (!isPlainObject(message)) throw badMessages(where, describe(message), 'an object such as { role, content }');
    return toPython(message, where) as PyDict;
  });
}

/** Tools or documents as Python values; `None` where there are none. @throws {ProcessorError} `BAD_CHAT_OPTIONS` */
export function checkedObjects(name: string, value: unknown): PyValue {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) throw badOption(name, describe(value), 'a list of objects');
  return value.map((item: unknown, index) => {
    const where = `${name}[${index}]`;
    if (!isPlainObject(item)) throw badOption(where, describe(item), 'an object');
    return toPython(item, where);
  });
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : typeof value;
}

function badMessages(where: string, found: string, expected: string): ProcessorError {
  return new ProcessorError('BAD_CHAT_MESSAGES', `${where}: found ${found}, expected ${expected}`, {
    where,
    hint: "Pass messages as [{ role: 'user', content: 'Hello' }].",
  });
}

function badOption(where: string, found: string, expected: string): ProcessorError {
  return new ProcessorError('BAD_CHAT_OPTIONS', `${where}: found ${found}, expected ${expected}`, {
    where,
    hint: 'Pass tools as JSON schemas, documents as { title, text }.',
  });
}
