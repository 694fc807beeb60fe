/** Opens any model: its metadata, whoever wrote it, and its capsule where it has one. */
import { type CapsuleLimits, DEFAULT_LIMITS, type ModelLayout } from '@onnx-capsule/metadata-core';
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { Capsule } from './capsule.js';
import type { Dialect } from './dialects/dialect.js';
import { type MetadataEntry, readLayout, readMetadata } from './metadata.js';
import { openSource } from './open-source.js';
import { tryCapsule } from './open-capsule.js';
import type { ModelInput, OpenedSource, OpenOptions } from './options.js';

/** A model whose top level has been walked to the end. */
export interface OpenedModel {
  /** Where it comes from, for messages. */
  readonly origin: string;
  readonly opened: OpenedSource;
  /** Where entries and graph stand in the file. */
  readonly layout: ModelLayout;
  /** All metadata entries but the capsule's, in the file's order. */
  readonly metadata: readonly MetadataEntry[];
  readonly capsule: Capsule | undefined;
  /** What the metadata of another tool amounts to; read where there is no capsule. */
  readonly dialect: Dialect | undefined;
  /** The capsule, or the dialect's files, or `undefined` where the model says nothing. */
  readonly files: CapsuleFiles | undefined;
}

/**
 * Opens a model with or without a capsule, and reads what other tools wrote into it.
 *
 * @throws {MetadataError} as `openCapsule`, but never `NO_CAPSULE`.
 */
export async function openModel(input: ModelInput, options: OpenOptions = {}): Promise<OpenedModel> {
  return await openModelFrom(await openSource(input, options), options);
}

/** `openModel` for a source that is open. */
export async function openModelFrom(opened: OpenedSource, options: OpenOptions): Promise<OpenedModel> {
  const found = await tryCapsule(opened, options);
  const { origin } = opened;
  if (found instanceof Capsule) {
    const [metadata, layout] = [await found.metadata(), await found.layout()];
    return { origin, opened, layout, metadata, capsule: found, dialect: undefined, files: found };
  }
  const limits: CapsuleLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const metadata = await readMetadata(found, limits);
  const { readDialect } = await import('./dialects/read-dialect.js');
  const dialect = await readDialect(metadata, origin, limits);
  const layout = await readLayout(found);
  return { origin, opened, layout, metadata, capsule: undefined, dialect, files: dialect?.files };
}
