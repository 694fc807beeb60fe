import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { createFeatureExtractor, type FeatureExtractorConfig, type FeatureOverrides } from '../../src/audio.js';
import { loadAudio } from '../../src/node.js';
import { FIXTURES } from '../folder-files.js';
import { type GoldenTensor, tensorDifference } from '../golden-tensors.js';

interface GoldenFile {
  readonly kind: string;
  readonly cases: readonly {
    readonly input: { readonly audio: string | readonly string[]; readonly seconds?: number };
    readonly options: FeatureOverrides;
    readonly outputs: Readonly<Record<string, GoldenTensor>>;
  }[];
  readonly skipped?: readonly { readonly audio: readonly string[] }[];
}

const folders = readdirSync(join(FIXTURES, 'preprocess'))
  .filter((name) => name !== 'README.md')
  .map((name) => ({ name, golden: readJson(join(FIXTURES, 'preprocess', name, 'golden.json')) as GoldenFile }))
  .filter(({ golden }) => golden.kind === 'audio');

describe('preprocess goldens of audio', () => {
  test('cover twelve configurations', () => {
    expect(folders.map(({ name }) => name)).toHaveLength(12);
  });

  for (const { name, golden } of folders) {
    const extractor = (): ReturnType<typeof createFeatureExtractor> => createFeatureExtractor(configOf(name));
    for (const { input, options, outputs } of golden.cases) {
      test(`${name} gives the reference's tensors for ${JSON.stringify(input)} ${JSON.stringify(options)}`, async () => {
        const features = await extractor().process(await clips(input.audio, input.seconds), options);
        expect(Object.keys(features).sort()).toEqual(Object.keys(outputs).sort());
        for (const [key, expected] of Object.entries(outputs)) {
          const { max, mean } = tensorDifference(features[key], expected);
          expect(max).toBeLessThanOrEqual(1e-4);
          expect(mean).toBeLessThanOrEqual(1e-5);
        }
      });
    }
    for (const { audio } of golden.skipped ?? []) {
      test(`${name} refuses ${audio.join()} as the reference does`, async () => {
        await expect(extractor().process(await clips(audio, undefined))).rejects.toMatchObject({ name: 'ProcessorError', code: 'AUDIO_TOO_SHORT' });
      });
    }
  }
});

async function clips(audio: string | readonly string[], seconds: number | undefined): Promise<Awaited<ReturnType<typeof loadAudio>>[]> {
  const names = typeof audio === 'string' ? [audio] : audio;
  const loaded = await Promise.all(names.map((name) => loadAudio(join(FIXTURES, 'media', name))));
  return loaded.map(({ data, samplingRate }) => ({
    data: seconds === undefined ? data : data.slice(0, Math.floor(seconds * samplingRate)),
    samplingRate,
  }));
}

function configOf(name: string): FeatureExtractorConfig {
  const path = join(FIXTURES, 'preprocess', name, 'preprocessor_config.json');
  if (existsSync(path)) return readJson(path) as FeatureExtractorConfig;
  const { feature_extractor: nested } = readJson(join(FIXTURES, 'preprocess', name, 'processor_config.json')) as {
    feature_extractor: FeatureExtractorConfig;
  };
  return nested;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
