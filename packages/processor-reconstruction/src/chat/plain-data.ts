/** Rebuilds what a caller passes in out of plain Python values, so that a template meets nothing else. */
import { ProcessorError } from '../processor-error.js';
import type { PyValue } from './python/values.js';

const MAX_DEPTH = 100;

/**
 * `value` as a Python value: whole numbers become `int`, others `float`, objects `dict`, `undefined` members are left out.
 *
 * @throws {ProcessorError} `BAD_CHAT_DATA` for functions and symbols, for cycles and for nesting deeper than 100 levels.
 */
export function toPython(value: unknown, where: string, depth = 0): PyValue {
  if (depth > MAX_DEPTH) throw bad(where, `nests deeper than ${MAX_DEPTH} levels, or contains itself`);
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item: unknown, index) => toPython(item, `${where}[${index}]`, depth + 1));
  if (value instanceof Map) {
    return new Map([...value].map(([key, item]: [unknown, unknown]) => [toPython(key, where, depth + 1), toPython(item, where, depth + 1)]));
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') {
    const rows = Object.entries(value).filter(([, item]) => item !== undefined);
    return new Map(rows.map(([key, item]: [string, unknown]) => [key, toPython(item, `${where}.${key}`, depth + 1)]));
  }
  throw bad(where, `is a ${typeof value}`);
}

function bad(where: string, found: string): ProcessorError {
  return new ProcessorError('BAD_CHAT_DATA', `${where} ${found}; a chat template takes plain data only`, {
    where,
    hint: 'Pass text, numbers, booleans, null, lists and objects of these.',
  });
}
