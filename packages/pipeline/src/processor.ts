/** The processors of a model, each made when it is first asked for, so that a text task loads no image code. */
import type { FeatureExtractor } from '@onnx-capsule/processor-reconstruction/audio';
import type { ImageProcessor } from '@onnx-capsule/processor-reconstruction/image';
import type { Tokenizer } from '@onnx-capsule/processor-reconstruction/tokenizer';
import type { ProcessorPart, ReconstructedProcessors, ReconstructOptions } from '@onnx-capsule/processor-reconstruction';
import type { CapsuleFiles, GraphFacts } from '@onnx-capsule/metadata-schema';

import { isModelSource, openSource, type ModelInput, type ModelSource, type SourceOptions } from './sources.js';
import { PipelineError } from './pipeline-error.js';
import { connectTelemetry, observed } from './telemetry.js';

/** What processors are made with besides the files. */
export interface ProcessorOptions {
  /** The model's graph, whose fixed dimensions win over the configuration. */
  readonly graph?: GraphFacts;
  /** `false`: vocabularies are read as JSON, not from the packed columns of a capsule. Default `true`. */
  readonly packedTokenizer?: boolean | undefined;
  /** `false`: nothing is shared with other pipelines over the same files. Default `true`. */
  readonly processorCache?: boolean | undefined;
  /** Takes one sentence for everything that was assumed. */
  readonly onWarning?: (message: string) => void;
}

/** Tokenizer, image processor and feature extractor of one model. */
export class ONNXAutoProcessor {
  readonly files: CapsuleFiles;
  /** The tokenizer, once loaded. */
  tokenizer: Tokenizer | undefined;
  /** The image processor, once loaded. */
  imageProcessor: ImageProcessor | undefined;
  /** The feature extractor, once loaded. */
  featureExtractor: FeatureExtractor | undefined;
  readonly #options: ProcessorOptions;
  #tokenizer: Promise<Tokenizer> | undefined;
  #imageProcessor: Promise<ImageProcessor> | undefined;
  #featureExtractor: Promise<FeatureExtractor> | undefined;

  constructor(files: CapsuleFiles, options: ProcessorOptions = {}) {
    this.files = files;
    this.#options = options;
  }

  /** Loads all processors that the model's files describe. @throws {ProcessorError} when one of them cannot be made. */
  static async fromModel(input: ModelInput | ModelSource, options: SourceOptions & ProcessorOptions = {}): Promise<ONNXAutoProcessor> {
    await connectTelemetry();
    const source = isModelSource(input) ? input : await observed('read', {}, () => openSource(input, options));
    const processor = new ONNXAutoProcessor(source.files, options);
    const { ProcessorReconstructor } = await import('@onnx-capsule/processor-reconstruction/reconstructor');
    const { tokenizer, imageProcessor, featureExtractor } = await observed('reconstruct', {}, () =>
      new ProcessorReconstructor().create(source.files, reconstruction(processor.#options)),
    );
    processor.tokenizer = tokenizer;
    processor.imageProcessor = imageProcessor;
    processor.featureExtractor = featureExtractor;
    return processor;
  }

  /** The tokenizer; made once. @throws {ProcessorError} when the model has none or it cannot be read. */
  loadTokenizer(): Promise<Tokenizer> {
    this.#tokenizer ??= this.#make('tokenizer').then(({ tokenizer }) => {
      this.tokenizer = tokenizer!;
      return this.tokenizer;
    });
    return this.#tokenizer;
  }

  /** The image processor; made once. @throws {ProcessorError} when it cannot be made, {PipelineError} `NO_PROCESSOR` when there is none. */
  loadImageProcessor(): Promise<ImageProcessor> {
    this.#imageProcessor ??= this.#make('imageProcessor').then(({ imageProcessor }) => {
      this.imageProcessor = imageProcessor ?? missing('image processor', this.files);
      return this.imageProcessor;
    });
    return this.#imageProcessor;
  }

  /** The feature extractor; made once. @throws {ProcessorError} when it cannot be made, {PipelineError} `NO_PROCESSOR` when there is none. */
  loadFeatureExtractor(): Promise<FeatureExtractor> {
    this.#featureExtractor ??= this.#make('featureExtractor').then(({ featureExtractor }) => {
      this.featureExtractor = featureExtractor ?? missing('feature extractor', this.files);
      return this.featureExtractor;
    });
    return this.#featureExtractor;
  }

  async #make(part: ProcessorPart): Promise<ReconstructedProcessors> {
    const { ProcessorReconstructor } = await import('@onnx-capsule/processor-reconstruction/reconstructor');
    return observed('reconstruct', { part }, () => new ProcessorReconstructor().create(this.files, { ...reconstruction(this.#options), parts: [part] }));
  }
}

function reconstruction({ graph, onWarning, packedTokenizer, processorCache }: ProcessorOptions): ReconstructOptions {
  return { graph, onWarning, packedTokenizer, ...(processorCache === false && { cache: false }) };
}

function missing(what: string, files: CapsuleFiles): never {
  throw new PipelineError('NO_PROCESSOR', `${files.origin} describes no ${what}: preprocessor_config.json is missing.`, {
    where: 'preprocessor_config.json',
    hint: 'Embed it: onnx-capsule embed-metadata model.onnx FOLDER_WITH_preprocessor_config.json',
  });
}
