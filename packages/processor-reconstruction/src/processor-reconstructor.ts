/** Makes whatever processors a model's files describe: tokenizer, image processor, feature extractor. */
import { isEnabled } from '@onnx-capsule/metadata-core/feature-flags';
import type { CapsuleFiles, GraphFacts } from '@onnx-capsule/metadata-schema';

import type { FeatureExtractor } from './audio/feature-extractor.js';
import { featureExtractorClassOf } from './audio/model-families.js';
import { contentKey, type KeyedContent } from './content-key.js';
import { snapshotFiles } from './files-snapshot.js';
import type { ImageProcessor } from './image/create-image-processor.js';
import { type ProcessorCache, processorCache } from './processor-cache.js';
import { type ProcessorFiles, readProcessorFiles } from './processor-files.js';
import type { TokenizerProxy } from './tokenizer.js';

/** What can be made. */
export type ProcessorPart = 'tokenizer' | 'imageProcessor' | 'featureExtractor';

/** How to make processors. */
export interface ReconstructOptions {
  /** The model's graph: its fixed dimensions win over the configuration. */
  readonly graph?: GraphFacts | undefined;
  /** Called with one sentence for everything that was assumed. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Where processors are shared; default: one cache for all; `false`: none. */
  readonly cache?: ProcessorCache | false | undefined;
  /** `false`: a packed vocabulary is read as JSON like any other. Default `true`. */
  readonly packedTokenizer?: boolean | undefined;
  /**
   * Which parts to make; default: all that the files describe or the graph takes. A part that is named is made even where nothing describes
   * it, as far as it can be assumed. Code of other parts is not loaded.
   */
  readonly parts?: readonly ProcessorPart[] | undefined;
}

/** The processors of a model; absent where the files describe none. */
export interface ReconstructedProcessors {
  readonly tokenizer?: TokenizerProxy;
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
    const { parts } = settings;
    const wanted = (part: ProcessorPart, described: boolean): boolean => parts?.includes(part) ?? described;
    const [tokenizer, imageProcessor, featureExtractor] = await Promise.all([
      wanted('tokenizer', found.tokenizer.length > 0) ? makeTokenizer(files, found, settings) : undefined,
      wanted('imageProcessor', takesImages(found, settings.graph)) ? makeImageProcessor(files, found, settings) : undefined,
      wanted('featureExtractor', takesSound(found, settings.graph)) ? makeFeatureExtractor(files, found, settings) : undefined,
    ]);
    const warnings = [tokenizer, imageProcessor, featureExtractor].flatMap((part) => part?.warnings ?? []);
    for (const warning of warnings) settings.onWarning?.(warning);
    return {
      ...(tokenizer === undefined ? {} : { tokenizer: tokenizer.value }),
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

function makeTokenizer(files: CapsuleFiles, found: ProcessorFiles, options: ReconstructOptions): Promise<Made<TokenizerProxy>> {
  // Of config.json, a tokenizer takes no more than its class. What the manifest leaves out comes from beside the model, with these hashes.
  const { tokenizer_class: className } = found.modelConfig ?? {};
  const packed = isEnabled('packedTokenizer', options.packedTokenizer);
  const values = [className, found.modelType, files.manifest?.omitted, packed];
  return cached(options, { kind: 'tokenizer', files, paths: found.tokenizer, values, packed }, async () => {
    const { TokenizerProxy: Proxy } = await import('./tokenizer-proxy.js');
    const snapshot = snapshotFiles(files, packed);
    const tokenizer = await Proxy.from(snapshot.files);
    snapshot.release();
    return tokenizer;
  });
}

function makeImageProcessor(files: CapsuleFiles, found: ProcessorFiles, options: ReconstructOptions): Promise<Made<ImageProcessor>> {
  const { imageProcessor: processorConfig, modelConfig: config } = found;
  const { graph } = options;
  // Fitting images to a graph may warn when the first image comes, so such a processor belongs to one caller; making one is cheap.
  const shared = graph === undefined ? options : { ...options, cache: false as const };
  return cached(shared, { kind: 'image', files, paths: [], values: [processorConfig, config] }, async (onWarning) => {
    const { ImageProcessorProxy } = await import('./image-processor-proxy.js');
    return new ImageProcessorProxy({ processorConfig, config, graph, onWarning });
  });
}

function makeFeatureExtractor(files: CapsuleFiles, found: ProcessorFiles, options: ReconstructOptions): Promise<Made<FeatureExtractor>> {
  const { featureExtractor: processorConfig, modelConfig: config } = found;
  const { graph } = options;
  return cached(options, { kind: 'audio', files, paths: [], values: [processorConfig, config, graph?.inputs] }, async (onWarning) => {
    const { FeatureExtractorProxy } = await import('./feature-extractor-proxy.js');
    return new FeatureExtractorProxy({ processorConfig, config, graph, onWarning });
  });
}

/** Whether a model takes pixels: by its configuration, else by its graph, else by config.json. */
function takesImages({ imageProcessor, modelConfig = {} }: ProcessorFiles, graph: GraphFacts | undefined): boolean {
  if (imageProcessor !== undefined) return true;
  if (graph !== undefined) return graph.inputs.some(({ name }) => name === 'pixel_values');
  return 'image_size' in modelConfig || 'vision_config' in modelConfig;
}

/** Whether a model takes audio features, likewise. */
function takesSound({ featureExtractor, modelType }: ProcessorFiles, graph: GraphFacts | undefined): boolean {
  if (featureExtractor !== undefined) return true;
  const named = modelType !== undefined && featureExtractorClassOf(modelType) !== undefined;
  const inputs = graph?.inputs.map(({ name }) => name);
  if (inputs === undefined) return named;
  return inputs.includes('input_values') || (named && inputs.includes('input_features'));
}

/** What `make` gives, from the cache where there is one and the content can be hashed. */
async function cached<T>(
  { cache = isEnabled('processorCache') && processorCache, onWarning }: ReconstructOptions,
  content: KeyedContent,
  make: (onWarning: (message: string) => void) => Promise<T>,
): Promise<Made<T>> {
  if (cache === false) return makeWithWarnings(make, onWarning);
  const found = await contentKey(content);
  if (found === undefined) return makeWithWarnings(make, onWarning);
  return cache.getOrMake(found.key, found.size, () => makeWithWarnings(make, undefined));
}

/** Collects what is said while something is made; what is said later, in use, goes to `later`. */
async function makeWithWarnings<T>(
  make: (onWarning: (message: string) => void) => Promise<T>,
  later: ((message: string) => void) | undefined,
): Promise<Made<T>> {
  const warnings: string[] = [];
  let listener = (message: string): void => {
    warnings.push(message);
  };
  const value = await make((message) => {
    listener(message);
  });
  listener = (message) => later?.(message);
  return { value, warnings };
}
