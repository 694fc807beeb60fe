/** Python's operators on template values. */
import { compareCodePoints } from './json.js';
import { percentFormat } from './percent-format.js';
import { toText } from './repr.js';
import {
  DictView,
  isDict,
  isList,
  iterate,
  PythonError,
  type PyValue,
  Range,
  Tuple,
  typeName,
  Undefined,
} from './values.js';

/** Longest string or list that one operation may make, and most bits of an integer. */
const MAX_RESULT_LENGTH = 16_000_000;
const MAX_INTEGER_BITS = 100_000;

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

/** `left operator right`. @throws {PythonError} with Python's type and message. */
export function binary(operator: BinaryOperator, left: PyValue, right: PyValue): PyValue {
  if (operator === '%' && typeof left === 'string') return percentFormat(left, right);
  if (left instanceof Undefined) return left.fail();
  if (right instanceof Undefined) return right.fail();
  const a = numeric(left);
  const b = numeric(right);
  if (a !== undefined && b !== undefined) return arithmetic(operator, a, b);
  if (operator === '+') return concatenated(left, right);
  if (operator === '*') {
    if (typeof b === 'bigint' && isSequence(left)) return repeated(left, b);
    if (typeof a === 'bigint' && isSequence(right)) return repeated(right, a);
    if (isSequence(left)) throw new PythonError('TypeError', `can't multiply sequence by non-int of type '${typeName(right)}'`);
    if (isSequence(right)) throw new PythonError('TypeError', `can't multiply sequence by non-int of type '${typeName(left)}'`);
  }
  throw unsupported(operator === '**' ? '** or pow()' : operator, left, right);
}

function unsupported(operator: string, left: PyValue, right: PyValue): PythonError {
  return new PythonError('TypeError', `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`);
}

function isSequence(value: PyValue): value is string | readonly PyValue[] | Tuple {
  return typeof value === 'string' || isList(value) || value instanceof Tuple;
}

/** The number that a value counts as: booleans are 0 and 1. */
export function numeric(value: PyValue): bigint | number | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}

function concatenated(left: PyValue, right: PyValue): PyValue {
  if (typeof left === 'string') {
    if (typeof right === 'string') return left + right;
    throw new PythonError('TypeError', `can only concatenate str (not "${typeName(right)}") to str`);
  }
  if (isList(left)) {
    if (isList(right)) return [...left, ...right];
    throw new PythonError('TypeError', `can only concatenate list (not "${typeName(right)}") to list`);
  }
  if (left instanceof Tuple) {
    if (right instanceof Tuple) return new Tuple([...left.items, ...right.items]);
    throw new PythonError('TypeError', `can only concatenate tuple (not "${typeName(right)}") to tuple`);
  }
  throw unsupported('+', left, right);
}

function repeated(value: string | readonly PyValue[] | Tuple, times: bigint): PyValue {
  const count = times < 0n ? 0 : Number(times);
  const items = value instanceof Tuple ? value.items : value;
  assertLength(items.length * count);
  if (typeof items === 'string') return items.repeat(count);
  const list = Array.from({ length: count }, () => items).flat();
  return value instanceof Tuple ? new Tuple(list) : list;
}

/** @throws {PythonError} `MemoryError` when a result would be longer than a template may make. */
export function assertLength(length: number): void {
  if (length > MAX_RESULT_LENGTH) {
    throw new PythonError('MemoryError', `a value of ${length} elements exceeds the limit of ${MAX_RESULT_LENGTH}`);
  }
}

function arithmetic(operator: BinaryOperator, a: bigint | number, b: bigint | number): PyValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return integerArithmetic(operator, a, b);
  const x = Number(a);
  const y = Number(b);
  if (operator === '+') return x + y;
  if (operator === '-') return x - y;
  if (operator === '*') return x * y;
  if (operator === '**') return power(x, y);
  if (y === 0) {
    throw new PythonError('ZeroDivisionError', operator === '/' ? 'float division by zero' : operator === '%' ? 'float modulo' : 'float floor division by zero');
  }
  if (operator === '/') return x / y;
  const remainder = floatModulo(x, y);
  return operator === '%' ? remainder : Math.round((x - remainder) / y);
}

