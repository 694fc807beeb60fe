import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { describe, expect, test } from 'vitest';

import { type AudioSource, decodeWav, loadAudio as loadAnywhere, resample } from '../../src/audio.js';
import { loadAudio } from '../../src/node.js';
import { FIXTURES } from '../folder-files.js';

const path = join(FIXTURES, 'media', 'tiny16k.wav');
const bytes = new Uint8Array(readFileSync(path));
const samples = decodeWav(bytes).channels[0]!;

/** A WAV file around `data`, with fields of its fmt chunk replaced. */
function wav(data: Uint8Array, { tag = 1, channels = 1, rate = 16_000, align = 2, bits = 16 } = {}): Uint8Array {
  const file = new Uint8Array(44 + data.length);
  const view = new DataView(file.buffer);
  const text = (offset: number, value: string): void => {
    file.set(new TextEncoder().encode(value), offset);
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + data.length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, tag, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint16(32, align, true);
  view.setUint16(34, bits, true);
  text(36, 'data');
  view.setUint32(40, data.length, true);
  file.set(data, 44);
  return file;
}

const floatWav = (values: number[]): Uint8Array => wav(new Uint8Array(Float32Array.from(values).buffer), { tag: 3, align: 4, bits: 32 });

describe('loadAudio', () => {
  test.each<[string, AudioSource]>([
    ['a path', path],
    ['a file URL', pathToFileURL(path)],
    ['a file URL as text', pathToFileURL(path).href],
    ['bytes', bytes],
    ['an ArrayBuffer', bytes.slice().buffer],
    ['a Blob', new Blob([bytes])],
    ['a data URL', `data:audio/wav;base64,${Buffer.from(bytes).toString('base64')}`],
    ['a Float32Array', samples],
    ['a Float64Array', Float64Array.from(samples)],
    ['data and samplingRate', { data: samples, samplingRate: 16_000 }],
    ['array and sampling_rate', { array: Array.from(samples), sampling_rate: 16_000 }],
    ['raw and sampling_rate', { raw: samples, sampling_rate: 16_000 }],
  ])('takes %s', async (_, source) => {
    const audio = await loadAudio(source, { samplingRate: 16_000 });
    expect(audio.samplingRate).toBe(16_000);
    expect(Array.from(audio.data)).toEqual(Array.from(samples));
  });

  test('takes http URLs and refuses those that do not answer with a file', async () => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/a.wav' ? 200 : 404).end(request.url === '/a.wav' ? bytes : '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect((await loadAudio(`${base}/a.wav`)).data).toHaveLength(160);
      await expect(loadAudio(`${base}/b.wav`)).rejects.toMatchObject({ code: 'AUDIO_UNREACHABLE', message: expect.stringContaining('404') as unknown });
    } finally {
      server.close();
    }
    await expect(loadAudio(`${base}/a.wav`)).rejects.toMatchObject({ code: 'AUDIO_UNREACHABLE' });
  });

  test('keeps the rate of the source when none is asked for', async () => {
    expect((await loadAudio(join(FIXTURES, 'media', 'stereo44k.wav'))).samplingRate).toBe(44_100);
  });

  test('decodes other formats with the decoder that is given', async () => {
    const decode = (file: Uint8Array): { channels: Float32Array[]; samplingRate: number } => ({
      channels: [Float32Array.from(file.subarray(4), (byte) => byte / 256)],
      samplingRate: 8000,
    });
    const audio = await loadAnywhere(Uint8Array.of(0x66, 0x4c, 0x61, 0x43, 128, 64), { decode });
    expect(audio).toEqual({ data: Float32Array.of(0.5, 0.25), samplingRate: 8000 });
  });

  test('reads a header whose length was left open up to the end of the file', async () => {
    const streamed = bytes.slice();
    new DataView(streamed.buffer).setUint32(40, 0xffff_ffff, true);
    expect((await loadAudio(streamed)).data).toHaveLength(160);
  });

  test('gives no less than a whole clip after resampling', () => {
    expect(resample(new Float32Array(7), 16_000, 48_000)).toHaveLength(21);
    expect(resample(new Float32Array(1).fill(1), 48_000, 16_000)).toHaveLength(1);
  });

  test.each<[string, unknown, string]>([
    ['no samples in a WAV file', wav(new Uint8Array(0)), 'AUDIO_EMPTY'],
    ['no bytes', new Uint8Array(0), 'AUDIO_EMPTY'],
    ['no samples', new Float32Array(0), 'AUDIO_EMPTY'],
    ['NaN in a WAV file', floatWav([0, Number.NaN]), 'AUDIO_NOT_FINITE'],
    ['infinity in samples', Float32Array.of(0, Infinity), 'AUDIO_NOT_FINITE'],
    ['text', new TextEncoder().encode('no sound at all'), 'UNSUPPORTED_AUDIO'],
    ['a truncated WAV file', bytes.subarray(0, 100), 'BAD_WAV'],
    ['a WAV file without a data chunk', bytes.subarray(0, 36), 'BAD_WAV'],
    ['a WAV file without anything', bytes.subarray(0, 12), 'BAD_WAV'],
    ['a fmt chunk that is cut', bytes.subarray(0, 30), 'BAD_WAV'],
    ['no channels', wav(new Uint8Array(4), { channels: 0 }), 'BAD_WAV'],
    ['too many channels', wav(new Uint8Array(4), { channels: 1000 }), 'BAD_WAV'],
    ['a rate of zero', wav(new Uint8Array(4), { rate: 0 }), 'BAD_WAV'],
    ['a rate that no recorder has', wav(new Uint8Array(4), { rate: 5_000_011 }), 'BAD_WAV'],
    ['ADPCM', wav(new Uint8Array(4), { tag: 2 }), 'UNSUPPORTED_AUDIO'],
    ['16-bit floats', wav(new Uint8Array(4), { tag: 3 }), 'UNSUPPORTED_AUDIO'],
    ['a block size of zero', wav(new Uint8Array(4), { align: 0 }), 'UNSUPPORTED_AUDIO'],
    ['ten channels', wav(new Uint8Array(20), { channels: 10, align: 20 }), 'UNSUPPORTED_AUDIO'],
    ['a missing file', join(FIXTURES, 'media', 'missing.wav'), 'AUDIO_UNREACHABLE'],
    ['null', null, 'BAD_AUDIO'],
    ['a number', 5, 'BAD_AUDIO'],
    ['an object without samples', { samplingRate: 16_000 }, 'BAD_AUDIO'],
    ['channels as lists', { data: [[0], [0]], samplingRate: 16_000 }, 'BAD_AUDIO'],
    ['samples without a rate', Float32Array.of(1), 'BAD_AUDIO'],
    ['a rate that is no number', { data: Float32Array.of(1), samplingRate: 0.5 }, 'BAD_OPTION'],
  ])('refuses %s', async (_, source, code) => {
    const empty = code === 'AUDIO_EMPTY' || code === 'AUDIO_NOT_FINITE';
    const refused = loadAudio(source as AudioSource, empty ? { samplingRate: 16_000 } : {});
    await expect(refused).rejects.toMatchObject({ name: 'ProcessorError', code, hint: expect.any(String) as unknown });
  });

  test('refuses a path in the neutral entry, and a bad rate everywhere', async () => {
    await expect(loadAnywhere('clip.wav')).rejects.toMatchObject({ code: 'BAD_AUDIO' });
    await expect(loadAudio(bytes, { samplingRate: Number.NaN })).rejects.toMatchObject({ code: 'BAD_OPTION' });
    await expect(loadAudio({ data: new Float32Array(2 ** 20), samplingRate: 1 }, { samplingRate: 2 ** 20 })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });

  test('gives only typed errors for a WAV file cut at any byte', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'capsule-audio-'));
    try {
      for (let length = 0; length < bytes.length; length += 7) {
        const cut = join(folder, 'cut.wav');
        writeFileSync(cut, bytes.subarray(0, length));
        await expect(loadAudio(cut)).rejects.toMatchObject({ name: 'ProcessorError' });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('gives only typed errors for a WAV file with changed bytes in its header', async () => {
    let state = 5;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 400; round++) {
      const changed = bytes.slice();
      for (let count = 1 + random(3); count > 0; count--) changed[12 + random(36)] = random(256);
      await loadAudio(changed, { samplingRate: 16_000 }).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'ProcessorError' });
      });
    }
  });
});
