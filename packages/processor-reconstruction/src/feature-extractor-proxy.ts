/** A feature extractor for a model whose files do not describe one, or whose graph has fixed shapes. */
import type { GraphFacts, NamedTensors, RawAudio } from '@onnx-capsule/metadata-schema';

import { assumeFeatureExtractorConfig } from './audio/assumed-config.js';
import type { FeatureOverrides } from './audio/call-options.js';
import type { FeatureExtractorConfig } from './audio/config-fields.js';
import { createFeatureExtractor } from './audio/create-feature-extractor.js';
import type { FeatureExtractor } from './audio/feature-extractor.js';
import { fixedShape } from './audio/fixed-shapes.js';
import { ProcessorError } from './processor-error.js';

/** What is known about a model; any of them may be absent. */
export interface FeatureExtractorProxyOptions {
  /** `preprocessor_config.json`, or the `feature_extractor` part of `processor_config.json`. */
  readonly processorConfig?: FeatureExtractorConfig | undefined;
  /** `config.json`. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly graph?: GraphFacts | undefined;
  /** Called with one sentence where something was assumed. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Features of a model with or without a configuration for them: sampling rate and sizes come from config.json and the family's
 * defaults, and the graph's fixed dimensions win over everything.
 */
export class FeatureExtractorProxy implements FeatureExtractor {
  readonly className: string;
  readonly samplingRate: number;
  readonly config: FeatureExtractorConfig;
  readonly modelInputNames: readonly string[];
  /** What was assumed because no configuration says it; empty where one does. */
  readonly assumptions: readonly string[];
  readonly #extractor: FeatureExtractor;
  readonly #defaults: FeatureOverrides;
  readonly #fixed: FeatureOverrides;

  /** @throws {ProcessorError} `FEATURE_EXTRACTOR_UNKNOWN` when nothing tells which features the model takes; as `createFeatureExtractor`. */
  constructor({ processorConfig, config: modelConfig, graph, onWarning }: FeatureExtractorProxyOptions) {
    const config = processorConfig ?? assumeFeatureExtractorConfig(modelConfig, graph);
    if (config === undefined) {
      throw new ProcessorError('FEATURE_EXTRACTOR_UNKNOWN', 'neither preprocessor_config.json nor config.json nor the graph says which audio features the model takes', {
        hint: 'Put the model\'s preprocessor_config.json beside it and run `onnx-capsule embed` again.',
      });
    }
    const modelType = typeof modelConfig?.['model_type'] === 'string' ? modelConfig['model_type'] : undefined;
    const described = createFeatureExtractor(config, { modelType, onWarning });
    const fixed = fixedShape(described.className, described.config, graph);
    const changed = fixed !== undefined && Object.keys(fixed.config).length > 0;
    this.#extractor = changed ? createFeatureExtractor({ ...config, ...fixed.config }, { modelType }) : described;
    this.#defaults = fixed?.defaults ?? {};
    this.#fixed = fixed?.overrides ?? {};
    this.className = this.#extractor.className;
    this.samplingRate = this.#extractor.samplingRate;
    this.config = this.#extractor.config;
    this.modelInputNames = this.#extractor.modelInputNames;
    this.assumptions = processorConfig === undefined ? [assumption(this.#extractor, modelType)] : [];
    for (const sentence of this.assumptions) onWarning?.(sentence);
  }

  /** As `FeatureExtractor.process`; options that a fixed shape decides are replaced. */
  process(audios: RawAudio | readonly RawAudio[], overrides: FeatureOverrides = {}): Promise<NamedTensors> {
    return this.#extractor.process(audios, { ...this.#defaults, ...overrides, ...this.#fixed });
  }
}

function assumption({ className, samplingRate }: FeatureExtractor, modelType: string | undefined): string {
  const source = modelType === undefined ? "the graph's inputs" : `model type ${modelType}`;
  return `preprocessor_config.json is missing: assumed ${className} at ${samplingRate} Hz (${source}). Put the model's preprocessor_config.json beside it and run \`onnx-capsule embed\` again.`;
}
