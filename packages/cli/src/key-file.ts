/** Keys that options name. */
import { readFile } from 'node:fs/promises';

import { UsageError } from './usage-error.js';

/** The PEM text in the file at `path`. @throws {UsageError} where it cannot be read. */
export async function readKey(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`The key file ${path} cannot be read: ${(cause as Error).message}.`);
  });
}
