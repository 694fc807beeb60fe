/** `openCapsule` and `openModel` for Node. */
import type { Capsule } from '../capsule.js';
import { openCapsuleFrom } from '../open-capsule.js';
import type { OpenOptions } from '../options.js';
import { type NodeModelInput, openNodeSource } from './open-node-source.js';

/**
 * Opens the capsule in a model: a path, a `file:` or http(s) URL, an open file handle, bytes, a `Blob`, any `{ size, read }`.
 *
 * @throws {MetadataError} as the neutral `openCapsule`, and `FILE_NOT_FOUND`, `NOT_A_FILE`, `FILE_NOT_READABLE`, `FILE_CHANGED`.
 */
export async function openCapsule(input: NodeModelInput, options: OpenOptions = {}): Promise<Capsule> {
  return await openCapsuleFrom(await openNodeSource(input, options), options);
}
