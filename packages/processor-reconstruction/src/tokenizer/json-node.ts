/** Checked reading of a parsed JSON tree: every complaint names the path, what was found and what was expected. */
import { ProcessorError } from '../processor-error.js';

const SHOWN_LENGTH = 60;

/** A short rendering of a JSON value for messages. */
function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value !== null && typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

/** The error for a value at `path` that a tokenizer cannot use. */
export function definitionError(path: string, expected: string, found: unknown, code = 'BAD_TOKENIZER'): ProcessorError {
  return new ProcessorError(code, `tokenizer.json: ${path} should be ${expected}, found ${describeValue(found)}`, {
    where: path,
    hint: 'Save the tokenizer again with the Hugging Face tokenizers library, or correct the value by hand.',
  });
}

/** One value of the tree with its path. */
export class JsonNode {
  readonly value: unknown;
  readonly path: string;

  constructor(value: unknown, path: string) {
    this.value = value;
    this.path = path;
  }

  /** @throws {ProcessorError} `BAD_TOKENIZER`, here and in every method below. */
  fail(expected: string): never {
    throw definitionError(this.path, expected, this.value);
  }

  object(): Readonly<Record<string, unknown>> {
    const { value } = this;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) this.fail('an object');
    return value as Record<string, unknown>;
  }

  /** The member called `name`; its value is `undefined` where there is none. */
  at(name: string): JsonNode {
    const object = this.object();
    const path = this.path === '' ? name : `${this.path}.${name}`;
    return new JsonNode(Object.hasOwn(object, name) ? object[name] : undefined, path);
  }

  list(): JsonNode[] {
    return this.items((_, at) => at());
  }

  /** What `read` makes of each item of a list; it gets the item itself, and the node of it on demand. */
  items<T>(read: (item: unknown, at: () => JsonNode) => T): T[] {
    if (!Array.isArray(this.value)) this.fail('a list');
    return (this.value as unknown[]).map((item, index) => read(item, () => new JsonNode(item, `${this.path}[${index}]`)));
  }

  isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  string(): string {
    return typeof this.value === 'string' ? this.value : this.fail('a string');
  }

  boolean(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.fail('true or false');
  }

  number(): number {
    return typeof this.value === 'number' ? this.value : this.fail('a number');
  }

  /** A whole number from 0 to `maximum`. */
  index(maximum: number = Number.MAX_SAFE_INTEGER): number {
    const { value } = this;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > maximum) {
      this.fail(`a whole number from 0${maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`}`);
    }
    return value;
  }

  /** A string of exactly one character (code point). */
  character(): string {
    const text = this.string();
    return text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff) ? text : this.fail('one character');
  }

  oneOf<const T extends string>(names: readonly T[]): T {
    const name = names.find((candidate) => candidate === this.value);
    return name ?? this.fail(`one of ${names.join(', ')}`);
  }

  /** `read` applied where the value is there, else `fallback`. A JSON null counts as absent. */
  optional<T>(read: (node: JsonNode) => T, fallback: T): T {
    return this.isAbsent() ? fallback : read(this);
  }

  /** `read` applied where the member is there at all, else `fallback`: null is refused by `read`. */
  orDefault<T>(read: (node: JsonNode) => T, fallback: T): T {
    return this.value === undefined ? fallback : read(this);
  }
}
