/** The error class of this package and the words that its messages share. */
import { CapsuleError } from '@onnx-capsule/metadata-schema';

/** A model that cannot be run as asked, an option that is refused, or an input that a task cannot take. */
export class PipelineError extends CapsuleError {
  override readonly name: string = 'PipelineError';
}

/** A value in a message: its type, and the value itself where it is short. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (ArrayBuffer.isView(value)) return value.constructor.name;
  switch (typeof value) {
    case 'string':
      return value.length > 40 ? `the string ${JSON.stringify(value.slice(0, 40))}…` : `the string ${JSON.stringify(value)}`;
    case 'number':
    case 'bigint':
    case 'boolean':
      return `the ${typeof value} ${String(value)}`;
    case 'undefined':
      return 'nothing';
    case 'object':
      return `an object with ${Object.keys(value).slice(0, 6).join(', ') || 'no keys'}`;
    default:
      return `a ${typeof value}`;
  }
}
