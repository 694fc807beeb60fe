/** Writes new entries behind a model in place: fast at any size, at the price of a cut tail if the process dies meanwhile. */
import { open, stat, utimes } from 'node:fs/promises';
import { basename } from 'node:path';

import type { ModelLayout } from '@onnx-capsule/metadata-core';
import { CAPSULE_PREFIX, MetadataError } from '@onnx-capsule/metadata-schema';

import type { ModelFile } from './model-file.js';
import { readAt } from './model-file.js';
import { writeAt } from './write-copy.js';
import { writeError } from './write-error.js';

/**
 * Replaces the capsule at the end of `model`, or adds one there. On an error the old end is put back.
 *
 * @throws {MetadataError} `APPEND_IMPOSSIBLE` where capsule entries stand elsewhere, `NOT_WRITABLE`, `DISK_FULL`, `WRITE_FAILED`.
 */
export async function appendInPlace(model: ModelFile, entries: Uint8Array, beforeWrite: () => Promise<void>): Promise<void> {
  const { realPath, layout } = model;
  const keep = tailStart(layout);
  if (layout.entries.some(({ key, start }) => key.startsWith(CAPSULE_PREFIX) && start < keep)) {
    throw new MetadataError('APPEND_IMPOSSIBLE', `${basename(realPath)} holds capsule entries before other fields; they cannot be replaced in place.`, {
      where: realPath,
      hint: 'Embed without --append.',
    });
  }
  try {
    const before = await stat(realPath);
    const handle = await open(realPath, 'r+');
    try {
      const old = await readAt(handle, keep, layout.size - keep);
      await beforeWrite();
      try {
        await handle.truncate(keep);
        await writeAt(handle, keep, entries);
      } catch (cause) {
        await handle.truncate(keep);
        await writeAt(handle, keep, old);
        throw cause;
      }
    } finally {
      await handle.close();
    }
    await utimes(realPath, before.atime, before.mtime);
  } catch (cause) {
    throw writeError(realPath, cause);
  }
}

/** Where the run of capsule entries at the end of the file starts. */
export function tailStart(layout: ModelLayout): number {
  let start = layout.size;
  for (const entry of layout.entries.toReversed()) {
    if (entry.end !== start || !entry.key.startsWith(CAPSULE_PREFIX)) break;
    ({ start } = entry);
  }
  return start;
}
