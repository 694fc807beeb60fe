/** Exit codes of the command line, and which error leads to which. */
import { CommanderError } from 'commander';
import { isCapsuleError } from '@onnx-capsule/metadata-schema';

/** Exit codes, as the documentation promises them. */
export const EXIT_CODES = {
  done: 0,
  checkFailed: 1,
  wrongUsage: 2,
  inputNotReadable: 3,
  metadataDamaged: 4,
  inferenceFailed: 5,
  interrupted: 130,
} as const;

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return EXIT_CODES.wrongUsage;
  if (!isCapsuleError(error)) return EXIT_CODES.inputNotReadable;
  if (error.code === 'WRONG_USAGE') return EXIT_CODES.wrongUsage;
  return EXIT_CODES.inferenceFailed;
}
