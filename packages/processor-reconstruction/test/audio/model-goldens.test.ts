import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { chunkAudio } from '../../src/audio.js';
import { ProcessorReconstructor } from '../../src/index.js';
import { loadAudio } from '../../src/node.js';
import { FIXTURES, folderFiles } from '../folder-files.js';
import { type GoldenTensor, tensorDifference } from '../golden-tensors.js';

interface GoldenCase {
  readonly input: { readonly audio: string };
  readonly options: { readonly chunk_length_s?: number; readonly stride_length_s?: readonly [number, number] };
  readonly features?: Readonly<Record<string, GoldenTensor>>;
}

/** Names of features that a feature extractor makes; `#0`, `#1`, … number the calls of one case. */
const SOUND = /^(input_values|input_features)(?:#(\d+))?$/;

describe.each(['ast-cls', 'clap-zeroshot', 'wav2vec2-ctc', 'wav2vec2-keywords', 'whisper-asr'])('features of %s', (id) => {
  const { cases } = JSON.parse(readFileSync(join(FIXTURES, 'golden', `${id}.json`), 'utf8')) as { cases: readonly GoldenCase[] };
  const withFeatures = cases.filter(({ features }) => Object.keys(features ?? {}).some((name) => SOUND.test(name)));

  test('are in the golden file', () => {
    expect(withFeatures.length).toBeGreaterThan(1);
  });

  test.each(withFeatures)('equal the reference for $input.audio $options', async ({ input, options, features }) => {
    const { featureExtractor } = await ProcessorReconstructor.create(folderFiles(join(FIXTURES, 'models', id)), { parts: ['featureExtractor'] });
    const audio = await loadAudio(join(FIXTURES, 'media', input.audio), { samplingRate: featureExtractor!.samplingRate });
    const { chunk_length_s: chunkLengthS, stride_length_s: strideLengthS } = options;
    const clips = chunkLengthS === undefined ? [audio] : chunkAudio(audio, { chunkLengthS, strideLengthS }).map((chunk) => chunk.audio);
    for (const [key, expected] of Object.entries(features!)) {
      const match = SOUND.exec(key);
      if (match === null) continue;
      const tensors = await featureExtractor!.process(clips[Number(match[2] ?? 0)]!);
      const { max, mean } = tensorDifference(tensors[match[1]!], expected);
      expect(max).toBeLessThanOrEqual(1e-4);
      expect(mean).toBeLessThanOrEqual(1e-5);
    }
  });
});
