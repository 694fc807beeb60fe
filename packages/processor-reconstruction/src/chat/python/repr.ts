/** Python's `repr` and `str`: what a template prints for a value. */
import {
  DictView,
  isDict,
  isList,
  OneShot,
  PythonError,
  type PyValue,
  Range,
  TemplateFunction,
  Tuple,
  typeName,
  Undefined,
} from './values.js';

const MAX_DEPTH = 200;

/** Python's `str(value)`. */
export function toText(value: PyValue): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) return '';
  return repr(value);
}

/** Python's `repr(value)`. */
export function repr(value: PyValue, depth = 0): string {
  if (depth > MAX_DEPTH) throw new PythonError('RecursionError', 'maximum recursion depth exceeded while getting the repr of an object');
  if (value === null) return 'None';
  if (typeof value === 'string') return reprText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return reprFloat(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const all = (items: readonly PyValue[]): string => items.map((item) => repr(item, depth + 1)).join(', ');
  if (isList(value)) return `[${all(value)}]`;
  if (value instanceof Tuple) return value.items.length === 1 ? `(${all(value.items)},)` : `(${all(value.items)})`;
  if (isDict(value)) {
    return `{${[...value].map(([key, item]) => `${repr(key, depth + 1)}: ${repr(item, depth + 1)}`).join(', ')}}`;
  }
  if (value instanceof DictView) return `dict_${value.kind}([${all(value.entries())}])`;
  if (value instanceof Range) {
    return value.step === 1 ? `range(${value.start}, ${value.stop})` : `range(${value.start}, ${value.stop}, ${value.step})`;
  }
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof TemplateFunction && value.typeName === 'Macro') return `<Macro ${reprText(value.name)}>`;
  if (value instanceof OneShot || value instanceof TemplateFunction) return `<${typeName(value)} object>`;
  return `<${typeName(value)}>`;
}

/** Python's `repr` of a float: shortest digits, exponent from 1e16 on and below 1e-4. */
export function reprFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
  }
  const text = exponent < 0 ? value.toFixed(Math.max(0, mantissa.replace(/^-?\d\.?/u, '').length - exponent)) : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Python's `repr` of a string: single quotes unless only they occur inside, unprintable characters escaped. */
export function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\\n\r\t'"]|[\p{C}\p{Z}]/gu, (char) => {
    if (char === ' ') return char;
    if (char === "'" || char === '"') return char === quote ? `\\${char}` : char;
    return ESCAPES[char] ?? escapeCodePoint(char.codePointAt(0) ?? 0);
  });
  return quote + body + quote;
}

function escapeCodePoint(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}
