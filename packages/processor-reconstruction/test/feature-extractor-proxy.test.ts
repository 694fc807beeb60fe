import type { GraphFacts } from '@onnx-capsule/metadata-schema';
import { describe, expect, test } from 'vitest';

import { FeatureExtractorProxy } from '../src/index.js';

const graph = (name: string, shape: readonly (number | string)[]): GraphFacts => ({
  inputs: [{ name, type: 'float32', shape }],
  outputs: [],
  opsets: { '': 17 },
});
const clip = (length: number, samplingRate = 16_000): { data: Float32Array; samplingRate: number } => ({
  data: Float32Array.from({ length }, (_, i) => Math.sin(i / 7)),
  samplingRate,
});

describe('FeatureExtractorProxy', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['WhisperFeatureExtractor', { model_type: 'whisper', num_mel_bins: 128, max_source_positions: 1500 }, { feature_size: 128, chunk_length: 30 }],
    ['ASTFeatureExtractor', { model_type: 'audio-spectrogram-transformer', num_mel_bins: 64, max_length: 128 }, { num_mel_bins: 64, max_length: 128 }],
    ['ClapFeatureExtractor', { model_type: 'clap', audio_config: { num_mel_bins: 32, enable_fusion: false } }, { feature_size: 32, truncation: 'rand_trunc' }],
    ['Wav2Vec2FeatureExtractor', { model_type: 'wav2vec2', feat_extract_norm: 'layer' }, { return_attention_mask: true, do_normalize: true }],
    ['Wav2Vec2FeatureExtractor', { model_type: 'moonshine' }, { return_attention_mask: true, do_normalize: false }],
    ['SeamlessM4TFeatureExtractor', { model_type: 'seamless_m4t', feature_projection_input_dim: 160 }, { num_mel_bins: 80, stride: 2 }],
    ['Speech2TextFeatureExtractor', { model_type: 'speech_to_text', input_feat_per_channel: 40 }, { num_mel_bins: 40 }],
    ['SpeechT5FeatureExtractor', { model_type: 'speecht5', num_mel_bins: 40 }, { num_mel_bins: 40 }],
    ['EncodecFeatureExtractor', { model_type: 'encodec', sampling_rate: 32_000, audio_channels: 1 }, { sampling_rate: 32_000 }],
    ['DacFeatureExtractor', { model_type: 'dac', sampling_rate: 44_100, hop_length: 320 }, { sampling_rate: 44_100, hop_length: 320 }],
    ['UnivNetFeatureExtractor', { model_type: 'univnet', num_mel_bins: 50 }, { num_mel_bins: 50 }],
    ['ParakeetFeatureExtractor', { model_type: 'parakeet_ctc', encoder_config: { num_mel_bins: 128 } }, { feature_size: 128 }],
  ])('assumes %s from %j and warns once', (className, modelConfig, expected) => {
    const warnings: string[] = [];
    const proxy = new FeatureExtractorProxy({ config: modelConfig, onWarning: (message) => warnings.push(message) });
    expect(proxy).toMatchObject({ className, config: expected, assumptions: warnings });
    expect(warnings).toEqual([expect.stringMatching(/preprocessor_config\.json is missing.*onnx-capsule embed/)]);
  });

  test('tells waveforms and log-mel features by the graph alone', async () => {
    const waveform = new FeatureExtractorProxy({ graph: graph('input_values', ['batch', 'samples']) });
    expect(waveform.className).toBe('Wav2Vec2FeatureExtractor');
    const mel = new FeatureExtractorProxy({ graph: graph('input_features', ['batch', 128, 100]) });
    expect(mel.className).toBe('WhisperFeatureExtractor');
    expect((await mel.process(clip(5000)))['input_features']!.dims).toEqual([1, 128, 100]);
  });

  test.each<[string, readonly number[], number]>([
    ['ASTFeatureExtractor', [1, 50, 40], 16_000],
    ['ClapFeatureExtractor', [1, 4, 51, 32], 48_000],
    ['EncodecFeatureExtractor', [1, 1, 9000], 24_000],
    ['DacFeatureExtractor', [1, 1, 8192], 16_000],
    ['SeamlessM4TFeatureExtractor', [1, 30, 80], 16_000],
    ['Speech2TextFeatureExtractor', [1, 60, 40], 16_000],
    ['SpeechT5FeatureExtractor', [1, 4000], 16_000],
    ['Wav2Vec2FeatureExtractor', [1, 9000], 16_000],
    ['WhisperFeatureExtractor', [1, 40, 70], 16_000],
  ])('gives %s the fixed shape %j, whatever the configuration and the call say', async (className, shape, samplingRate) => {
    const name = /Whisper|Clap|Seamless|Speech2Text/.test(className) ? 'input_features' : 'input_values';
    const proxy = new FeatureExtractorProxy({ processorConfig: { feature_extractor_type: className }, graph: graph(name, shape) });
    const features = await proxy.process(clip(8000, samplingRate));
    expect(features[name]!.dims).toEqual(shape);
    expect(proxy.assumptions).toEqual([]);
  });

  test('leaves a clip whole for Whisper where a call asks for it: the graph gets it window by window', async () => {
    const proxy = new FeatureExtractorProxy({ processorConfig: { feature_extractor_type: 'WhisperFeatureExtractor' }, graph: graph('input_features', [1, 80, 20]) });
    expect((await proxy.process(clip(8000)))['input_features']!.dims).toEqual([1, 80, 20]);
    expect((await proxy.process(clip(8000), { truncation: false, padding: 'longest' }))['input_features']!.dims).toEqual([1, 80, 50]);
  });

  test('cuts a clip that is longer than a fixed shape', async () => {
    const proxy = new FeatureExtractorProxy({ processorConfig: { feature_extractor_type: 'Wav2Vec2FeatureExtractor' }, graph: graph('input_values', [1, 3000]) });
    expect((await proxy.process(clip(8000), { padding: true }))['input_values']!.dims).toEqual([1, 3000]);
  });

  test('gives the attention mask that the graph takes', async () => {
    const { inputs, ...rest } = graph('input_values', ['batch', 'samples']);
    const masked = { ...rest, inputs: [...inputs, { name: 'attention_mask', type: 'int64', shape: ['batch', 'samples'] }] };
    const proxy = new FeatureExtractorProxy({ processorConfig: { feature_extractor_type: 'Wav2Vec2FeatureExtractor' }, graph: masked });
    expect(Object.keys(await proxy.process(clip(777)))).toEqual(['input_values', 'attention_mask']);
  });

  test('leaves free dimensions to the configuration', async () => {
    const proxy = new FeatureExtractorProxy({ processorConfig: { feature_extractor_type: 'Wav2Vec2FeatureExtractor' }, graph: graph('input_values', ['batch', 'samples']) });
    expect((await proxy.process(clip(777)))['input_values']!.dims).toEqual([1, 777]);
  });

  test('refuses a model of which nothing speaks of sound', () => {
    expect(() => new FeatureExtractorProxy({ config: { model_type: 'bert' } })).toThrow(expect.objectContaining({ code: 'FEATURE_EXTRACTOR_UNKNOWN' }));
  });
});
