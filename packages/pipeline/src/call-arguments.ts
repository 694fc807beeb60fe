/** Sorts the arguments of a call into inputs and options. */
import { describe, PipelineError } from './pipeline-error.js';
import type { CallOptions, ParsedCall } from './task.js';

/** Whether `value` is an object literal, as options and `{ text, text_pair }` are. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Options from the argument at `index`. @throws {PipelineError} `BAD_INPUT` when it is no object or more arguments follow. */
export function optionsAt(args: readonly unknown[], index: number): CallOptions {
  const options = args[index];
  if (args.length > index + 1) {
    throw new PipelineError('BAD_INPUT', `Too many arguments: ${args.length} given, at most ${index + 1} are taken.`);
  }
  if (options === undefined || options === null) return {};
  if (!isRecord(options)) {
    throw new PipelineError('BAD_INPUT', `Options must be an object; found ${describe(options)} as argument ${index + 1}.`);
  }
  return options;
}

/** A call of the form `(input, options)`, where a list is several inputs. */
export function parseOneInput(args: readonly unknown[]): ParsedCall {
  const input = args[0];
  const options = optionsAt(args, 1);
  return Array.isArray(input) ? { items: input, single: false, options } : { items: [input], single: true, options };
}

/** `value` as text. @throws {PipelineError} `BAD_INPUT` when it is something else. */
export function requireText(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new PipelineError('BAD_INPUT', `${what} must be a string; found ${describe(value)}.`, { where: what });
}

/** Refuses keys of an input object that nobody would read. */
export function requireKeys(input: Readonly<Record<string, unknown>>, known: readonly string[], what: string): void {
  for (const key of Object.keys(input)) {
    if (!known.includes(key)) {
      throw new PipelineError('BAD_INPUT', `${what} has the key ${key}; known are ${known.join(', ')}.`, { where: key });
    }
  }
}
