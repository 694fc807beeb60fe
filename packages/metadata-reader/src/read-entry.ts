/** Finds an entry by its key, walking no further than needed, and reads its value. */
import type { ModelWalk } from '@onnx-capsule/metadata-core';

/**
 * The value of the entry with this key; `undefined` where the model has none.
 *
 * @throws {MetadataError} `DUPLICATE_ENTRY`, `LIMIT_EXCEEDED` above `maxBytes`, and what the walk and the source throw.
 */
export async function readEntry(walk: ModelWalk, key: string, maxBytes: number): Promise<Uint8Array | undefined> {
  for (;;) {
    const missing = walk.advance();
    const [entry, second] = walk.entries.filter((candidate) => candidate.key === key);
    if (entry !== undefined) {
      const length = entry.valueEnd - entry.valueStart;
      if (second !== undefined || length > maxBytes) throw (await import('./failures.js')).badEntry(entry, second, maxBytes);
      return walk.windows.view(entry.valueStart, length);
    }
    if (missing === undefined) return undefined;
    await walk.windows.load(missing);
  }
}
