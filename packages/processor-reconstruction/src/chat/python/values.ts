/**
 * Python values as templates see them: `str` is a string, `int` a bigint, `float` a number, `bool` a boolean, `None` is null, `list` an
 * array, `dict` a Map; the classes below are the rest. Nothing else reaches a template, so no prototype and no host object does.
 */

/** Any value inside a template. */
export type PyValue =
  | string
  | bigint
  | number
  | boolean
  | null
  | readonly PyValue[]
  | PyDict
  | Tuple
  | DictView
  | Range
  | OneShot
  | Undefined
  | Namespace
  | TemplateFunction
  | TemplateObject;

export type PyDict = ReadonlyMap<PyValue, PyValue>;

/** A Python exception; `pythonType` is its class, the message is Python's. */
export class PythonError extends Error {
  readonly pythonType: string;

  constructor(pythonType: string, message: string) {
    super(message);
    this.pythonType = pythonType;
  }
}

export class Tuple {
  readonly items: readonly PyValue[];

  constructor(items: readonly PyValue[]) {
    this.items = items;
  }
}

/** `dict.keys()`, `dict.values()` or `dict.items()`. */
export class DictView {
  readonly kind: 'keys' | 'values' | 'items';
  readonly dict: PyDict;

  constructor(kind: 'keys' | 'values' | 'items', dict: PyDict) {
    this.kind = kind;
    this.dict = dict;
  }

  entries(): PyValue[] {
    if (this.kind === 'keys') return [...this.dict.keys()];
    if (this.kind === 'values') return [...this.dict.values()];
    return [...this.dict].map(([key, value]) => new Tuple([key, value]));
  }
}

export class Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;

  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }

  entries(): bigint[] {
    return Array.from({ length: this.length }, (_, index) => BigInt(this.start + index * this.step));
  }
}

/** A generator or iterator: can be gone through once, and computes nothing before. */
export class OneShot {
  readonly typeName: string;
  private readonly make: () => readonly PyValue[];
  private rest: readonly PyValue[] | undefined;

  constructor(make: () => readonly PyValue[], typeName = 'generator') {
    this.make = make;
    this.typeName = typeName;
  }

  /** All items that are left. */
  take(): readonly PyValue[] {
    const items = this.rest ?? this.make();
    this.rest = [];
    return items;
  }

  /** The next item; `undefined` at the end. */
  next(): PyValue | undefined {
    const items = this.rest ?? this.make();
    this.rest = items.slice(1);
    return items[0];
  }
}

/** Jinja's `Undefined`: prints as nothing, is false, and fails with `message` when used. */
export class Undefined {
  readonly message: string;
  readonly errorType: string;

  constructor(message: string, errorType = 'UndefinedError') {
    this.message = message;
    this.errorType = errorType;
  }

  fail(): never {
    throw new PythonError(this.errorType, this.message);
  }
}

export class Namespace {
  readonly attributes: Map<string, PyValue>;

  constructor(attributes: Map<string, PyValue>) {
    this.attributes = attributes;
  }
}

/** Arguments of a call, as Python passes them. */
export interface CallArguments {
  readonly positional: readonly PyValue[];
  readonly named: ReadonlyMap<string, PyValue>;
}

/** Something that a template can call: a method, a global, a macro. */
export class TemplateFunction {
  readonly name: string;
  readonly typeName: string;
  readonly attributes: ReadonlyMap<string, PyValue>;
  readonly call: (args: CallArguments) => PyValue;

  constructor(
    name: string,
    call: (args: CallArguments) => PyValue,
    typeName = 'builtin_function_or_method',
    attributes: ReadonlyMap<string, PyValue> = new Map(),
  ) {
    this.name = name;
    this.call = call;
    this.typeName = typeName;
    this.attributes = attributes;
  }
}

/** An object with attributes of its own: a loop, a cycler, a joiner, `self`. */
export class TemplateObject {
  readonly typeName: string;
  readonly attribute: (name: string) => PyValue | undefined;
  readonly call: ((args: CallArguments) => PyValue) | undefined;

  constructor(
    typeName: string,
    attribute: (name: string) => PyValue | undefined,
    call?: (args: CallArguments) => PyValue,
  ) {
    this.typeName = typeName;
    this.attribute = attribute;
    this.call = call;
  }
}

export function isList(value: PyValue): value is readonly PyValue[] {
  return Array.isArray(value);
}

export function isDict(value: PyValue): value is PyDict {
  return value instanceof Map;
}

/** Name of a value's Python class, as messages print it. */
export function typeName(value: PyValue): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'boolean') return 'bool';
  if (isList(value)) return 'list';
  if (isDict(value)) return 'dict';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof DictView) return `dict_${value.kind}`;
  if (value instanceof Range) return 'range';
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof Namespace) return 'Namespace';
  return value.typeName;
}

/** Python's `bool(value)`. */
export function truthy(value: PyValue): boolean {
  if (value === null || value instanceof Undefined) return false;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'boolean') return value;
  if (isList(value)) return value.length > 0;
  if (isDict(value)) return value.size > 0;
  if (value instanceof Tuple) return value.items.length > 0;
  if (value instanceof DictView) return value.dict.size > 0;
  if (value instanceof Range) return value.length > 0;
  return true;
}

/** Characters of a string as Python counts them: code points. */
export function codePoints(text: string): string[] {
  return Array.from(text);
}

const SURROGATE = /[\ud800-\udbff]/;

/** Length of a string in code points. */
export function textLength(text: string): number {
  return SURROGATE.test(text) ? codePoints(text).length : text.length;
}

/** Elements that a loop over `value` yields. @throws {PythonError} `TypeError` where Python cannot iterate. */
export function iterate(value: PyValue): readonly PyValue[] {
  if (typeof value === 'string') return codePoints(value);
  if (value !== null && typeof value === 'object') {
    if (isList(value)) return value;
    if (isDict(value)) return [...value.keys()];
    if (value instanceof Tuple) return value.items;
    if (value instanceof DictView || value instanceof Range) return value.entries();
    if (value instanceof OneShot) return value.take();
    if (value instanceof Undefined) return [];
  }
  throw new PythonError('TypeError', `'${typeName(value)}' object is not iterable`);
}

/** Python's `len(value)`. @throws {PythonError} `TypeError` for values without one. */
export function lengthOf(value: PyValue): number {
  if (typeof value === 'string') return textLength(value);
  if (value !== null && typeof value === 'object') {
    if (isList(value)) return value.length;
    if (isDict(value)) return value.size;
    if (value instanceof Tuple) return value.items.length;
    if (value instanceof DictView) return value.dict.size;
    if (value instanceof Range) return value.length;
    if (value instanceof Undefined) return 0;
  }
  throw new PythonError('TypeError', `object of type '${typeName(value)}' has no len()`);
}
