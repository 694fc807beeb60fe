import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { pipeline } from '../src/index.js';
import { openSource } from '../src/sources.js';
import { embedFixture, scratchFolder } from './capsules.js';

const scratch = scratchFolder();
let server: Server;
let base = '';

beforeAll(async () => {
  const capsule = await embedFixture('bert-tiny-langid', scratch.path);
  const encoder = await embedFixture('t5-text2text', scratch.path, 'encoder_model.onnx');
  server = createServer((request, response) => {
    if (request.url === '/model.onnx') response.end(readFileSync(capsule));
    else if (request.url === '/encoder_model.onnx') response.end(readFileSync(encoder));
    else if (request.url === '/decoder_model.onnx') response.end('something else');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  scratch.remove();
});

test('runs a capsule behind a URL', async () => {
  await using pipe = await pipeline(new URL(`${base}/model.onnx`));
  expect(await pipe('Nous avons passé nos vacances au bord de la mer.')).toMatchObject([{ label: 'fr' }]);
});

test('refuses an address without a model', async () => {
  await expect(pipeline(`${base}/absent.onnx`)).rejects.toMatchObject({ code: 'NO_MODEL', message: expect.stringContaining('404') as string });
  await expect(pipeline('http://127.0.0.1:9/model.onnx')).rejects.toMatchObject({ code: 'NO_MODEL' });
});

test('checks parts that it fetches', async () => {
  const source = await openSource(`${base}/encoder_model.onnx`);
  const codes = await Promise.all(source.companions.map((part) => part.load().catch((error: unknown) => (error as { code: string }).code)));
  expect(new Set(codes)).toEqual(new Set(['PART_MISMATCH', 'NO_MODEL']));
});
