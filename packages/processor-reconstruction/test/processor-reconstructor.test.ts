import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { packTokenizer, readTokenizerColumns } from '@onnx-capsule/metadata-core/tokenizer-pack';
import type { CapsuleFiles, CapsuleManifest } from '@onnx-capsule/metadata-schema';
import { describe, expect, test } from 'vitest';

import { ProcessorCache, ProcessorReconstructor } from '../src/index.js';
import { FIXTURES, folderFiles, memoryFiles } from './folder-files.js';

const model = (id: string): ReturnType<typeof folderFiles> => folderFiles(join(FIXTURES, 'models', id));

async function memoryCopy(id: string, paths: readonly string[]): Promise<Record<string, Uint8Array>> {
  const files = model(id);
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await files.bytes(path)] as const)));
}

describe('ProcessorReconstructor', () => {
  test.each(readdirSync(join(FIXTURES, 'models')))('makes what the files of %s describe', async (id) => {
    const files = model(id);
    const made = await ProcessorReconstructor.create(files, { cache: false });
    const config = files.has('preprocessor_config.json') ? ((await files.json('preprocessor_config.json')) as Record<string, unknown>) : {};
    expect({
      tokenizer: made.tokenizer !== undefined,
      imageProcessor: made.imageProcessor?.className,
      featureExtractor: made.featureExtractor?.className,
      warnings: made.warnings,
    }).toEqual({
      tokenizer: files.has('tokenizer_config.json'),
      imageProcessor: config['image_processor_type'],
      featureExtractor: config['feature_extractor_type'],
      warnings: [],
    });
  });

  test.each([
    ['ast-cls', 'ASTFeatureExtractor', 16_000],
    ['wav2vec2-ctc', 'Wav2Vec2FeatureExtractor', 16_000],
    ['wav2vec2-keywords', 'Wav2Vec2FeatureExtractor', 16_000],
    ['whisper-asr', 'WhisperFeatureExtractor', 16_000],
    ['clap-zeroshot', 'ClapFeatureExtractor', 48_000],
  ])('makes the feature extractor of %s', async (id, className, samplingRate) => {
    const { featureExtractor, imageProcessor, warnings } = await new ProcessorReconstructor().create(model(id), { parts: ['featureExtractor'] });
    expect(featureExtractor).toMatchObject({ className, samplingRate });
    expect(imageProcessor).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  test('gives two pipelines of the same content one object, and counts', async () => {
    const cache = new ProcessorCache();
    const reconstructor = new ProcessorReconstructor({ cache, parts: ['featureExtractor'] });
    const [first, second] = await Promise.all([reconstructor.create(model('whisper-asr')), reconstructor.create(model('whisper-asr'))]);
    expect(first.featureExtractor).toBe(second.featureExtractor);
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 1, entries: 1 });
  });

  test('makes a new object each time without a cache', async () => {
    const create = (): ReturnType<typeof ProcessorReconstructor.create> =>
      ProcessorReconstructor.create(model('whisper-asr'), { cache: false, parts: ['featureExtractor'] });
    expect((await create()).featureExtractor).not.toBe((await create()).featureExtractor);
  });

  test('takes the class of a configuration without one from the model type', async () => {
    const files = memoryFiles({
      'config.json': { model_type: 'hubert' },
      'preprocessor_config.json': { do_normalize: true, feature_size: 1, padding_side: 'right', padding_value: 0, sampling_rate: 16_000 },
    });
    const { featureExtractor } = await ProcessorReconstructor.create(files);
    expect(featureExtractor?.className).toBe('Wav2Vec2FeatureExtractor');
  });

  test('reads the nested parts of a version 5 processor_config.json', async () => {
    const files = memoryFiles({
      'processor_config.json': {
        processor_class: 'WhisperProcessor',
        feature_extractor: { feature_extractor_type: 'WhisperFeatureExtractor', feature_size: 128 },
      },
    });
    const { featureExtractor, processorClass } = await ProcessorReconstructor.create(files);
    expect(processorClass).toBe('WhisperProcessor');
    expect(featureExtractor?.config).toMatchObject({ feature_size: 128, n_samples: 480_000 });
  });

  test('assumes features from config.json where their configuration is missing, and says so', async () => {
    const warnings: string[] = [];
    const files = memoryFiles({ 'config.json': { model_type: 'whisper', num_mel_bins: 128, max_source_positions: 100 } });
    const { featureExtractor } = await ProcessorReconstructor.create(files, { onWarning: (message) => warnings.push(message) });
    expect(featureExtractor?.config).toMatchObject({ feature_size: 128, chunk_length: 2 });
    expect(warnings).toEqual([expect.stringContaining('preprocessor_config.json is missing')]);
  });

  test('makes tokenizer and image processor of a combined model', async () => {
    const { tokenizer, imageProcessor, featureExtractor, processorClass } = await ProcessorReconstructor.create(model('clip-zeroshot'));
    expect(tokenizer!.encode('a photo of a cat').ids.length).toBeGreaterThan(4);
    expect(imageProcessor).toMatchObject({ className: 'CLIPImageProcessor' });
    expect(featureExtractor).toBeUndefined();
    expect(processorClass).toBe('CLIPProcessor');
  });

  test('shares a tokenizer between models whose config.json differs', async () => {
    const cache = new ProcessorCache();
    const tokenizerFiles = await memoryCopy('bert-tiny-langid', ['tokenizer.json', 'tokenizer_config.json']);
    const create = async (config: Record<string, unknown>): Promise<unknown> =>
      (await ProcessorReconstructor.create(memoryFiles({ ...tokenizerFiles, 'config.json': config }), { cache })).tokenizer;
    expect(await create({ model_type: 'bert', num_labels: 2 })).toBe(await create({ model_type: 'bert', num_labels: 3 }));
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 1 });
  });

  test('shares no tokenizer by a digest that its packed form does not have', async () => {
    const cache = new ProcessorCache();
    const packed = (vocab: Readonly<Record<string, number>>): CapsuleFiles => {
      const json = JSON.stringify({ version: '1.0', model: { type: 'WordLevel', vocab, unk_token: 'a' } });
      const stored = packTokenizer(new TextEncoder().encode(json))!;
      const claimed = { path: 'tokenizer.json', size: 1, sha256: 'f'.repeat(64) };
      return {
        ...memoryFiles({ 'tokenizer.json': json }),
        manifest: { files: [{ ...claimed, codec: 'tokenizer-pack' }] } as unknown as CapsuleManifest,
        list: () => [claimed],
        entry: () => Promise.resolve(stored),
        tokenizerColumns: (path) => Promise.resolve(path === 'tokenizer.json' ? readTokenizerColumns(stored) : undefined),
      };
    };
    const ids = async (files: CapsuleFiles): Promise<number[] | undefined> =>
      (await ProcessorReconstructor.create(files, { cache })).tokenizer?.encode('b').ids;
    expect(await ids(packed({ a: 0, b: 1 }))).toEqual([1]);
    expect(await ids(packed({ b: 0, a: 1 }))).toEqual([0]);
    expect(await ids(packed({ b: 0, a: 1 }))).toEqual([0]);
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 2 });
  });

  test('assumes an image processor where one is asked for by name', async () => {
    const files = memoryFiles({ 'config.json': { model_type: 'vit', image_size: 32 } });
    const { imageProcessor, warnings } = await ProcessorReconstructor.create(files, { parts: ['imageProcessor'] });
    expect(imageProcessor).toMatchObject({ className: 'ViTImageProcessor', fields: { size: { height: 32, width: 32 } } });
    expect(warnings).toHaveLength(1);
  });

  test('lets fixed dimensions of the graph win', async () => {
    const graph = { inputs: [{ name: 'input_features', type: 'float32', shape: [1, 80, 60] }], outputs: [], opsets: {} };
    const { featureExtractor } = await ProcessorReconstructor.create(model('whisper-asr'), { graph, parts: ['featureExtractor'] });
    const features = await featureExtractor!.process({ data: new Float32Array(400).fill(0.5), samplingRate: 16_000 });
    expect(features['input_features']!.dims).toEqual([1, 80, 60]);
  });

  test('passes on what is said only when the first image comes', async () => {
    const warnings: string[] = [];
    const graph = { inputs: [{ name: 'pixel_values', type: 'float32', shape: [1, 3, 40, 40] }], outputs: [], opsets: {} };
    const { imageProcessor } = await ProcessorReconstructor.create(model('vit-cls'), { graph, onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([]);
    const { pixel_values: pixels } = await imageProcessor!.process({ data: new Uint8Array(48), width: 4, height: 4, channels: 3 });
    expect(pixels!.dims).toEqual([1, 3, 40, 40]);
    expect(warnings).toHaveLength(1);
  });

  test('forgets what could not be made', async () => {
    const cache = new ProcessorCache();
    const files = memoryFiles({ 'preprocessor_config.json': { feature_extractor_type: 'WhisperFeatureExtractor', sampling_rate: 16_000, n_fft: 0 } });
    for (let i = 0; i < 2; i++) await expect(ProcessorReconstructor.create(files, { cache })).rejects.toMatchObject({ code: 'BAD_CONFIG' });
    expect(cache.stats()).toMatchObject({ hits: 0, misses: 2, entries: 0 });
  });

  test('keeps within its bound', async () => {
    const cache = new ProcessorCache({ maxBytes: 400 });
    const create = (rate: number): ReturnType<typeof ProcessorReconstructor.create> =>
      ProcessorReconstructor.create(memoryFiles({ 'preprocessor_config.json': { feature_extractor_type: 'Wav2Vec2FeatureExtractor', sampling_rate: rate } }), { cache });
    for (const rate of [8000, 16_000, 22_050, 24_000, 44_100, 48_000]) await create(rate);
    expect(cache.stats().bytes).toBeLessThanOrEqual(400);
    expect(cache.stats().entries).toBeGreaterThan(0);
    cache.clear();
    expect(cache.stats()).toEqual({ hits: 0, misses: 0, entries: 0, bytes: 0, maxBytes: 400 });
  });

  test('makes nothing for a model without processors', async () => {
    expect(await ProcessorReconstructor.create(memoryFiles({ 'config.json': { model_type: 'bert' } }))).toEqual({ warnings: [] });
  });

  test('refuses a configuration that is no object', async () => {
    await expect(ProcessorReconstructor.create(memoryFiles({ 'preprocessor_config.json': [] }))).rejects.toMatchObject({ code: 'BAD_CONFIG' });
  });
});
