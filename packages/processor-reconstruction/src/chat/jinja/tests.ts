/** Jinja's tests: `is defined`, `is mapping`, … */
import { compare, type Comparison, contains, equal, numeric } from '../python/operators.js';
import { toText } from '../python/repr.js';
import {
  type CallArguments,
  DictView,
  isDict,
  isList,
  OneShot,
  PythonError,
  type PyValue,
  Range,
  TemplateFunction,
  TemplateObject,
  Tuple,
  typeName,
  Undefined,
} from '../python/values.js';
import { hasFilter } from './filter-names.js';
import { bindArguments } from '../python/call-signature.js';

/** A test on a value. */
export type Test = (value: PyValue, args: CallArguments) => boolean;

/** The test of a name, or `undefined`. */
export function testNamed(name: string): Test | undefined {
  return Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
}

const simple =
  (name: string, test: (value: PyValue) => boolean): Test =>
  (value, args) => {
    bindArguments(`test_${name}`, args, []);
    return test(value);
  };

const comparing =
  (comparison: Comparison): Test =>
  (value, args) => {
    const [other] = bindArguments(`test_${comparison}`, args, ['other!']);
    return compare(comparison, value, other ?? null);
  };

function modulo(value: PyValue, by: bigint): number {
  if (value instanceof Undefined) return value.fail();
  const number = numeric(value);
  if (number === undefined) {
    if (typeof value === 'string') throw new PythonError('TypeError', 'not all arguments converted during string formatting');
    throw new PythonError('TypeError', `unsupported operand type(s) for %: '${typeName(value)}' and 'int'`);
  }
  if (by === 0n) throw new PythonError('ZeroDivisionError', 'integer modulo by zero');
  const divisor = Number(by);
  return typeof number === 'bigint' ? Number(((number % by) + by) % by) : ((number % divisor) + divisor) % divisor;
}

function isIterable(value: PyValue): boolean {
  return (
    typeof value === 'string' ||
    isList(value) ||
    isDict(value) ||
    value instanceof Tuple ||
    value instanceof DictView ||
    value instanceof Range ||
    value instanceof OneShot ||
    value instanceof Undefined
  );
}

function isSequence(value: PyValue): boolean {
  return typeof value === 'string' || isList(value) || isDict(value) || value instanceof Tuple || value instanceof Range || value instanceof Undefined;
}

const TESTS: Readonly<Record<string, Test>> = {
  defined: simple('defined', (value) => !(value instanceof Undefined)),
  undefined: simple('undefined', (value) => value instanceof Undefined),
  none: simple('none', (value) => value === null),
  boolean: simple('boolean', (value) => typeof value === 'boolean'),
  true: simple('true', (value) => value === true),
  false: simple('false', (value) => value === false),
  integer: simple('integer', (value) => typeof value === 'bigint'),
  float: simple('float', (value) => typeof value === 'number'),
  number: simple('number', (value) => numeric(value) !== undefined),
  string: simple('string', (value) => typeof value === 'string'),
  mapping: simple('mapping', isDict),
  iterable: simple('iterable', isIterable),
  sequence: simple('sequence', isSequence),
  callable: simple(
    'callable',
    (value) => value instanceof TemplateFunction || value instanceof Undefined || (value instanceof TemplateObject && value.call !== undefined),
  ),
  escaped: simple('escaped', () => false),
  lower: simple('lower', (value) => /\p{Ll}/u.test(toText(value)) && !/[\p{Lu}\p{Lt}]/u.test(toText(value))),
  upper: simple('upper', (value) => /\p{Lu}/u.test(toText(value)) && !/[\p{Ll}\p{Lt}]/u.test(toText(value))),
  odd: simple('odd', (value) => modulo(value, 2n) === 1),
  even: simple('even', (value) => modulo(value, 2n) === 0),
  divisibleby: (value, args) => {
    const [by] = bindArguments('test_divisibleby', args, ['num!']);
    const divisor = numeric(by ?? null);
    if (typeof divisor !== 'bigint') throw new PythonError('TypeError', `unsupported operand type(s) for %: '${typeName(value)}' and '${typeName(by ?? null)}'`);
    return modulo(value, divisor) === 0;
  },
  sameas: (value, args) => {
    const [other] = bindArguments('test_sameas', args, ['other!']);
    return value === other;
  },
  in: (value, args) => contains(bindArguments('test_in', args, ['seq!'])[0] ?? null, value),
  filter: simple('filter', (value) => typeof value === 'string' && hasFilter(value)),
  test: simple('test', (value) => typeof value === 'string' && testNamed(value) !== undefined),
  eq: (value, args) => equal(value, bindArguments('eq', args, ['other!'])[0] ?? null),
  equalto: comparing('=='),
  '==': comparing('=='),
  ne: comparing('!='),
  '!=': comparing('!='),
  lt: comparing('<'),
  lessthan: comparing('<'),
  '<': comparing('<'),
  le: comparing('<='),
  '<=': comparing('<='),
  gt: comparing('>'),
  greaterthan: comparing('>'),
  '>': comparing('>'),
  ge: comparing('>='),
  '>=': comparing('>='),
};
