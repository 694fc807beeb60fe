/** Paths, file handles, real servers and folders. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { expect, onTestFinished, test } from 'vitest';

import { ONNXMetadataReader, openCapsule, openFolder, openModel } from '../src/node.js';
import { capsuleModel, plainModel } from './portable/build.js';

const CONFIG = { path: 'config.json', content: '{"model_type":"bert"}' };
const TOKENIZER = { path: 'tokenizer.json', content: '{"model":{}}' };

async function folder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'onnx-capsule-reader-'));
}

/** An HTTP server that knows ranges and redirects, and gzips where it is told to. */
async function serve(bytes: Uint8Array): Promise<{ url: string; requests: string[]; server: Server }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.url ?? ''} ${request.headers.range ?? ''}`.trim());
    if (request.url === '/moved.onnx') return void response.writeHead(302, { location: '/model.onnx' }).end();
    if (request.url === '/loop.onnx') return void response.writeHead(302, { location: '/loop.onnx' }).end();
    if (request.url === '/gzip.onnx') return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(bytes));
    if (request.url === '/partial-gzip.onnx' && request.headers.range) {
      return void response.writeHead(206, { 'content-encoding': 'gzip', 'content-range': 'bytes 0-9/10' }).end(gzipSync(bytes).subarray(0, 10));
    }
    if (request.url === '/hang.onnx') return undefined;
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (range === null) return void response.end(bytes);
    const [start, end] = [Number(range[1]), Math.min(Number(range[2]), bytes.length - 1)];
    response.writeHead(206, { 'content-range': `bytes ${start}-${end}/${bytes.length}`, etag: '"1"' }).end(bytes.subarray(start, end + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, server };
}

test('opens a path, a file URL and a file handle, and leaves the handle open', async () => {
  const path = join(await folder(), 'model.onnx');
  await writeFile(path, await capsuleModel({ files: [CONFIG], graphBytes: 500_000 }));
  const handle = await open(path);
  for (const input of [path, pathToFileURL(path), pathToFileURL(path).href, handle]) {
    expect(await (await openCapsule(input)).json('config.json')).toEqual({ model_type: 'bert' });
  }
  expect((await handle.stat()).size).toBeGreaterThan(500_000);
  await handle.close();
  const reader = new ONNXMetadataReader({ limits: { manifestBytes: 1 } });
  await expect(reader.open(path)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  await expect(reader.openModel(path)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
});

test('types the file system’s errors', async () => {
  const dir = await folder();
  await expect(openCapsule(join(dir, 'none.onnx'))).rejects.toMatchObject({ name: 'MetadataError', code: 'FILE_NOT_FOUND' });
  await expect(openCapsule(dir)).rejects.toMatchObject({ code: 'NOT_A_FILE' });
  await expect(openFolder(join(dir, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await writeFile(join(dir, 'file'), '');
  await expect(openFolder(join(dir, 'file'))).rejects.toMatchObject({ code: 'NOT_A_FOLDER' });
  await expect(openModel(join(dir, 'file'))).rejects.toMatchObject({ code: 'EMPTY_FILE' });
});

test('notices a model that changes while it is open', async () => {
  const dir = await folder();
  const path = join(dir, 'model.onnx');
  const bytes = await capsuleModel({ files: [CONFIG, { path: 'big', content: 'x'.repeat(2_000_000) }] });
  await writeFile(path, bytes);
  const capsule = await openCapsule(path);
  await writeFile(join(dir, 'new'), bytes);
  await rename(join(dir, 'new'), path);
  await expect(capsule.bytes('big')).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  const again = await openCapsule(path);
  await truncate(path, 100);
  await expect(again.bytes('big')).rejects.toMatchObject({ code: 'FILE_CHANGED' });
});

test('reads over a real connection: ranges, redirects, gzip, a server that hangs', async () => {
  const { url, requests } = await serve(await capsuleModel({ files: [CONFIG], graphBytes: 500_000 }));
  for (const [path, count] of [['model', 2], ['moved', 4], ['gzip', 1], ['partial-gzip', 2]] as const) {
    requests.length = 0;
    expect(await (await openCapsule(`${url}/${path}.onnx`)).json('config.json')).toEqual({ model_type: 'bert' });
    expect(requests).toHaveLength(count);
  }
  await expect(openCapsule(`${url}/loop.onnx`)).rejects.toMatchObject({ code: 'HTTP_FAILED' });
  await expect(openCapsule(`${url}/hang.onnx`, { timeout: 100 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  await expect(openCapsule(`${url}/hang.onnx`, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' });
  await expect(openCapsule(`${url}/hang.onnx`, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  await expect(openCapsule('http://127.0.0.1:1/model.onnx')).rejects.toMatchObject({ code: 'HTTP_FAILED' });
});

test('finds omitted files beside the model, with their hash checked', async () => {
  const dir = await folder();
  const path = join(dir, 'model.onnx');
  await writeFile(path, await capsuleModel({ files: [CONFIG], omitted: [TOKENIZER] }));
  expect((await openCapsule(path)).has('tokenizer.json')).toBe(false);
  await expect((await openCapsule(path)).text('tokenizer.json')).rejects.toMatchObject({ code: 'FILE_OMITTED' });
  await writeFile(join(dir, 'tokenizer.json'), TOKENIZER.content);
  const capsule = await openCapsule(path);
  expect(capsule.list().map((file) => file.path)).toEqual(['config.json', 'tokenizer.json']);
  expect(await capsule.text('tokenizer.json')).toBe(TOKENIZER.content);
  await writeFile(join(dir, 'tokenizer.json'), '{"model":[]}');
  await expect((await openCapsule(path)).text('tokenizer.json')).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  await writeFile(join(dir, 'tokenizer.json'), '{"model":{ } }');
  await expect((await openCapsule(path)).text('tokenizer.json')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
});

test('hashes a model in parts', async () => {
  const dir = await folder();
  const path = join(dir, 'model.onnx');
  const value = createHash('sha256').update(plainModel(3_000_000)).digest('hex');
  for (const place of ['tail', 'head'] as const) {
    const manifest = { digest: { algorithm: 'sha256', value } };
    await writeFile(path, await capsuleModel({ files: [CONFIG], place, manifest, graphBytes: 3_000_000 }));
    expect(await (await openCapsule(path)).verify()).toEqual({ files: 1, digest: true, signature: 'none' });
  }
});

test('lists a folder in a stable order, and nothing that a link leads out to', async () => {
  const dir = await folder();
  await mkdir(join(dir, 'in', 'onnx'), { recursive: true });
  await mkdir(join(dir, 'in', '.git'));
  await writeFile(join(dir, 'secret.json'), '{}');
  await writeFile(join(dir, 'in', 'config.json'), CONFIG.content);
  await writeFile(join(dir, 'in', 'onnx', 'model.onnx'), plainModel());
  await writeFile(join(dir, 'in', '.git', 'config'), '');
  await symlink(join(dir, 'secret.json'), join(dir, 'in', 'out.json'));
  await symlink('config.json', join(dir, 'in', 'alias.json'));
  await symlink('nowhere', join(dir, 'in', 'broken.json'));
  await symlink('..', join(dir, 'in', 'up'));
  const files = await openFolder(join(dir, 'in'));
  expect(files.list()).toEqual([
    { path: 'alias.json', size: CONFIG.content.length },
    { path: 'config.json', size: CONFIG.content.length },
    { path: 'onnx/model.onnx', size: plainModel().length },
  ]);
  expect(await files.json('alias.json')).toEqual({ model_type: 'bert' });
  expect(files.has('out.json')).toBe(false);
  await expect(files.bytes('out.json')).rejects.toMatchObject({ code: 'OUTSIDE_FOLDER' });
  for (const path of ['../secret.json', 'up/secret.json', 'broken.json', '.git/config']) {
    await expect(files.bytes(path)).rejects.toMatchObject({ name: 'MetadataError' });
  }
});

test('follows the links of the hub’s cache', async () => {
  const dir = await folder();
  await mkdir(join(dir, 'blobs'));
  await mkdir(join(dir, 'snapshots', 'abc'), { recursive: true });
  await writeFile(join(dir, 'blobs', '123'), CONFIG.content);
  await symlink('../../blobs/123', join(dir, 'snapshots', 'abc', 'config.json'));
  expect(await (await openFolder(join(dir, 'snapshots', 'abc'))).text('config.json')).toBe(CONFIG.content);
});
