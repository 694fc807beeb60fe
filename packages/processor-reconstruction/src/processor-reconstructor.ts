/** Makes whatever processors a model's files describe: tokenizer, image processor, feature extractor. */
import type { CapsuleFiles, GraphFacts } from '@onnx-capsule/metadata-schema';

import type { FeatureExtractor } from './audio/feature-extractor.js';
import { featureExtractorClassOf } from './audio/model-families.js';
import { contentKey } from './content-key.js';
import type { ImageProcessor } from './image/create-image-processor.js';
import { type ProcessorCache, processorCache } from './processor-cache.js';
import { type ProcessorFiles, readProcessorFiles } from './processor-files.js';

/** What can be made. */
export type ProcessorPart = 'imageProcessor' | 'featureExtractor';

/** How to make processors. */
export interface ReconstructOptions {
  /** The model's graph: its fixed dimensions win over the configuration. */
  readonly graph?: GraphFacts | undefined;
  /** Called with one sentence for everything that was assumed. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Where processors are shared; default: one cache for all; `false`: none. */
  readonly cache?: ProcessorCache | false | undefined;
  /** Which parts to make; default: all that are described. Code of other parts is not loaded. */
  readonly parts?: readonly ProcessorPart[] | undefined;
}

/** The processors of a model; absent where the files describe none. */
export interface ReconstructedProcessors {
  readonly imageProcessor?: ImageProcessor;
  readonly featureExtractor?: FeatureExtractor;
  /** The reference's combined class, such as `CLIPProcessor`. */
  readonly processorClass?: string;
  /** What was assumed, one sentence each. */
  readonly warnings: readonly string[];
}

/** Makes processors from files; its options are the defaults of each call. */
export class ProcessorReconstructor {
  readonly #options: ReconstructOptions;

  constructor(options: ReconstructOptions = {}) {
    this.#options = options;
  }

  /** As the method, with a new reconstructor. */
  static create(files: CapsuleFiles, options: ReconstructOptions = {}): Promise<ReconstructedProcessors> {
    return new ProcessorReconstructor(options).create(files);
  }

  /**
   * The processors that `files` describe. Parts made from the same content are one object in all results.
   *
   * @throws {ProcessorError} when a part cannot be made, `MetadataError` when a file is damaged.
   */
  async create(files: CapsuleFiles, options: ReconstructOptions = {}): Promise<ReconstructedProcessors> {
    const settings = { ...this.#options, ...options };
    const found = await readProcessorFiles(files);
    const wanted = (part: ProcessorPart): boolean => settings.parts?.includes(part) ?? true;
    const [imageProcessor, featureExtractor] = await Promise.all([
      wanted('imageProcessor') ? makeImageProcessor(files, found, settings) : undefined,
      wanted('featureExtractor') ? makeFeatureExtractor(files, found, settings) : undefined,
    ]);
    const warnings = [imageProcessor, featureExtractor].flatMap((part) => part?.warnings ?? []);
    for (const warning of warnings) settings.onWarning?.(warning);
    return {
      ...(imageProcessor === undefined ? {} : { imageProcessor: imageProcessor.value }),
      ...(featureExtractor === undefined ? {} : { featureExtractor: featureExtractor.value }),
      ...(found.processorClass === undefined ? {} : { processorClass: found.processorClass }),
      warnings,
    };
  }
}

/** A processor and what was assumed for it. */
interface Made<T> {
  readonly value: T;
  readonly warnings: readonly string[];
}

async function makeImageProcessor(files: CapsuleFiles, found: ProcessorFiles, { cache }: ReconstructOptions): Promise<Made<ImageProcessor> | undefined> {
  const { imageProcessor: config, modelType } = found;
  if (config === undefined) return undefined;
  return cached(cache, 'image', files, [], [config, modelType], async (onWarning) => {
    const { createImageProcessor } = await import('./image/create-image-processor.js');
    return createImageProcessor(config, { ...(modelType === undefined ? {} : { modelType }), onWarning });
  });
}

async function makeFeatureExtractor(
  files: CapsuleFiles,
  found: ProcessorFiles,
  { cache, graph }: ReconstructOptions,
): Promise<Made<FeatureExtractor> | undefined> {
  const { featureExtractor: config, modelConfig } = found;
  if (config === undefined && !takesSound(found, graph)) return undefined;
  return cached(cache, 'audio', files, [], [config, modelConfig, graph?.inputs], async (onWarning) => {
    const { FeatureExtractorProxy } = await import('./feature-extractor-proxy.js');
    return new FeatureExtractorProxy({ config, modelConfig, graph, onWarning });
  });
}

/** Whether a model without a configuration for it takes audio features. */
function takesSound({ modelType }: ProcessorFiles, graph: GraphFacts | undefined): boolean {
  const named = modelType !== undefined && featureExtractorClassOf(modelType) !== undefined;
  const inputs = graph?.inputs.map(({ name }) => name);
  if (inputs === undefined) return named;
  return inputs.includes('input_values') || (named && inputs.includes('input_features'));
}

async function cached<T>(
  cache: ProcessorCache | false = processorCache,
  kind: string,
  files: CapsuleFiles,
  paths: readonly string[],
  values: readonly unknown[],
  make: (onWarning: (message: string) => void) => Promise<T>,
): Promise<Made<T>> {
  const makeWithWarnings = async (): Promise<Made<T>> => {
    const warnings: string[] = [];
    const value = await make((message) => warnings.push(message));
    return { value, warnings };
  };
  if (cache === false) return makeWithWarnings();
  const { key, size } = await contentKey(kind, files, paths, values);
  return cache.getOrMake(key, size, makeWithWarnings);
}
