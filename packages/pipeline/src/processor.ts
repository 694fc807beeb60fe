/** The processors of a model, each made when it is first asked for, so that a text task loads no image code. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { isModelSource, openSource, type ModelInput, type ModelSource, type SourceOptions } from './sources.js';
import type { TextTokenizer } from './text-tokenizer.js';

/** Tokenizer, image processor and feature extractor of one model. */
export class ONNXAutoProcessor {
  readonly files: CapsuleFiles;
  /** The tokenizer, once loaded. */
  tokenizer: TextTokenizer | undefined;
  #tokenizer: Promise<TextTokenizer> | undefined;

  constructor(files: CapsuleFiles) {
    this.files = files;
  }

  /** Loads all processors that the model's files describe. @throws {ProcessorError} when one of them cannot be made. */
  static async fromModel(input: ModelInput | ModelSource, options: SourceOptions = {}): Promise<ONNXAutoProcessor> {
    const source = isModelSource(input) ? input : await openSource(input, options);
    const processor = new ONNXAutoProcessor(source.files);
    await processor.loadTokenizer();
    return processor;
  }

  /** The tokenizer; made once. @throws {ProcessorError} when the model has none or it cannot be read. */
  loadTokenizer(): Promise<TextTokenizer> {
    this.#tokenizer ??= import('./text-tokenizer.js').then(async ({ createTextTokenizer }) => {
      this.tokenizer = await createTextTokenizer(this.files);
      return this.tokenizer;
    });
    return this.#tokenizer;
  }
}
