/** Python's format specification for numbers and strings (`{:>8.2f}`), shared by `%`, `str.format` and the `format` filter. */
import { reprFloat } from './repr.js';
import { codePoints, PythonError, type PyValue, textLength, typeName } from './values.js';

interface FormatSpec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;
const MAX_WIDTH = 100_000;

/** Python's `format(value, spec)`. @throws {PythonError} `ValueError` for a specification that does not fit the value. */
export function formatValue(value: PyValue, spec: string, text: string): string {
  if (spec === '') return text;
  const parsed = parseSpec(spec);
  if (typeof value === 'bigint' || typeof value === 'number' || (typeof value === 'boolean' && parsed.type !== '' && parsed.type !== 's')) {
    const number = typeof value === 'boolean' ? BigInt(value) : value;
    return formatNumber(number, parsed);
  }
  if (typeof value !== 'string' && typeof value !== 'boolean') {
    throw new PythonError('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`);
  }
  if (parsed.type !== '' && parsed.type !== 's') throw unknownCode(parsed.type, value);
  const cut = parsed.precision === undefined ? text : codePoints(text).slice(0, parsed.precision).join('');
  return padded(cut, parsed, '<');
}

function parseSpec(spec: string): FormatSpec {
  const match = SPEC.exec(spec);
  if (match === null) throw new PythonError('ValueError', 'Invalid format specifier');
  const [, fill, align, sign, , alternate, zero, width, grouping, precision, type] = match;
  const size = Number(width ?? 0);
  if (size > MAX_WIDTH || Number(precision ?? 0) > MAX_WIDTH) throw new PythonError('ValueError', 'Too many decimal digits in format string');
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (zero === undefined ? '' : '='),
    sign: sign ?? '-',
    alternate: alternate !== undefined,
    width: size,
    grouping: grouping ?? '',
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? '',
  };
}

function unknownCode(type: string, value: PyValue): PythonError {
  return new PythonError('ValueError', `Unknown format code '${type}' for object of type '${typeName(value)}'`);
}

function padded(body: string, spec: FormatSpec, fallback: string, sign = ''): string {
  const missing = spec.width - textLength(sign + body);
  if (missing <= 0) return sign + body;
  const align = spec.align === '' ? fallback : spec.align;
  if (align === '<') return sign + body + spec.fill.repeat(missing);
  if (align === '^') {
    const left = Math.floor(missing / 2);
    return spec.fill.repeat(left) + sign + body + spec.fill.repeat(missing - left);
  }
  return align === '=' ? sign + spec.fill.repeat(missing) + body : spec.fill.repeat(missing) + sign + body;
}

function formatNumber(value: bigint | number, spec: FormatSpec): string {
  const negative = typeof value === 'bigint' ? value < 0n : value < 0 || Object.is(value, -0);
  const sign = negative ? '-' : spec.sign === '-' ? '' : spec.sign;
  const magnitude = negative ? -value : value;
  const body =
    typeof magnitude === 'bigint' && 'bcdoxXn'.includes(spec.type) ? integerBody(magnitude, spec) : floatBody(value, Number(magnitude), spec);
  return padded(grouped(body, spec), spec, '>', sign);
}

function integerBody(value: bigint, spec: FormatSpec): string {
  const prefix = (text: string): string => (spec.alternate ? text : '');
  switch (spec.type) {
    case 'b':
      return prefix('0b') + value.toString(2);
    case 'o':
      return prefix('0o') + value.toString(8);
    case 'x':
      return prefix('0x') + value.toString(16);
    case 'X':
      return prefix('0X') + value.toString(16).toUpperCase();
    case 'c':
      return String.fromCodePoint(Number(value));
    default:
      return value.toString();
  }
}

function floatBody(value: bigint | number, magnitude: number, spec: FormatSpec): string {
  if (Number.isNaN(magnitude)) return 'nan';
  if (!Number.isFinite(magnitude)) return 'inf';
  const { precision = 6 } = spec;
  switch (spec.type) {
    case 'f':
    case 'F':
      return fixed(magnitude, precision);
    case 'e':
    case 'E':
      return exponential(magnitude, precision, spec.type);
    case 'g':
    case 'G':
      return general(magnitude, precision, spec.type, spec.alternate);
    case '%':
      return `${fixed(magnitude * 100, precision)}%`;
    case '':
      if (spec.precision === undefined) return reprFloat(magnitude);
      return withPoint(general(magnitude, spec.precision, 'g', false));
    default:
      throw unknownCode(spec.type, value);
  }
}

function withPoint(text: string): string {
  return /[.e]/u.test(text) ? text : `${text}.0`;
}

/** Digits after the point of the exact binary value, rounded half to even as C does. */
function fixed(magnitude: number, precision: number): string {
  if (magnitude >= 1e21) {
    const whole = BigInt(magnitude).toString();
    return precision === 0 ? whole : `${whole}.${'0'.repeat(precision)}`;
  }
  const digits = Math.min(precision, 100);
  const text = exactHalf(magnitude, digits) ?? magnitude.toFixed(digits);
  return precision > 100 ? text + '0'.repeat(precision - 100) : text;
}

/** `toFixed` rounds exact halves up; C rounds them to even. */
function exactHalf(magnitude: number, digits: number): string | undefined {
  if (digits > 20) return undefined;
  const scaled = magnitude * 10 ** digits;
  if (scaled > Number.MAX_SAFE_INTEGER / 4 || scaled % 1 !== 0.5 || scaled / 10 ** digits !== magnitude) return undefined;
  const exact = (magnitude * 2 ** 30) % 1 === 0 && digits <= 6;
  if (!exact) return undefined;
  const down = Math.floor(scaled);
  return ((down % 2 === 0 ? down : down + 1) / 10 ** digits).toFixed(digits);
}

function exponential(magnitude: number, precision: number, type: string): string {
  const text = magnitude.toExponential(Math.min(precision, 100)).replace(/e([+-])(\d)$/u, 'e$10$2');
  return type === 'E' ? text.toUpperCase() : text;
}

function general(magnitude: number, precision: number, type: string, alternate: boolean): string {
  const digits = Math.min(Math.max(precision, 1), 100);
  const exponent = magnitude === 0 ? 0 : Number(magnitude.toExponential(digits - 1).split('e')[1]);
  const trim = (text: string): string => (alternate || !text.includes('.') ? text : text.replace(/\.?0+$/u, ''));
  if (exponent >= -4 && exponent < digits) return trim(fixed(magnitude, digits - 1 - exponent));
  const [mantissa = '', power = ''] = exponential(magnitude, digits - 1, 'e').split('e');
  const text = `${trim(mantissa)}e${power}`;
  return type === 'G' ? text.toUpperCase() : text;
}

function grouped(body: string, spec: FormatSpec): string {
  if (spec.grouping === '') return body;
  const [whole = '', rest] = /^(\d+)(.*)$/su.exec(body)?.slice(1) ?? [];
  return whole.replace(/\B(?=(?:\d{3})+$)/gu, spec.grouping) + (rest ?? '');
}
