/** A feature extractor's configuration for a model that came without one, from config.json and the defaults of the model's family. */
import type { GraphFacts, GraphValue } from '@onnx-capsule/metadata-schema';

import type { FeatureExtractorConfig } from './config-fields.js';
import { featureExtractorClassOf } from './model-families.js';

type ModelConfig = Readonly<Record<string, unknown>>;

/** What families say in config.json about their features; the rest are the class's defaults. */
const FIELDS_BY_CLASS: Readonly<Record<string, (config: ModelConfig) => Record<string, unknown>>> = {
  ASTFeatureExtractor: (config) => ({ num_mel_bins: config['num_mel_bins'], max_length: config['max_length'] }),
  ClapFeatureExtractor: (config) => {
    const audio = record(config['audio_config']) ?? config;
    return { feature_size: audio['num_mel_bins'], truncation: audio['enable_fusion'] === true ? 'fusion' : 'rand_trunc' };
  },
  DacFeatureExtractor: (config) => ({ sampling_rate: config['sampling_rate'] ?? config['sample_rate'], hop_length: config['hop_length'] }),
  EncodecFeatureExtractor: (config) => {
    const audio = record(config['audio_encoder']) ?? config;
    return {
      feature_size: audio['audio_channels'],
      sampling_rate: audio['sampling_rate'],
      chunk_length_s: audio['chunk_length_s'],
      overlap: audio['overlap'],
    };
  },
  ParakeetFeatureExtractor: (config) => ({ feature_size: (record(config['encoder_config']) ?? config)['num_mel_bins'] }),
  SeamlessM4TFeatureExtractor: (config) => {
    const width = config['feature_projection_input_dim'];
    return typeof width === 'number' ? { feature_size: width / 2, num_mel_bins: width / 2, stride: 2 } : {};
  },
  Speech2TextFeatureExtractor: (config) => ({ feature_size: config['input_feat_per_channel'], num_mel_bins: config['input_feat_per_channel'] }),
  SpeechT5FeatureExtractor: (config) => ({ num_mel_bins: config['num_mel_bins'] }),
  UnivNetFeatureExtractor: (config) => ({ num_mel_bins: config['num_mel_bins'], model_in_channels: config['model_in_channels'] }),
  Wav2Vec2FeatureExtractor: (config) =>
    config['model_type'] === 'moonshine'
      ? { do_normalize: false, return_attention_mask: true }
      : // Models with layer norm in their feature encoder were trained with an attention mask, those with group norm without.
        { return_attention_mask: config['feat_extract_norm'] === 'layer' },
  WhisperFeatureExtractor: (config) => {
    const audio = record(config['audio_config']) ?? config;
    const positions = audio['max_source_positions'];
    // The encoder halves the number of frames, and a frame is 10 ms.
    return { feature_size: audio['num_mel_bins'], chunk_length: typeof positions === 'number' ? (positions * 2) / 100 : undefined };
  },
};

/** The configuration assumed, or `undefined` when neither config.json nor the graph speaks of sound. */
export function assumeFeatureExtractorConfig(modelConfig: ModelConfig | undefined, graph: GraphFacts | undefined): FeatureExtractorConfig | undefined {
  const modelType = modelConfig?.['model_type'];
  const className = (typeof modelType === 'string' ? featureExtractorClassOf(modelType) : undefined) ?? classOfGraph(graph);
  if (className === undefined) return undefined;
  const fields = FIELDS_BY_CLASS[className]?.(modelConfig ?? {}) ?? {};
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return { feature_extractor_type: className, ...Object.fromEntries(given) };
}

/** The class that a graph's inputs tell: waveforms are `input_values` [batch, samples], Whisper's features [batch, 80 or 128, frames]. */
function classOfGraph(graph: GraphFacts | undefined): string | undefined {
  const values = audioInput(graph, 'input_values');
  if (values?.shape?.length === 2) return 'Wav2Vec2FeatureExtractor';
  const features = audioInput(graph, 'input_features');
  const bands = features?.shape?.[1];
  return features?.shape?.length === 3 && (bands === 80 || bands === 128) ? 'WhisperFeatureExtractor' : undefined;
}

/** The graph's input of that name. */
export function audioInput(graph: GraphFacts | undefined, name: string): GraphValue | undefined {
  return graph?.inputs.find((input) => input.name === name);
}

function record(value: unknown): ModelConfig | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ModelConfig) : undefined;
}
