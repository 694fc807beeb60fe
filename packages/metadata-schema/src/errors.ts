/** Words that every error of the family carries beside its message. */
export interface ErrorDetails {
  /** What to do about it, one sentence. */
  readonly hint?: string;
  /** Where it went wrong: a file path inside the capsule, a JSON path, or a byte offset such as `offset 1024`. */
  readonly where?: string;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/**
 * Base of every error that the onnx-capsule packages throw on purpose.
 *
 * `code` is stable and documented; `message` says what, where, found and expected; `hint` says what to do.
 * Recognise it with `isCapsuleError`, which survives two copies of a package.
 */
export class CapsuleError extends Error {
  override readonly name: string = 'CapsuleError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly where: string | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details);
    this.code = code;
    this.hint = details.hint;
    this.where = details.where;
  }
}

/** A model file, a metadata entry or an embedded file that cannot be read or written as asked. */
export class MetadataError extends CapsuleError {
  override readonly name: string = 'MetadataError';
}

/** Whether `value` is an error of this family, whichever copy of the package made it. */
export function isCapsuleError(value: unknown): value is CapsuleError {
  return value instanceof Error && typeof (value as { code?: unknown }).code === 'string' && 'hint' in value;
}
