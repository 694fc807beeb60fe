/// <reference types="node" />
/** Base64 and gzip, against Node's own. */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { decodeBase64, gunzip } from '../src/codecs.js';
import { decodeFile, DEFAULT_LIMITS } from '../src/index.js';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

test('decodes what Node encodes, at every length', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = randomBytes(length);
    expect(Buffer.from(decodeBase64(ascii(bytes.toString('base64')), 'x'))).toEqual(bytes);
  }
});

test.each(['A', 'AA', 'AAA', 'AAAAA', 'A===', '====', 'AA=A', 'A=AA', 'AB==', 'AAB=', 'AA-_', 'AA A', 'AAA\n', 'ÄAA'])('refuses %j as base64', (text) => {
  expect(() => decodeBase64(ascii(text), 'x')).toThrow(expect.objectContaining({ code: 'BAD_BASE64', where: 'x' }) as Error);
});

test('decodes long texts, and refuses one wrong character anywhere in them', () => {
  for (const length of [6000, 6001, 6002]) {
    const bytes = randomBytes(length);
    const text = bytes.toString('base64');
    expect(Buffer.from(decodeBase64(ascii(text), 'x'))).toEqual(bytes);
    for (const wrong of ['-', '_', ' ', '\n', '=', '\u0000', '\u00e9']) {
      for (const at of [0, 1, 2, 3, 4001, text.length - 5]) {
        const damaged = Uint8Array.from(Buffer.from(text.slice(0, at) + wrong + text.slice(at + 1), 'latin1'));
        expect(() => decodeBase64(damaged, 'x')).toThrow(expect.objectContaining({ code: 'BAD_BASE64' }) as Error);
      }
    }
  }
});

test('unpacks gzip up to the limit and not a byte further', async () => {
  const bytes = randomBytes(200_000);
  const packed = new Uint8Array(gzipSync(bytes));
  expect(Buffer.from(await gunzip(packed, 200_000, 'x'))).toEqual(bytes);
  await expect(gunzip(packed, 199_999, 'x')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
});

test('types damaged gzip', async () => {
  const packed = new Uint8Array(gzipSync(randomBytes(1000)));
  const flipped = packed.slice();
  flipped[500]! ^= 1;
  for (const bytes of [packed.subarray(0, -1), packed.subarray(0, 500), flipped, new Uint8Array(), packed.subarray(1)]) {
    await expect(gunzip(bytes, 10_000, 'x')).rejects.toMatchObject({ code: 'BAD_GZIP' });
  }
});

test('unpacks gzip whose stated length is wrong only as far as zlib takes it', async () => {
  const packed = new Uint8Array(gzipSync(randomBytes(100_000)));
  for (const stated of [0, 1, 0x7fff_ffff, 0xffff_ffff]) {
    const damaged = packed.slice();
    new DataView(damaged.buffer).setUint32(damaged.length - 4, stated, true);
    await expect(gunzip(damaged, 1_000_000, 'x')).rejects.toMatchObject({ code: 'BAD_GZIP' });
  }
});

test('decodes files by their codec and checks their length', async () => {
  const file = { path: 'a.txt', codec: 'utf8', size: 5, sha256: '' } as const;
  const packed = ascii(gzipSync('hello').toString('base64'));
  expect(await decodeFile(file, ascii('hello'), DEFAULT_LIMITS)).toEqual(ascii('hello'));
  expect(await decodeFile({ ...file, codec: 'gzip' }, packed, DEFAULT_LIMITS)).toEqual(ascii('hello'));
  await expect(decodeFile(file, ascii('hell'), DEFAULT_LIMITS)).rejects.toMatchObject({ code: 'SIZE_MISMATCH', where: 'a.txt' });
  await expect(decodeFile({ ...file, codec: 'gzip', size: 4 }, packed, DEFAULT_LIMITS)).rejects.toMatchObject({ code: 'SIZE_MISMATCH' });
  await expect(decodeFile({ ...file, codec: 'tokenizer-pack' }, packed, DEFAULT_LIMITS)).rejects.toMatchObject({ code: 'BAD_TOKENIZER_PACK' });
  await expect(decodeFile({ ...file, codec: 'zstd' as 'gzip' }, packed, DEFAULT_LIMITS)).rejects.toMatchObject({ code: 'UNKNOWN_CODEC' });
});
