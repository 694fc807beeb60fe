import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { createFeatureExtractor, createMelFilterBank, type FeatureOverrides, type MelScale, spectrogram, windowFunction } from '../../src/audio.js';
import { loadAudio } from '../../src/node.js';
import { FIXTURES } from '../folder-files.js';
import { type GoldenTensor, tensorDifference } from '../golden-tensors.js';

type Clip = readonly [name: string, start: number, stop: number];

interface FeatureCase {
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly clips: readonly Clip[];
  readonly options: FeatureOverrides & { readonly audio_target?: readonly Clip[] };
  readonly random: number;
  readonly outputs: Readonly<Record<string, GoldenTensor>>;
}

interface SpectrogramCase {
  readonly window: { readonly name: string; readonly length: number; readonly periodic: boolean };
  readonly frame: number;
  readonly hop: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly clip: Clip;
  readonly output: GoldenTensor;
}

interface GoldenFile {
  readonly library: string;
  readonly cases: readonly FeatureCase[];
  readonly spectrograms?: readonly SpectrogramCase[];
}

const read = (name: string): GoldenFile =>
  JSON.parse(gunzipSync(readFileSync(join(FIXTURES, 'audio', name))).toString('utf8')) as GoldenFile;
const [v4, v5] = [read('features-v4.json.gz'), read('features-v5.json.gz')];

/** Classes that draw random numbers take the golden's place in each range. */
const RANDOM_CLASSES = new Set(['ClapFeatureExtractor']);

async function cut([name, start, stop]: Clip, samplingRate: number): Promise<Awaited<ReturnType<typeof loadAudio>>> {
  const { data } = await loadAudio(join(FIXTURES, 'media', name));
  return { data: data.slice(start, stop), samplingRate };
}

describe.each([v4, v5])('features of $library', ({ cases }) => {
  test.each(cases)('equal the reference: $class $config.feature_size $options', async (golden) => {
    const extractor = createFeatureExtractor(golden.config);
    const load = (clips: readonly Clip[]): ReturnType<typeof cut>[] => clips.map((clip) => cut(clip, extractor.samplingRate));
    const { audio_target: target, ...options } = golden.options;
    const features = await extractor.process(await Promise.all(load(golden.clips)), {
      ...options,
      ...(target === undefined ? {} : { audio_target: await Promise.all(load(target)) }),
      ...(RANDOM_CLASSES.has(golden.class) ? { random: () => golden.random } : {}),
    });
    expect(Object.keys(features).sort()).toEqual(Object.keys(golden.outputs).sort());
    for (const [name, expected] of Object.entries(golden.outputs)) {
      const { max, mean } = tensorDifference(features[name], expected);
      expect(max, name).toBeLessThanOrEqual(1e-4);
      expect(mean, name).toBeLessThanOrEqual(1e-5);
    }
  });
});

describe('spectrogram', () => {
  test.each(v4.spectrograms!)('equals the reference: $window.name $frame $options', async ({ window, frame, hop, options, clip, output }) => {
    const { data } = await cut(clip, 16_000);
    const fftLength = (options['fft_length'] as number | undefined) ?? frame;
    const mel = options['mel'] as Record<string, never> | undefined;
    const result = spectrogram(data, {
      window: windowFunction(window.length, window.name, { periodic: window.periodic, frameLength: frame }),
      frameLength: frame,
      hopLength: hop,
      ...renamed(options),
      ...(mel === undefined ? {} : { melFilters: melFilters(mel, Math.floor(fftLength / 2) + 1) }),
    });
    const { bins, frames } = result;
    const transposed = Float32Array.from({ length: bins * frames }, (_, i) => result.data[(i % frames) * bins + Math.floor(i / frames)]!);
    const { max, mean } = tensorDifference({ type: 'float32', dims: [bins, frames], data: transposed }, output);
    expect(max).toBeLessThanOrEqual(1e-4);
    expect(mean).toBeLessThanOrEqual(1e-5);
  });
});

/** The reference's snake_case names in ours. */
function renamed(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options)
      .filter(([name]) => name !== 'mel')
      .map(([name, value]) => [name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()), value]),
  );
}

function melFilters(mel: Readonly<Record<string, unknown>>, bins: number): ReturnType<typeof createMelFilterBank> {
  return createMelFilterBank({
    bins,
    filters: mel['num_mel_filters'] as number,
    minFrequency: (mel['min_frequency'] as number | undefined) ?? 0,
    maxFrequency: (mel['max_frequency'] as number | undefined) ?? 8000,
    samplingRate: 16_000,
    scale: mel['mel_scale'] as MelScale,
    norm: mel['norm'] as 'slaney' | undefined,
    triangularizeInMelSpace: mel['triangularize_in_mel_space'] === true,
  });
}
