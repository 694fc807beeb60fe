/** Finds an entry by its key, walking no further than needed, and reads its value. */
import type { ModelWalk } from '@onnx-capsule/metadata-core';
import { MetadataError } from '@onnx-capsule/metadata-schema';

/**
 * The value of the entry with this key; `undefined` where the model has none.
 *
 * @throws {MetadataError} `DUPLICATE_ENTRY`, `LIMIT_EXCEEDED` above `maxBytes`, and what the walk and the source throw.
 */
export async function readEntry(walk: ModelWalk, key: string, maxBytes: number): Promise<Uint8Array | undefined> {
  for (;;) {
    const missing = walk.advance();
    const [entry, second] = walk.entries.filter((candidate) => candidate.key === key);
    if (second !== undefined) {
      throw new MetadataError('DUPLICATE_ENTRY', `${key} is there twice, at offsets ${entry!.start} and ${second.start}.`, {
        where: `offset ${second.start}`,
        hint: 'Embed the metadata again.',
      });
    }
    if (entry !== undefined) {
      const length = entry.valueEnd - entry.valueStart;
      if (length > maxBytes) throw tooLong(`${key} at offset ${entry.valueStart}`, length, maxBytes);
      return await walk.windows.view(entry.valueStart, length);
    }
    if (missing === undefined) return undefined;
    await walk.windows.load(missing);
  }
}

/** The error for something longer than its limit. */
export function tooLong(what: string, length: number, limit: number): MetadataError {
  return new MetadataError('LIMIT_EXCEEDED', `${what} has ${length} bytes; the limit is ${limit}.`, {
    where: what,
    hint: 'Raise the limit by an option if you trust this file.',
  });
}
