/** The metadata entries that other tools wrote. */
import type { CapsuleLimits, ModelLayout, ModelWalk } from '@onnx-capsule/metadata-core';
import { CAPSULE_PREFIX } from '@onnx-capsule/metadata-schema';

import { tooLong } from './failures.js';

/** One metadata entry with its value as text. */
export interface MetadataEntry {
  readonly key: string;
  readonly value: string;
  /** Present where the value is not UTF-8; `value` then has U+FFFD for what is not. */
  readonly invalidUtf8?: true;
}

/**
 * All entries of a model but the capsule's, in the file's order; a key may be there twice. Walks to the end of the model.
 *
 * @throws {MetadataError} `LIMIT_EXCEEDED` where the values together exceed the limit of one stored value, and what the walk and the
 * source throw.
 */
export async function readMetadata(walk: ModelWalk, limits: CapsuleLimits): Promise<readonly MetadataEntry[]> {
  await walk.finish();
  const foreign = walk.entries.filter(({ key }) => !key.startsWith(CAPSULE_PREFIX));
  const total = foreign.reduce((sum, entry) => sum + entry.valueEnd - entry.valueStart, 0);
  if (total > limits.storedBytes) throw tooLong('The metadata', total, limits.storedBytes);
  const result: MetadataEntry[] = [];
  for (const { key, valueStart, valueEnd } of foreign) {
    const bytes = await walk.windows.view(valueStart, valueEnd - valueStart);
    result.push({ key, ...decode(bytes) });
  }
  return result;
}

/** Where everything stands. Walks to the end of the model. @throws {MetadataError} what the walk and the source throw. */
export async function readLayout(walk: ModelWalk): Promise<ModelLayout> {
  await walk.finish();
  const { entries, graphStart, graphEnd, windows } = walk;
  return { size: windows.source.size, graphStart, graphEnd, entries };
}

function decode(bytes: Uint8Array): Omit<MetadataEntry, 'key'> {
  try {
    return { value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { value: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), invalidUtf8: true };
  }
}
