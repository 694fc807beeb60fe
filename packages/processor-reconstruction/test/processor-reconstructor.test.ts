import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { ProcessorCache, ProcessorReconstructor } from '../src/index.js';
import { FIXTURES, folderFiles, memoryFiles } from './folder-files.js';

const model = (id: string): ReturnType<typeof folderFiles> => folderFiles(join(FIXTURES, 'models', id));

describe('ProcessorReconstructor', () => {
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

  test('makes nothing for a model without processors', async () => {
    expect(await ProcessorReconstructor.create(memoryFiles({ 'config.json': { model_type: 'bert' } }))).toEqual({ warnings: [] });
  });

  test('refuses a configuration that is no object', async () => {
    await expect(ProcessorReconstructor.create(memoryFiles({ 'preprocessor_config.json': [] }))).rejects.toMatchObject({ code: 'BAD_CONFIG' });
  });
});
