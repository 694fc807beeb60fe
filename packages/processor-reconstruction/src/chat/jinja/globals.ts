/** Functions that every chat template can call. */
import { bindArguments } from '../python/call-signature.js';
import { dictKey } from '../python/operators.js';
import { reprText, toText } from '../python/repr.js';
import { strftime } from '../python/strftime.js';
import {
  type CallArguments,
  isDict,
  iterate,
  Namespace,
  PythonError,
  type PyValue,
  Range,
  TemplateFunction,
  TemplateObject,
  typeName,
  Undefined,
} from '../python/values.js';

/** `MAX_RANGE` of jinja2's sandbox. */
const MAX_RANGE = 100_000;

/** Thrown by `raise_exception`. */
export class RaisedByTemplate extends PythonError {}

/** The global functions; `now` is what `strftime_now` formats. */
export function templateGlobals(now: () => Date): Map<string, PyValue> {
  const functions: Record<string, (args: CallArguments) => PyValue> = {
    range: (args) => range(args),
    dict: (args) => dictOf(args),
    namespace: (args) => namespace(args),
    cycler: ({ positional }) => cycler(positional),
    joiner: (args) => joiner(args),
    raise_exception: (args) => {
      const [message] = bindArguments('raise_exception', args, ['message!']);
      throw new RaisedByTemplate('TemplateError', toText(message ?? null));
    },
    strftime_now: (args) => {
      const [format] = bindArguments('strftime_now', args, ['format!']);
      if (typeof format !== 'string') {
        throw new PythonError('TypeError', `strftime() argument 1 must be str, not ${typeName(format ?? null)}`);
      }
      return strftime(now(), format);
    },
    lipsum: () => {
      throw new PythonError('NotImplementedError', "the function 'lipsum' is not supported in chat templates");
    },
  };
  return new Map(Object.entries(functions).map(([name, call]) => [name, new TemplateFunction(name, call, 'function')]));
}

function range(args: CallArguments): PyValue {
  const numbers = bindArguments('range', args, ['/a!', '/b', '/c']).map((value) => {
    if (value === undefined) return undefined;
    if (value instanceof Undefined) return value.fail();
    if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
    throw new PythonError('TypeError', `'${typeName(value)}' object cannot be interpreted as an integer`);
  });
  const [first = 0, second, step = 1] = numbers;
  if (step === 0) throw new PythonError('ValueError', 'range() arg 3 must not be zero');
  const result = second === undefined ? new Range(0, first, 1) : new Range(first, second, step);
  if (result.length > MAX_RANGE) {
    throw new PythonError('OverflowError', `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`);
  }
  return result;
}

function dictOf({ positional, named }: CallArguments): PyValue {
  const [first] = positional;
  const dict = new Map<PyValue, PyValue>();
  if (first !== undefined && isDict(first)) for (const [key, value] of first) dict.set(key, value);
  else if (first !== undefined) {
    for (const pair of iterate(first)) {
      const [key, value] = iterate(pair);
      dict.set(dictKey(key ?? null), value ?? null);
    }
  }
  for (const [key, value] of named) dict.set(key, value);
  return dict;
}

function namespace(args: CallArguments): PyValue {
  const attributes = new Map<string, PyValue>();
  for (const [key, value] of dictOf(args) as ReadonlyMap<PyValue, PyValue>) setInNamespace(attributes, toText(key), value);
  return new Namespace(attributes);
}

/** Stores an attribute of a namespace. @throws {PythonError} `SecurityError` for names that begin with an underscore. */
export function setInNamespace(attributes: Map<string, PyValue>, name: string, value: PyValue): void {
  if (name.startsWith('_')) {
    throw new PythonError(
      'SecurityError',
      `Chat templates cannot store underscore-prefixed attributes on a namespace, but got ${reprText(name)}. Please rename the attribute.`,
    );
  }
  attributes.set(name, value);
}

function cycler(items: readonly PyValue[]): PyValue {
  if (items.length === 0) throw new PythonError('RuntimeError', 'at least one item has to be provided');
  let position = 0;
  const current = (): PyValue => items[position] ?? null;
  const next = new TemplateFunction('next', () => {
    const item = current();
    position = (position + 1) % items.length;
    return item;
  });
  const reset = new TemplateFunction('reset', () => {
    position = 0;
    return null;
  });
  return new TemplateObject('Cycler', (name) => (name === 'next' ? next : name === 'reset' ? reset : name === 'current' ? current() : undefined));
}

function joiner(args: CallArguments): PyValue {
  const [separator] = bindArguments('Joiner', args, ['sep']);
  let used = false;
  return new TemplateObject(
    'Joiner',
    () => undefined,
    () => {
      const text = used ? (separator === undefined ? ', ' : separator) : '';
      used = true;
      return text;
    },
  );
}
