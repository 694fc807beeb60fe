import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { decodeWav } from '../../src/audio.js';
import { loadAudio } from '../../src/node.js';
import { FIXTURES } from '../folder-files.js';
import { type GoldenTensor, goldenValues, tensorDifference } from '../golden-tensors.js';

interface FileGoldens {
  readonly decoding: readonly { readonly container: string; readonly subtype: string; readonly rate: number; readonly file: string; readonly channels: readonly GoldenTensor[] }[];
  readonly mixing: readonly { readonly channels: number; readonly mask: number; readonly file: string; readonly mono: GoldenTensor }[];
  readonly files: readonly { readonly file: string; readonly rate: number; readonly samples: GoldenTensor }[];
  readonly arrays: readonly { readonly file: string; readonly rate: number; readonly samples: GoldenTensor }[];
}

const goldens = JSON.parse(gunzipSync(readFileSync(join(FIXTURES, 'audio', 'files.json.gz'))).toString('utf8')) as FileGoldens;
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const media = (name: string): string => join(FIXTURES, 'media', name);

describe('decodeWav', () => {
  test.each(goldens.decoding)('reads $subtype in $container as soundfile does', ({ rate, file, channels }) => {
    const decoded = decodeWav(bytesOf(file));
    expect(decoded.samplingRate).toBe(rate);
    expect(decoded.channels.map((channel) => Array.from(channel))).toEqual(channels.map(goldenValues));
  });

  test('gives the float32 samples that the media listing has the hashes of', async () => {
    const { audio } = JSON.parse(readFileSync(media('media.json'), 'utf8')) as { audio: Record<string, { float32_sha256: string; channels: number }> };
    for (const [name, { float32_sha256: expected, channels }] of Object.entries(audio)) {
      const decoded = decodeWav(new Uint8Array(readFileSync(media(name))));
      expect(decoded.channels).toHaveLength(channels);
      const interleaved = Float32Array.from({ length: channels * decoded.channels[0]!.length }, (_, i) => decoded.channels[i % channels]![Math.floor(i / channels)]!);
      const digest = await crypto.subtle.digest('SHA-256', interleaved);
      expect(Buffer.from(digest).toString('hex'), name).toBe(expected);
    }
  });
});

describe('loadAudio', () => {
  test.each(goldens.mixing)('mixes $channels channels with mask $mask as FFmpeg does', async ({ file, mono }) => {
    const { data } = await loadAudio(bytesOf(file));
    expect(tensorDifference({ type: 'float32', dims: [data.length], data }, mono).max).toBeLessThanOrEqual(1e-7);
  });

  test.each(goldens.files)('resamples $file to $rate Hz as FFmpeg does', async ({ file, rate, samples }) => {
    const { data, samplingRate } = await loadAudio(media(file), { samplingRate: rate });
    expect(samplingRate).toBe(rate);
    expect(tensorDifference({ type: 'float32', dims: [data.length], data }, samples).max).toBeLessThanOrEqual(1e-5);
  });

  test.each(goldens.arrays)('resamples the samples of $file to $rate Hz as torchaudio does', async ({ file, rate, samples }) => {
    const { channels, samplingRate } = decodeWav(new Uint8Array(readFileSync(media(file))));
    const { data } = await loadAudio({ array: channels[0]!, sampling_rate: samplingRate }, { samplingRate: rate });
    expect(tensorDifference({ type: 'float32', dims: [data.length], data }, samples).max).toBeLessThanOrEqual(2e-5);
  });
});
