/** Jinja's filters. Those on text and numbers are here or in `text-filters.ts`, those on lists in `sequence-filters.ts`. */
import { getPlainAttribute } from '../python/attributes.js';
import { bindArguments } from '../python/call-signature.js';
import { dumps } from '../python/json.js';
import { binary, numeric } from '../python/operators.js';
import { toText } from '../python/repr.js';
import {
  type CallArguments,
  DictView,
  isDict,
  lengthOf,
  OneShot,
  PythonError,
  type PyValue,
  truthy,
  Tuple,
  typeName,
  Undefined,
} from '../python/values.js';
import { hasFilter } from './filter-names.js';
import { SEQUENCE_FILTERS } from './sequence-filters.js';
import { TEXT_FILTERS } from './text-filters.js';

/** Other filters and tests, for filters such as `map` and `select` that name them. */
export interface FilterContext {
  filter(name: string, value: PyValue, args: CallArguments): PyValue;
  test(name: string, value: PyValue, args: CallArguments): boolean;
}

/** A filter on a value. */
export type Filter = (value: PyValue, args: CallArguments, context: FilterContext) => PyValue;

/**
 * The filter of a name; `undefined` where jinja2 has none either.
 *
 * @throws {PythonError} `NotImplementedError` for those few of jinja2 that no chat template can need (random choice, HTML).
 */
export function filterNamed(name: string): Filter | undefined {
  for (const filters of [VALUE_FILTERS, TEXT_FILTERS, SEQUENCE_FILTERS]) {
    if (Object.hasOwn(filters, name)) return filters[name];
  }
  if (hasFilter(name)) throw new PythonError('NotImplementedError', `the filter '${name}' is not supported in chat templates`);
  return undefined;
}

const VALUE_FILTERS: Readonly<Record<string, Filter>> = {
  default: defaultFilter,
  d: defaultFilter,
  tojson: (value, args) => {
    const [ascii, indent, separators, sortKeys] = bindArguments('tojson', args, ['ensure_ascii', 'indent', 'separators', 'sort_keys']);
    const level = indentText(indent);
    const [item, key] = separators instanceof Tuple ? separators.items.map(toText) : [];
    return dumps(value, {
      ensureAscii: truthy(ascii ?? false),
      ...(level === undefined ? {} : { indent: level }),
      itemSeparator: item ?? (level === undefined ? ', ' : ','),
      keySeparator: key ?? ': ',
      sortKeys: truthy(sortKeys ?? false),
    });
  },
  string: (value) => toText(value),
  length: (value) => BigInt(lengthOf(value)),
  count: (value) => BigInt(lengthOf(value)),
  items: (value) => {
    return new OneShot(() => {
      if (value instanceof Undefined) return [];
      if (!isDict(value)) throw new PythonError('TypeError', 'Can only get item pairs from a mapping.');
      return new DictView('items', value).entries();
    });
  },
  attr: (value, args) => {
    const [name] = bindArguments('do_attr', args, ['name!']);
    return getPlainAttribute(value, toText(name ?? null));
  },
  int: (value, args) => {
    const [fallback, base] = bindArguments('do_int', args, ['default', 'base']);
    const found = toInteger(value, Number(numeric(base ?? 10n) ?? 10));
    if (found !== undefined) return found;
    return fallback === undefined ? 0n : fallback;
  },
  float: (value, args) => {
    const [fallback] = bindArguments('do_float', args, ['default']);
    const found = toFloat(value);
    if (found !== undefined) return found;
    return fallback === undefined ? 0 : fallback;
  },
  abs: (value) => {
    if (value instanceof Undefined) return value.fail();
    const number = numeric(value);
    if (number === undefined) throw new PythonError('TypeError', `bad operand type for abs(): '${typeName(value)}'`);
    return number < 0 ? -number : number;
  },
  round: (value, args) => {
    const [digits, method] = bindArguments('do_round', args, ['precision', 'method']);
    return rounded(value, Number(numeric(digits ?? 0n) ?? 0), method ?? 'common');
  },
};

function defaultFilter(value: PyValue, args: CallArguments): PyValue {
  const [fallback, boolean] = bindArguments('do_default', args, ['default_value', 'boolean']);
  return value instanceof Undefined || (truthy(boolean ?? false) && !truthy(value)) ? (fallback === undefined ? '' : fallback) : value;
}

function indentText(indent: PyValue | undefined): string | undefined {
  if (indent === undefined || indent === null) return undefined;
  if (typeof indent === 'string') return indent;
  const width = numeric(indent);
  if (width === undefined) throw new PythonError('TypeError', `can't multiply sequence by non-int of type '${typeName(indent)}'`);
  return toText(binary('*', ' ', BigInt(Math.trunc(Number(width)))));
}

function toInteger(value: PyValue, base: number): bigint | undefined {
  if (value instanceof Undefined) return value.fail();
  if (typeof value === 'string') {
    const text = value.trim().replace(/(?<=[\da-zA-Z])_(?=[\da-zA-Z])/gu, '');
    const whole = integerText(text, base);
    if (whole !== undefined) return whole;
    const float = toFloat(text);
    return float === undefined || !Number.isFinite(float) ? undefined : BigInt(Math.trunc(float));
  }
  const number = numeric(value);
  if (number === undefined) return undefined;
  if (typeof number === 'bigint') return number;
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : undefined;
}

function integerText(text: string, base: number): bigint | undefined {
  const [, sign, prefix, digits = ''] = /^([+-]?)(0[xXoObB])?([\da-zA-Z]+)$/u.exec(text) ?? [];
  const prefixBase = { x: 16, o: 8, b: 2 }[prefix?.[1]?.toLowerCase() ?? ''];
  if (prefix !== undefined && prefixBase !== base && base !== 0) return undefined;
  const radix = BigInt(prefixBase ?? (base === 0 ? 10 : base));
  if (digits === '') return undefined;
  let result = 0n;
  for (const char of digits.toLowerCase()) {
    const digit = BigInt(parseInt(char, 36));
    if (digit >= radix) return undefined;
    result = result * radix + digit;
  }
  return sign === '-' ? -result : result;
}

function toFloat(value: PyValue): number | undefined {
  if (value instanceof Undefined) return value.fail();
  if (typeof value === 'string') {
    const text = value.trim().replace(/(?<=\d)_(?=\d)/gu, '');
    if (/^[+-]?(?:inf|infinity)$/iu.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
    if (/^[+-]?nan$/iu.test(text)) return Number.NaN;
    return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(text) ? Number(text) : undefined;
  }
  const number = numeric(value);
  return number === undefined ? undefined : Number(number);
}

/** Jinja's `round`: always a float with `ceil` and `floor`, Python's `round` (half to even, an integer stays one) with `common`. */
function rounded(value: PyValue, digits: number, method: PyValue): PyValue {
  if (value instanceof Undefined) return value.fail();
  const number = numeric(value);
  if (number === undefined) throw new PythonError('TypeError', `type ${typeName(value)} doesn't define __round__ method`);
  const scale = 10 ** digits;
  if (method === 'ceil') return Math.ceil(Number(number) * scale) / scale;
  if (method === 'floor') return Math.floor(Number(number) * scale) / scale;
  if (method !== 'common') throw new PythonError('FilterArgumentError', 'method must be common, ceil or floor');
  if (typeof number === 'bigint') return digits >= 0 ? number : BigInt(roundHalfEven(Number(number) * scale) / scale);
  if (digits > 0) return Number(number.toFixed(Math.min(digits, 100)));
  return roundHalfEven(number * scale) / scale;
}

function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
