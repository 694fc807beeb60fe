/** What a graph's fixed dimensions and its inputs demand of a feature extractor: they win over its configuration. */
import type { GraphFacts } from '@onnx-capsule/metadata-schema';

import { audioInput } from './assumed-config.js';
import type { FeatureOverrides } from './call-options.js';
import { type FeatureExtractorConfig, integerField } from './config-fields.js';

/** Changes of the configuration, and options for every call. */
export interface FixedShape {
  readonly config: FeatureExtractorConfig;
  /** Options of a call that says nothing else. */
  readonly defaults?: FeatureOverrides;
  readonly overrides: FeatureOverrides;
}

type Dims = readonly (number | undefined)[];

/** By class: the changes for an input of the given dimensions, `undefined` where a dimension is free. */
const RULES: Readonly<Record<string, (dims: Dims, config: FeatureExtractorConfig, graph: GraphFacts) => FixedShape>> = {
  ASTFeatureExtractor: ([, frames, bands]) => ({ config: { max_length: frames, num_mel_bins: bands }, overrides: {} }),
  ClapFeatureExtractor: ([, , frames, bands], config) => ({
    config: { feature_size: bands },
    overrides: frames === undefined ? {} : { max_length: (frames - 1) * integerField(config, 'hop_length', 480) },
  }),
  EncodecFeatureExtractor: ([, , samples]) => ({ config: {}, overrides: samples === undefined ? {} : { max_length: samples, padding: 'max_length' } }),
  DacFeatureExtractor: ([, , samples]) => ({ config: {}, overrides: samples === undefined ? {} : { max_length: samples, padding: 'max_length' } }),
  SeamlessM4TFeatureExtractor: ([, groups, width], config) => {
    const stride = integerField(config, 'stride', 2);
    return { config: { num_mel_bins: width === undefined ? undefined : width / stride }, overrides: exactly(groups === undefined ? undefined : groups * stride) };
  },
  Speech2TextFeatureExtractor: ([, frames, bands]) => ({ config: { num_mel_bins: bands }, overrides: exactly(frames) }),
  SpeechT5FeatureExtractor: ([, samples]) => ({ config: {}, overrides: exactly(samples) }),
  Wav2Vec2FeatureExtractor: ([, samples], _, graph) => ({
    config: audioInput(graph, 'attention_mask') === undefined || audioInput(graph, 'input_ids') !== undefined ? {} : { return_attention_mask: true },
    overrides: exactly(samples),
  }),
  // A call may ask for all of a long clip: the graph then gets it window by window.
  WhisperFeatureExtractor: ([, bands, frames], config) => ({
    config: { feature_size: bands },
    defaults: exactly(frames === undefined ? undefined : frames * integerField(config, 'hop_length', 160)),
    overrides: {},
  }),
};

/** The changes that `graph` demands of a configuration of class `className`; `undefined` when it demands none. */
export function fixedShape(className: string, config: FeatureExtractorConfig, graph: GraphFacts | undefined): FixedShape | undefined {
  const rule = RULES[className];
  const input = audioInput(graph, 'input_features') ?? audioInput(graph, 'input_values');
  if (graph === undefined || rule === undefined || input?.shape === undefined) return undefined;
  const dims = input.shape.map((dim) => (typeof dim === 'number' && dim > 0 ? dim : undefined));
  const demanded = rule(dims, config, graph);
  const shape = { ...demanded, config: given(demanded.config) };
  const changes = Object.entries(shape.config).some(([name, value]) => config[name] !== value);
  return changes || Object.keys({ ...shape.defaults, ...shape.overrides }).length > 0 ? shape : undefined;
}

function exactly(length: number | undefined): FeatureOverrides {
  return length === undefined ? {} : { padding: 'max_length', max_length: length, truncation: true };
}

function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
