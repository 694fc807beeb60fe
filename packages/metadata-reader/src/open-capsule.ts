/** Opens the capsule in a model. */
import { type CapsuleLimits, DEFAULT_LIMITS, ModelWalk } from '@onnx-capsule/metadata-core';
import { MANIFEST_KEY, parseManifest } from '@onnx-capsule/metadata-schema';

import { Capsule } from './capsule.js';
import { decodeText } from './check-file.js';
import { openSource } from './open-source.js';
import type { ModelInput, OpenedSource, OpenOptions } from './options.js';
import { readEntry } from './read-entry.js';

/**
 * Opens the capsule in a model: reads its head and the start of its metadata, never the graph. Files are read when they are asked for.
 *
 * @throws {MetadataError} `NO_CAPSULE` where the model has none; `NOT_ONNX`, `EMPTY_FILE`, `TRUNCATED_MODEL`, `MALFORMED_MODEL`; `BAD_MANIFEST`,
 * `UNSUPPORTED_FORMAT`, `DUPLICATE_ENTRY`, `LIMIT_EXCEEDED`; `BAD_SOURCE` and, for URLs, what `openUrl` throws.
 */
export async function openCapsule(input: ModelInput, options: OpenOptions = {}): Promise<Capsule> {
  return openCapsuleFrom(await openSource(input, options), options);
}

/** `openCapsule` for a source that is open. */
export async function openCapsuleFrom(opened: OpenedSource, options: OpenOptions): Promise<Capsule> {
  const capsule = await tryCapsule(opened, options);
  if (capsule instanceof Capsule) return capsule;
  throw (await import('./failures.js')).noCapsule(opened.origin);
}

/** The capsule, or the finished walk over a model that has none. @throws {MetadataError} as `openCapsule`. */
export async function tryCapsule(opened: OpenedSource, options: OpenOptions): Promise<Capsule | ModelWalk> {
  const limits: CapsuleLimits = { ...DEFAULT_LIMITS, ...options.limits };
  try {
    const walk = new ModelWalk(opened.source, limits);
    const bytes = await readEntry(walk, MANIFEST_KEY, limits.manifestBytes);
    if (bytes === undefined) return walk;
    const manifest = parseManifest(await decodeText(bytes, MANIFEST_KEY), limits.jsonDepth);
    return new Capsule(opened, walk, manifest, limits, options.verify !== false);
  } catch (error) {
    throw await (await import('./failures.js')).explain(error, opened);
  }
}
