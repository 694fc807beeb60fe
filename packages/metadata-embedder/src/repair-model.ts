/** Removes what an append left that did not finish. */
import { open, realpath, stat, utimes } from 'node:fs/promises';

import { DEFAULT_LIMITS, MODEL_METADATA, ModelWalk, WIRE_LENGTH, type EntryLocation, type WireField } from '@onnx-capsule/metadata-core';
import { CAPSULE_PREFIX, FILE_KEY_PREFIX, isCapsuleError, MANIFEST_KEY, MetadataError } from '@onnx-capsule/metadata-schema';

import { openError, readAt } from './model-file.js';
import { writeError } from './write-error.js';
import { withLock } from './write-lock.js';

/** What was removed. */
export interface RepairResult {
  /** Bytes that are gone; 0 where there was nothing to repair. */
  readonly removedBytes: number;
  /** Where they began. */
  readonly offset: number | undefined;
}

/**
 * Cuts the unfinished capsule at the end of the model at `modelPath` off, so that the model is what it was before the append. A model
 * with a complete capsule, or none, is left alone.
 *
 * @throws {MetadataError} `NOT_REPAIRABLE` where the file is damaged elsewhere; as `embed` where it cannot be read or written.
 */
export async function repairModel(modelPath: string): Promise<RepairResult> {
  const path = await realpath(modelPath).catch((cause: unknown) => {
    throw openError(modelPath, cause);
  });
  return await withLock(path, async () => {
    const offset = await tailToRemove(path);
    if (offset === undefined) return { removedBytes: 0, offset };
    const before = await stat(path);
    try {
      const handle = await open(path, 'r+');
      try {
        await handle.truncate(offset);
      } finally {
        await handle.close();
      }
      await utimes(path, before.atime, before.mtime);
    } catch (cause) {
      throw writeError(path, cause);
    }
    return { removedBytes: before.size - offset, offset };
  });
}

/** Where an unfinished capsule at the end begins; `undefined` where there is none. */
async function tailToRemove(path: string): Promise<number | undefined> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw openError(path, cause);
  });
  try {
    const { size } = await handle.stat();
    const source = { size, read: (offset: number, length: number) => readAt(handle, offset, length) };
    let last: WireField | undefined;
    const walk = new ModelWalk(source, DEFAULT_LIMITS, (field) => {
      last = field;
    });
    try {
      await walk.finish();
    } catch (error) {
      if (!isCapsuleError(error) || error.code !== 'TRUNCATED_MODEL') throw error;
      const cut = last?.end ?? 0;
      if (walk.graphEnd === undefined || !looksLikeCapsule(await readAt(handle, cut, 64))) throw notRepairable(path, error);
      return runStart(walk.entries, cut);
    }
    const start = runStart(walk.entries, size);
    if (start === size) return undefined;
    const run = walk.entries.filter((entry) => entry.start >= start);
    return (await isComplete(run, source.read)) ? undefined : start;
  } finally {
    await handle.close();
  }
}

/** Where the run of capsule entries that ends at `end` begins; `end` itself where there is none. */
function runStart(entries: readonly EntryLocation[], end: number): number {
  let start = end;
  for (const entry of entries.toReversed()) {
    if (entry.end !== start || !entry.key.startsWith(CAPSULE_PREFIX)) break;
    ({ start } = entry);
  }
  return start;
}

/** Whether the run holds a manifest and every file that it lists. */
async function isComplete(run: readonly EntryLocation[], read: (offset: number, length: number) => Promise<Uint8Array>): Promise<boolean> {
  const manifest = run.find(({ key }) => key === MANIFEST_KEY);
  if (manifest === undefined) return false;
  const keys = new Set(run.map(({ key }) => key));
  try {
    const text = new TextDecoder().decode(await read(manifest.valueStart, manifest.valueEnd - manifest.valueStart));
    const { files } = JSON.parse(text) as { files: readonly { path: string }[] };
    return files.every(({ path }) => keys.has(FILE_KEY_PREFIX + path));
  } catch {
    return false;
  }
}

/** Whether `bytes` are the start of a capsule entry, as far as they go. */
function looksLikeCapsule(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes[0] !== MODEL_METADATA * 8 + WIRE_LENGTH) return false;
  const inner = bytes.subarray(1 + varintEnd(bytes.subarray(1)));
  const key = inner.subarray(1 + varintEnd(inner.subarray(1)));
  return CAPSULE_PREFIX.startsWith(Buffer.from(key.subarray(0, CAPSULE_PREFIX.length)).toString('latin1'));
}

function varintEnd(bytes: Uint8Array): number {
  const last = bytes.findIndex((byte) => byte < 128);
  return last < 0 ? bytes.length : last + 1;
}

function notRepairable(path: string, cause: MetadataError | Error): MetadataError {
  return new MetadataError('NOT_REPAIRABLE', `${path} is damaged, but not by an unfinished append: ${cause.message}`, {
    where: path,
    hint: 'Get the file again.',
    cause,
  });
}
