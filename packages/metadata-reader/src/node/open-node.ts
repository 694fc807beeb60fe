/** The calls of the neutral entry, for what Node can open too. */
import type { Capsule } from '../capsule.js';
import { openCapsuleFrom } from '../open-capsule.js';
import { type OpenedModel, openModelFrom } from '../open-model.js';
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

/** Opens a model with or without a capsule. @throws {MetadataError} as `openCapsule`, but never `NO_CAPSULE`. */
export async function openModel(input: NodeModelInput, options: OpenOptions = {}): Promise<OpenedModel> {
  return await openModelFrom(await openNodeSource(input, options), options);
}

/** Opens models in Node, each with the options it was made with. */
export class ONNXMetadataReader {
  readonly #options: OpenOptions;

  constructor(options: OpenOptions = {}) {
    this.#options = options;
  }

  /** The capsule in a model. @throws {MetadataError} as `openCapsule`. */
  async open(input: NodeModelInput): Promise<Capsule> {
    return await openCapsule(input, this.#options);
  }

  /** A model with its metadata, whoever wrote it. @throws {MetadataError} as `openModel`. */
  async openModel(input: NodeModelInput): Promise<OpenedModel> {
    return await openModel(input, this.#options);
  }
}
