/** Python's `json.dumps`, as the `tojson` filter of chat templates calls it. */
import { reprFloat } from './repr.js';
import { isDict, isList, PythonError, type PyValue, Tuple, typeName } from './values.js';

/** Keyword arguments of `json.dumps`. */
export interface JsonOptions {
  readonly ensureAscii: boolean;
  /** Text of one level of indentation; absent for one line. */
  readonly indent?: string;
  readonly itemSeparator: string;
  readonly keySeparator: string;
  readonly sortKeys: boolean;
}

const MAX_DEPTH = 500;

/** `value` as JSON text, byte for byte as Python writes it. @throws {PythonError} `TypeError` for what JSON cannot hold. */
export function dumps(value: PyValue, options: JsonOptions, depth = 0): string {
  if (depth > MAX_DEPTH) throw new PythonError('RecursionError', 'maximum recursion depth exceeded while encoding a JSON object');
  if (typeof value === 'string') return quoted(value, options.ensureAscii);
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return jsonFloat(value);
  const inner = (item: PyValue): string => dumps(item, options, depth + 1);
  if (isList(value) || value instanceof Tuple) {
    const items = value instanceof Tuple ? value.items : value;
    return enclosed('[', ']', items.map(inner), options, depth);
  }
  if (isDict(value)) {
    const rows = [...value].map(([key, item]): [string, PyValue] => [keyText(key), item]);
    if (options.sortKeys) rows.sort(([a], [b]) => compareCodePoints(a, b));
    const members = rows.map(([key, item]) => quoted(key, options.ensureAscii) + options.keySeparator + inner(item));
    return enclosed('{', '}', members, options, depth);
  }
  throw new PythonError('TypeError', `Object of type ${typeName(value)} is not JSON serializable`);
}

/** Orders strings as Python does: by code point. */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === a.length || at === b.length) return a.length - b.length;
  const left = a.charCodeAt(at);
  const right = b.charCodeAt(at);
  const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
  if (isSurrogate(left) !== isSurrogate(right)) return isSurrogate(left) ? 1 : -1;
  return left - right;
}

function enclosed(open: string, close: string, parts: readonly string[], options: JsonOptions, depth: number): string {
  if (parts.length === 0) return open + close;
  if (options.indent === undefined) return open + parts.join(options.itemSeparator) + close;
  const line = `\n${options.indent.repeat(depth + 1)}`;
  return `${open}${line}${parts.join(options.itemSeparator + line)}\n${options.indent.repeat(depth)}${close}`;
}

function keyText(key: PyValue): string {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'boolean') return key ? 'true' : 'false';
  if (typeof key === 'bigint') return key.toString();
  if (typeof key === 'number') return jsonFloat(key);
  throw new PythonError('TypeError', `keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return reprFloat(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
};

function quoted(text: string, ensureAscii: boolean): string {
  // eslint-disable-next-line no-control-regex -- JSON escapes exactly these
  const pattern = ensureAscii ? /["\\\x00-\x1f]|[^\x00-\x7e\x7f]/g : /["\\\x00-\x1f]/g;
  const body = text.replace(pattern, (unit) => ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${body}"`;
}