function power(x: number, y: number): number {
  if (x === 0 && y < 0) throw new PythonError('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  const result = x ** y;
  if (!Number.isFinite(result) && Number.isFinite(x) && Number.isFinite(y)) {
    throw new PythonError('OverflowError', "(34, 'Numerical result out of range')");
  }
  return result;
}

function floatModulo(x: number, y: number): number {
  const remainder = x % y;
  if (remainder === 0) return y < 0 ? -0 : 0;
  return remainder < 0 === y < 0 ? remainder : remainder + y;
}

function integerArithmetic(operator: BinaryOperator, a: bigint, b: bigint): PyValue {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      assertBits(bits(a) + bits(b));
      return a * b;
    case '**':
      if (b < 0n) return power(Number(a), Number(b));
      assertBits(bits(a) * Number(b));
      return a ** b;
    case '/':
      if (b === 0n) throw new PythonError('ZeroDivisionError', 'division by zero');
      return Number(a) / Number(b);
    case '//':
      if (b === 0n) throw new PythonError('ZeroDivisionError', 'integer division or modulo by zero');
      return floorDivide(a, b);
    case '%':
      if (b === 0n) throw new PythonError('ZeroDivisionError', 'integer modulo by zero');
      return a - floorDivide(a, b) * b;
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function bits(value: bigint): number {
  return value.toString(16).length * 4;
}

function assertBits(count: number): void {
  if (count > MAX_INTEGER_BITS) {
    throw new PythonError('MemoryError', `an integer of ${count} bits exceeds the limit of ${MAX_INTEGER_BITS}`);
  }
}

/** `-value` or `+value`. */
export function unary(operator: '-' | '+', value: PyValue): PyValue {
  if (value instanceof Undefined) return value.fail();
  const number = numeric(value);
  if (number === undefined) throw new PythonError('TypeError', `bad operand type for unary ${operator}: '${typeName(value)}'`);
  return operator === '-' ? -number : number;
}

/** `left comparison right`. */
export function compare(comparison: Comparison, left: PyValue, right: PyValue): boolean {
  switch (comparison) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    case '<':
      return order(left, right, '<') < 0;
    case '<=':
      return order(left, right, '<=') <= 0;
    case '>':
      return order(left, right, '>') > 0;
    case '>=':
      return order(left, right, '>=') >= 0;
  }
}

/** Python's `==`. */
export function equal(left: PyValue, right: PyValue): boolean {
  const a = numeric(left);
  const b = numeric(right);
  // By value: int and float compare equal in Python, as bigint and number do here.
  if (a !== undefined && b !== undefined) return a == b;
  if (isList(left) && isList(right)) return equalItems(left, right);
  if (left instanceof Tuple && right instanceof Tuple) return equalItems(left.items, right.items);
  if (isDict(left) && isDict(right)) {
    return left.size === right.size && [...left].every(([key, value]) => right.has(key) && equal(value, right.get(key) ?? null));
  }
  if (left instanceof Undefined && right instanceof Undefined) return true;
  if (left instanceof Range && right instanceof Range) return equalItems(left.entries(), right.entries());
  return left === right;
}

function equalItems(a: readonly PyValue[], b: readonly PyValue[]): boolean {
  return a.length === b.length && a.every((item, index) => equal(item, b[index] ?? null));
}

/** Sign of `left - right` where Python orders the two; `NaN` where a float is not a number. */
export function order(left: PyValue, right: PyValue, symbol: string): number {
  if (left instanceof Undefined) return left.fail();
  if (right instanceof Undefined) return right.fail();
  const a = numeric(left);
  const b = numeric(right);
  if (a !== undefined && b !== undefined) return a < b ? -1 : a > b ? 1 : a == b ? 0 : Number.NaN;
  if (typeof left === 'string' && typeof right === 'string') return compareCodePoints(left, right);
  const first = isList(left) && isList(right) ? left : left instanceof Tuple && right instanceof Tuple ? left.items : undefined;
  const second = isList(right) ? right : right instanceof Tuple ? right.items : undefined;
  if (first !== undefined && second !== undefined) {
    const at = first.findIndex((item, index) => index >= second.length || !equal(item, second[index] ?? null));
    if (at === -1) return first.length - second.length;
    return at >= second.length ? 1 : order(first[at] ?? null, second[at] ?? null, symbol);
  }
  throw new PythonError('TypeError', `'${symbol}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`);
}

/** Python's `item in container`. */
export function contains(container: PyValue, item: PyValue): boolean {
  if (typeof container === 'string') {
    if (typeof item === 'string') return container.includes(item);
    throw new PythonError('TypeError', `'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  if (isDict(container)) return container.has(dictKey(item));
  if (container instanceof DictView && container.kind === 'keys') return container.dict.has(dictKey(item));
  if (container === null || typeof container !== 'object') {
    throw new PythonError('TypeError', `argument of type '${typeName(container)}' is not iterable`);
  }
  return iterate(container).some((element) => equal(element, item));
}

/** The key under which a dict stores `key`: whole floats and booleans are the same key as the integer. */
export function dictKey(key: PyValue): PyValue {
  if (typeof key === 'number' && Number.isInteger(key)) return BigInt(key);
  if (isList(key) || isDict(key)) throw new PythonError('TypeError', `unhashable type: '${typeName(key)}'`);
  return key;
}

/** Python's index `at` into a sequence of `length`, or `undefined` where it lies outside. */
export function wrapIndex(at: bigint, length: number): number | undefined {
  const index = at < 0n ? Number(at) + length : Number(at);
  return index >= 0 && index < length ? index : undefined;
}

/** Python's `value[start:stop:step]`. */
export function slice(value: PyValue, bounds: readonly [PyValue, PyValue, PyValue]): PyValue {
  if (value instanceof Undefined) return value.fail();
  if (!isSequence(value) && !(value instanceof Range)) {
    throw new PythonError('TypeError', isDict(value) ? "unhashable type: 'slice'" : `'${typeName(value)}' object is not subscriptable`);
  }
  const items: readonly PyValue[] =
    typeof value === 'string' ? Array.from(value) : value instanceof Tuple ? value.items : value instanceof Range ? value.entries() : value;
  const [start, stop, step] = bounds.map(sliceBound) as [number | undefined, number | undefined, number | undefined];
  const picked = pickSlice(items, start, stop, step ?? 1);
  if (typeof value === 'string') return picked.map(toText).join('');
  return value instanceof Tuple ? new Tuple(picked) : picked;
}

function sliceBound(bound: PyValue): number | undefined {
  if (bound === null) return undefined;
  const number = numeric(bound);
  if (typeof number === 'bigint') return Number(number);
  throw new PythonError('TypeError', 'slice indices must be integers or None or have an __index__ method');
}

function pickSlice(items: readonly PyValue[], start: number | undefined, stop: number | undefined, step: number): PyValue[] {
  if (step === 0) throw new PythonError('ValueError', 'slice step cannot be zero');
  const { length } = items;
  const clamp = (bound: number, low: number, high: number): number =>
    Math.min(Math.max(bound < 0 ? bound + length : bound, low), high);
  const picked: PyValue[] = [];
  if (step > 0) {
    const end = stop === undefined ? length : clamp(stop, 0, length);
    for (let at = start === undefined ? 0 : clamp(start, 0, length); at < end; at += step) picked.push(items[at] ?? null);
  } else {
    const end = stop === undefined ? -1 : clamp(stop, -1, length - 1);
    for (let at = start === undefined ? length - 1 : clamp(start, -1, length - 1); at > end; at += step) picked.push(items[at] ?? null);
  }
  return picked;
}

