/** Attribute and item access as Jinja's sandbox allows it: methods of plain types, no way to change a value or leave it. */
import type { FieldLookup } from './brace-format.js';
import { bindArguments } from './call-signature.js';
import { dictKey, equal, wrapIndex } from './operators.js';
import { repr, reprText } from './repr.js';
import { stringMethod } from './string-methods.js';
import {
  type CallArguments,
  DictView,
  isDict,
  isList,
  Namespace,
  type PyDict,
  PythonError,
  type PyValue,
  Range,
  TemplateFunction,
  TemplateObject,
  Tuple,
  typeName,
  Undefined,
} from './values.js';

const LIST_CHANGES = new Set(['append', 'clear', 'pop', 'reverse', 'insert', 'sort', 'extend', 'remove']);
const DICT_CHANGES = new Set(['clear', 'pop', 'popitem', 'setdefault', 'update']);

/** `value.name`: an attribute first, an item second, else an undefined value that says what is missing. */
export function getAttribute(value: PyValue, name: string): PyValue {
  if (value instanceof Undefined) return value.fail();
  const attribute = ownAttribute(value, name);
  if (attribute !== undefined) return attribute;
  const item = itemOf(value, name);
  return item === undefined ? missing(value, name) : item;
}

/** `value.name`, attributes only: what the filter `attr` reads. */
export function getPlainAttribute(value: PyValue, name: string): PyValue {
  if (value instanceof Undefined) return value.fail();
  const attribute = ownAttribute(value, name);
  return attribute === undefined ? missing(value, name) : attribute;
}

/** `value[key]`: an item first, an attribute second. */
export function getItem(value: PyValue, key: PyValue): PyValue {
  if (value instanceof Undefined) return value.fail();
  const item = itemOf(value, key);
  if (item !== undefined) return item;
  const attribute = typeof key === 'string' ? ownAttribute(value, key) : undefined;
  return attribute === undefined ? missing(value, key) : attribute;
}

/** Look-up for replacement fields of `str.format`. */
const formatLookup: FieldLookup = (value, name, item) =>
  item || typeof name !== 'string' ? getItem(value, name) : getAttribute(value, name);

function missing(value: PyValue, name: PyValue): Undefined {
  const owner = value === null ? 'None' : `${qualifiedName(value)} object`;
  return typeof name === 'string'
    ? new Undefined(`${reprText(owner)} has no attribute ${reprText(name)}`)
    : new Undefined(`${owner} has no element ${repr(name)}`);
}

const MODULES: Readonly<Record<string, string>> = {
  Namespace: 'transformers.utils.chat_template_utils._cached_compile_jinja_template.<locals>.TemplateNamespace',
  LoopContext: 'jinja2.runtime.LoopContext',
  Macro: 'jinja2.runtime.Macro',
};

function qualifiedName(value: PyValue): string {
  const name = typeName(value);
  return MODULES[name] ?? name;
}

function itemOf(value: PyValue, key: PyValue): PyValue | undefined {
  if (isDict(value)) {
    if (isList(key) || isDict(key)) return undefined;
    return value.get(dictKey(key));
  }
  if (value instanceof Namespace) return typeof key === 'string' ? value.attributes.get(key) : undefined;
  const index = typeof key === 'boolean' ? BigInt(key) : key;
  if (typeof index !== 'bigint') return undefined;
  if (typeof value === 'string') {
    const units = Array.from(value);
    const at = wrapIndex(index, units.length);
    return at === undefined ? undefined : units[at];
  }
  const items = isList(value) ? value : value instanceof Tuple ? value.items : value instanceof Range ? value.entries() : undefined;
  const at = items === undefined ? undefined : wrapIndex(index, items.length);
  return at === undefined ? undefined : items?.[at];
}

function ownAttribute(value: PyValue, name: string): PyValue | undefined {
  if (name.startsWith('__') && name.endsWith('__') && !(value instanceof TemplateObject)) return unsafe(value, name);
  if (typeof value === 'string') {
    const method = stringMethod(name);
    return method === undefined
      ? undefined
      : new TemplateFunction(name, (args) => method(value, args, formatLookup));
  }
  if (isDict(value)) return DICT_CHANGES.has(name) ? unsafe(value, name) : dictAttribute(value, name);
  if (isList(value)) return LIST_CHANGES.has(name) ? unsafe(value, name) : sequenceAttribute(value, name, 'list');
  if (value instanceof Tuple) return sequenceAttribute(value.items, name, 'tuple');
  if (value instanceof Range) return sequenceAttribute(value.entries(), name, 'range');
  if (value instanceof Namespace) return value.attributes.get(name);
  if (value instanceof TemplateFunction) return value.attributes.get(name);
  if (value instanceof TemplateObject) return value.attribute(name);
  return typeof value === 'bigint' || typeof value === 'number' ? numberAttribute(value, name) : undefined;
}

/** Attributes that the sandbox withholds: reading gives an undefined value, using it fails. */
function unsafe(value: PyValue, name: string): Undefined {
  return new Undefined(`access to attribute ${reprText(name)} of ${reprText(typeName(value))} object is unsafe.`, 'SecurityError');
}

function method(name: string, parameters: readonly string[], body: (bound: (PyValue | undefined)[]) => PyValue): TemplateFunction {
  return new TemplateFunction(name, (args: CallArguments) => body(bindArguments(name, args, parameters)));
}

function dictAttribute(dict: PyDict, name: string): PyValue | undefined {
  switch (name) {
    case 'items':
    case 'keys':
    case 'values':
      return method(`dict.${name}`, [], () => new DictView(name, dict));
    case 'get':
      return method('dict.get', ['/key!', '/default'], ([key, fallback = null]) => {
        const found = dict.get(dictKey(key ?? null));
        return found === undefined ? fallback : found;
      });
    case 'copy':
      return method('dict.copy', [], () => new Map(dict));
    default:
      return undefined;
  }
}

function sequenceAttribute(items: readonly PyValue[], name: string, type: string): PyValue | undefined {
  switch (name) {
    case 'count':
      return method(`${type}.count`, ['/value!'], ([wanted]) => BigInt(items.filter((item) => equal(item, wanted ?? null)).length));
    case 'index':
      return method(`${type}.index`, ['/value!'], ([wanted]) => {
        const at = items.findIndex((item) => equal(item, wanted ?? null));
        if (at !== -1) return BigInt(at);
        throw new PythonError('ValueError', type === 'tuple' ? 'tuple.index(x): x not in tuple' : `${repr(wanted ?? null)} is not in ${type}`);
      });
    case 'copy':
      return type === 'list' ? method('list.copy', [], () => [...items]) : undefined;
    default:
      return undefined;
  }
}

function numberAttribute(value: bigint | number, name: string): PyValue | undefined {
  if (typeof value === 'number') {
    if (name === 'is_integer') return method('float.is_integer', [], () => Number.isInteger(value));
    return name === 'real' ? value : name === 'imag' ? 0 : undefined;
  }
  if (name === 'bit_length') {
    return method('int.bit_length', [], () => BigInt(value === 0n ? 0 : (value < 0n ? -value : value).toString(2).length));
  }
  return name === 'real' || name === 'numerator' ? value : name === 'imag' ? 0n : name === 'denominator' ? 1n : undefined;
}
