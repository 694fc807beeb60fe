/** Errors of the command line itself. */
import { CapsuleError } from '@onnx-capsule/metadata-schema';

/** The command was called in a way that it does not take. */
export class UsageError extends CapsuleError {
  override readonly name: string = 'UsageError';

  constructor(message: string, hint?: string) {
    super('WRONG_USAGE', message, hint === undefined ? {} : { hint });
  }
}
