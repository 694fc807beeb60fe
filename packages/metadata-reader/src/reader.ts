/** The reader as a class, for programs that open many models with the same options. */
import type { Capsule } from './capsule.js';
import { openCapsule } from './open-capsule.js';
import { openModel, type OpenedModel } from './open-model.js';
import type { ModelInput, OpenOptions } from './options.js';

/** Opens models, each with the options it was made with. */
export class ONNXMetadataReader {
  readonly #options: OpenOptions;

  constructor(options: OpenOptions = {}) {
    this.#options = options;
  }

  /** The capsule in a model. @throws {MetadataError} as `openCapsule`. */
  async open(input: ModelInput): Promise<Capsule> {
    return await openCapsule(input, this.#options);
  }

  /** A model with its metadata, whoever wrote it. @throws {MetadataError} as `openModel`. */
  async openModel(input: ModelInput): Promise<OpenedModel> {
    return await openModel(input, this.#options);
  }
}
