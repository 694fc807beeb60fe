/** Python's `'…' % values` on strings. */
import { formatValue } from './number-format.js';
import { repr, toText } from './repr.js';
import { isDict, isList, PythonError, type PyValue, Range, Tuple, typeName, Undefined } from './values.js';

const PLACEHOLDER = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)?/gsu;

/** The text of `format % values`. @throws {PythonError} with Python's type and message. */
export function percentFormat(format: string, values: PyValue): string {
  const args = values instanceof Tuple ? values.items : [values];
  let used = 0;
  const next = (): PyValue => {
    if (used >= args.length) throw new PythonError('TypeError', 'not enough arguments for format string');
    used += 1;
    return args[used - 1] ?? null;
  };
  const named = /%\([^)]*\)/u.test(format);
  const text = format.replace(
    PLACEHOLDER,
    (_, key: string | undefined, flags: string, width: string | undefined, precision: string | undefined, type: string | undefined, at: number) => {
      if (type === '%') return '%';
      if (type === undefined) throw new PythonError('ValueError', 'incomplete format');
      const size = width === '*' ? toText(next()) : width;
      const digits = precision === '*' ? toText(next()) : precision;
      const value = key === undefined ? next() : namedValue(values, key);
      return placeholder(value, flags, size, digits, type, at);
    },
  );
  const mapping = isDict(values) || isList(values) || values instanceof Range || values instanceof Undefined;
  if (used < args.length && !named && !mapping) {
    throw new PythonError('TypeError', 'not all arguments converted during string formatting');
  }
  return text;
}

function namedValue(values: PyValue, key: string): PyValue {
  if (!isDict(values)) throw new PythonError('TypeError', 'format requires a mapping');
  const value = values.get(key);
  if (value === undefined) throw new PythonError('KeyError', `'${key}'`);
  return value;
}

function placeholder(
  value: PyValue,
  flags: string,
  width: string | undefined,
  precision: string | undefined,
  type: string,
  at: number,
): string {
  const align = flags.includes('-') ? '<' : flags.includes('0') && !'sra'.includes(type) ? '0=' : '>';
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const size = width ?? '';
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? toText(value) : repr(value);
    return formatValue(text, `${align}${size}${precision === undefined ? '' : `.${precision}`}`, text);
  }
  if (type === 'c') return typeof value === 'string' ? value : String.fromCodePoint(Number(value));
  const number = typeof value === 'boolean' ? BigInt(value) : value;
  if (typeof number !== 'bigint' && typeof number !== 'number') {
    const needed = 'diu'.includes(type) ? 'a real number is required' : 'xXo'.includes(type) ? 'an integer is required' : undefined;
    if (needed === undefined) throw new PythonError('TypeError', `must be real number, not ${typeName(value)}`);
    throw new PythonError('TypeError', `%${type} format: ${needed}, not ${typeName(value)}`);
  }
  const alternate = flags.includes('#') ? '#' : '';
  if ('diu'.includes(type)) {
    const whole = typeof number === 'bigint' ? number : BigInt(Math.trunc(number));
    return formatValue(whole, `${align}${sign}${size}d`, '');
  }
  if ('xXo'.includes(type)) {
    if (typeof number !== 'bigint') throw new PythonError('TypeError', `%${type} format: an integer is required, not float`);
    return formatValue(number, `${align}${sign}${alternate}${size}${type}`, '');
  }
  if ('eEfFgG'.includes(type)) {
    const digits = precision === undefined ? '' : `.${precision}`;
    return formatValue(Number(number), `${align}${sign}${alternate}${size}${digits}${type}`, '');
  }
  const code = type.codePointAt(0)?.toString(16) ?? '';
  throw new PythonError('ValueError', `unsupported format character '${type}' (0x${code}) at index ${at + 1}`);
}
