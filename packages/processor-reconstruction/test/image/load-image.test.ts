/** Loading of images against Pillow: every mode, whole and damaged files, every kind of source. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { loadImage as loadAnywhere, MAX_IMAGE_PIXELS } from '../../src/image.js';
import { encodePng, loadImage, saveImage } from '../../src/node.js';
import { codeOf, FIXTURES, readJson, sha256 } from './image-goldens.js';

interface MediaEntry {
  readonly rgb_size: readonly [number, number];
  readonly rgb_sha256: string;
}

const media = (readJson('media/media.json') as { readonly images: Readonly<Record<string, MediaEntry>> }).images;
const files = readJson('reference-images/files.json') as Readonly<Record<string, { size?: [number, number]; sha256?: string; error?: string }>>;
const photo = `${FIXTURES}media/photo.jpg`;

test.each(Object.entries(media))('%s has the pixels of Pillow', async (name, { rgb_size: size, rgb_sha256: expected }) => {
  const image = await loadImage(`${FIXTURES}media/${name}`);
  expect([image.width, image.height, image.channels, sha256(image.data)]).toEqual([...size, 3, expected]);
});

test.each(Object.entries(files).filter(([, entry]) => entry.error === undefined))('files/%s has the pixels of Pillow', async (name, { size, sha256: expected }) => {
  const image = await loadImage(`${FIXTURES}reference-images/files/${name}`);
  expect([image.width, image.height, sha256(image.data)]).toEqual([...size!, expected]);
});

test.each(Object.entries(files).filter(([, entry]) => entry.error !== undefined))('files/%s is refused, as Pillow refuses it', async (name) => {
  const code = await codeOf(loadImage(`${FIXTURES}reference-images/files/${name}`));
  expect(code).toBe(name.startsWith('bomb') ? 'IMAGE_TOO_LARGE' : 'BAD_IMAGE_FILE');
});

test('a refusal says which file, what was found and what to do', async () => {
  const path = `${FIXTURES}reference-images/files/text.png`;
  await expect(loadImage(path)).rejects.toMatchObject({ where: path, hint: expect.stringContaining('PNG or JPEG') as string, name: 'ProcessorError' });
  await expect(loadImage(path)).rejects.toThrow('begins with 6e 6f 74 20');
  await expect(loadImage(`${FIXTURES}reference-images/files/bomb.png`)).rejects.toThrow(`100000 x 100000 pixels, 10000000000 in all; the limit is ${MAX_IMAGE_PIXELS}`);
});

test('every cut of a file gives an error of ours or the picture of Pillow', async () => {
  for (const name of ['palette.gif', 'modeRGB.bmp', 'q75s1.jpg', 'palette.png', 'alpha.webp']) {
    const bytes = readFileSync(`${FIXTURES}reference-images/files/${name}`);
    for (let length = 0; length < bytes.length - 20; length += 37) {
      expect(await codeOf(loadImage(new Uint8Array(bytes.subarray(0, length)))), `${name} cut to ${length}`).toBe('BAD_IMAGE_FILE');
    }
  }
});

let server: Server;
let address: string;
let folder: string;

beforeAll(async () => {
  const bytes = await readFile(photo);
  server = createServer((request, response) => {
    response.statusCode = request.url === '/photo.jpg' ? 200 : 404;
    response.end(request.url === '/photo.jpg' ? bytes : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'capsule-image-'));
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

test('paths, file URLs, addresses, bytes, blobs and data URLs give the same pixels', async () => {
  const bytes = new Uint8Array(await readFile(photo));
  const expected = media['photo.jpg']!.rgb_sha256;
  const sources = [
    photo, pathToFileURL(photo), pathToFileURL(photo).href, `${address}/photo.jpg`, new URL(`${address}/photo.jpg`), bytes, bytes.buffer,
    new Blob([bytes]), `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`,
  ];
  for (const source of sources) expect(sha256((await loadImage(source)).data)).toBe(expected);
});

test('pixels are taken as they are: gray is copied to three channels, alpha is dropped', async () => {
  expect((await loadImage({ data: Uint8Array.of(7, 9), width: 2, height: 1, channels: 1 })).data).toEqual(Uint8Array.of(7, 7, 7, 9, 9, 9));
  expect((await loadImage({ data: Uint8ClampedArray.of(1, 2, 3, 0), width: 1, height: 1, channels: 4 })).data).toEqual(Uint8Array.of(1, 2, 3));
  expect((await loadImage({ data: Uint8Array.of(7, 0), width: 1, height: 1, channels: 2 })).data).toEqual(Uint8Array.of(7, 7, 7));
});

test('sources that are no images are refused', async () => {
  expect(await codeOf(loadImage(`${FIXTURES}media/none.jpg`))).toBe('IMAGE_UNREACHABLE');
  expect(await codeOf(loadImage(`${address}/none.jpg`))).toBe('IMAGE_UNREACHABLE');
  expect(await codeOf(loadImage('http://127.0.0.1:1/x.png'))).toBe('IMAGE_UNREACHABLE');
  expect(await codeOf(loadImage(null as never))).toBe('BAD_IMAGE');
  expect(await codeOf(loadImage(5 as never))).toBe('BAD_IMAGE');
  expect(await codeOf(loadImage({ data: new Uint8Array(5), width: 2, height: 1, channels: 3 }))).toBe('BAD_IMAGE');
  expect(await codeOf(loadImage({ data: [1, 2, 3] as never, width: 1, height: 1, channels: 3 }))).toBe('BAD_IMAGE');
  expect(await codeOf(loadImage({ data: new Uint8Array(0), width: 0, height: 1, channels: 3 }))).toBe('BAD_IMAGE');
  expect(await codeOf(loadAnywhere('photo.jpg'))).toBe('BAD_IMAGE');
  expect(await codeOf(loadImage(photo, { maxPixels: 1000 }))).toBe('IMAGE_TOO_LARGE');
});

test('without a decoder the runtime is named as the reason, and a decoder can be injected', async () => {
  const bytes = new Uint8Array(await readFile(photo));
  expect(await codeOf(loadAnywhere(bytes))).toBe('NO_IMAGE_DECODER');
  const decoded = await loadAnywhere(bytes, { decode: () => Promise.resolve({ data: Uint8Array.of(5), width: 1, height: 1, channels: 1 }) });
  expect(decoded).toEqual({ data: Uint8Array.of(5, 5, 5), width: 1, height: 1, channels: 3 });
});

test('saved images come back pixel for pixel', async () => {
  const image = await loadImage(photo);
  const path = join(folder, 'copy.png');
  await saveImage(image, path);
  expect(sha256((await loadImage(path)).data)).toBe(media['photo.jpg']!.rgb_sha256);
  const gray = await encodePng({ data: Uint8Array.of(1, 2, 3, 250), width: 2, height: 2, channels: 1 });
  expect((await loadImage(gray)).data).toEqual(Uint8Array.of(1, 1, 1, 2, 2, 2, 3, 3, 3, 250, 250, 250));
  const floats = await encodePng({ data: Float32Array.of(0, 0.5, 2), width: 1, height: 1, channels: 3 });
  expect((await loadImage(floats)).data).toEqual(Uint8Array.of(0, 128, 255));
  expect(await codeOf(saveImage(image, join(folder, 'no', 'such', 'folder.png')))).toBe('IMAGE_NOT_WRITTEN');
  expect(await codeOf(encodePng({ data: new Uint8Array(3), width: 2, height: 2, channels: 3 }))).toBe('BAD_IMAGE');
});
