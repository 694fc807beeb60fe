/** Killed processes, second writers, full disks and closed folders leave the old model or the new one. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { stripped } from '@onnx-capsule/metadata-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { ONNXMetadataEmbedder, repairModel } from '../src/index.js';
import { copyOfModel, leftovers, scratchFolder } from './scratch.js';

const embedder = new ONNXMetadataEmbedder();
const ID = 'bert-tiny-langid';
let bundle: string;

/** Node runs no TypeScript with workspace imports, so the child is bundled once. */
beforeAll(async () => {
  bundle = join(await scratchFolder(), 'writer.mjs');
  const source = fileURLToPath(new URL('interrupted-writer.ts', import.meta.url));
  const esbuild = fileURLToPath(new URL('../../../node_modules/.bin/esbuild', import.meta.url));
  execFileSync(esbuild, [
    source, '--bundle', '--platform=node', '--format=esm', '--conditions=@onnx-capsule/source', `--outfile=${bundle}`,
    `--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
  ]);
});

function startWriter(model: string, mode: string): ChildProcess {
  return spawn(process.execPath, [bundle, model, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Kills a writer `times` times after growing delays and calls `check` each time. */
async function killOften(model: string, mode: string, times: number, check: () => Promise<void>): Promise<void> {
  for (let round = 0; round < times; round++) {
    const child = startWriter(model, mode);
    await once(child.stdout!, 'data');
    await delay((round * 37) % 120);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await check();
  }
}

test('a killed copying writer leaves the old model or the new one, and the next writer takes over', async () => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const bare = await readFile(model);
  await embedder.embed(model, undefined, { tier: 'minimal' });
  const small = await readFile(model);
  await embedder.embed(model);
  const known = [bare, small, await readFile(model)].map(hash);
  await killOften(model, 'copy', 20, async () => {
    expect(known).toContain(hash(await readFile(model)));
  });
  await embedder.embed(model);
  expect(hash(await readFile(model))).toBe(known[2]);
  expect(await leftovers(folder)).toEqual([]);
});

test('a killed appending writer leaves at worst a tail that repair removes', async () => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const bare = await readFile(model);
  await killOften(model, 'append', 20, async () => {
    await repairModel(model);
    expect(Buffer.compare(stripped(await readFile(model)), bare)).toBe(0);
  });
});

test('two writers at a time: one is refused or both finish, and the model is whole', async () => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const bare = await readFile(model);
  for (const append of [false, true]) {
    const results = await Promise.allSettled([1, 2, 3, 4].map((index) => embedder.embed(model, undefined, { append, id: `org/${index}` })));
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    for (const result of results) {
      if (result.status === 'rejected') expect((result.reason as { code: string }).code).toMatch(/^(LOCKED|CHANGED_MEANWHILE)$/);
    }
    expect(Buffer.compare(stripped(await readFile(model)), bare)).toBe(0);
    expect(await leftovers(folder)).toEqual([]);
  }
});

test('a lock of a living process refuses, one of a dead process is taken over', async () => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const lock = `${model}.capsule-lock`;
  await writeFile(lock, `${process.pid} somebody`);
  await expect(embedder.embed(model)).rejects.toMatchObject({ code: 'LOCKED' });
  expect(await readFile(lock, 'utf8')).toBe(`${process.pid} somebody`);
  await writeFile(lock, '999999999 nobody');
  await embedder.embed(model);
  expect(await leftovers(folder)).toEqual([]);
});

test('a model that grows while it is copied is noticed', async () => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const bare = await readFile(model);
  const grown = embedder.embed(model, undefined, { layout: 'head', onProgress: () => void appendFile(model, Buffer.from('7200', 'hex')) });
  await expect(grown).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
  expect(Buffer.compare((await readFile(model)).subarray(0, bare.length), bare)).toBe(0);
  expect(await leftovers(folder)).toEqual([]);
});

/** A small file system of its own; needs root. */
let small: string | undefined;
afterAll(() => {
  if (small !== undefined) execFileSync('umount', [small]);
});

test('a full disk leaves the model as it was', async (context) => {
  const folder = await copyOfModel(ID);
  const disk = join(folder, 'disk');
  await mkdir(disk);
  const { size } = await stat(join(folder, 'model.onnx'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${Math.ceil(size / 4096) * 4096 + 16_384}`, 'none', disk], { stdio: 'ignore' });
    small = disk;
  } catch {
    context.skip('mounting a small file system is not allowed here');
  }
  const model = join(disk, 'model.onnx');
  const bare = await readFile(join(folder, 'model.onnx'));
  await writeFile(model, bare);
  for (const append of [false, true]) {
    await expect(embedder.embed(model, folder, { append })).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(Buffer.compare(await readFile(model), bare)).toBe(0);
    expect(await leftovers(disk)).toEqual([]);
  }
});

test('a folder that cannot be written leaves the model as it was', async () => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const bare = await readFile(model);
  const writer = await readFile(bundle);
  const own = join(await scratchFolder(), 'writer.mjs');
  await writeFile(own, writer);
  await chmod(join(own, '..'), 0o755);
  await chmod(folder, 0o555);
  // Root may write anywhere, so the child gives its rights up.
  const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(process.execPath, [own, model, 'copy'], { stdio: ['ignore', 'ignore', 'pipe'], ...unprivileged });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child, 'exit');
  expect(said).toContain('NOT_WRITABLE');
  expect(Buffer.compare(await readFile(model), bare)).toBe(0);
  await chmod(folder, 0o755);
});

test('a model near 2 GiB is refused with the way out, at once and unchanged', async () => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const graph = await readFile(model);
  const length = 2 ** 31 - 2 * 2 ** 20 - graph.length - 16;
  // An unknown field of zeros, which a sparse file holds without taking the space.
  const handle = await open(model, 'a');
  await handle.write(Buffer.from([0xa2, 0x1f, ...varint(length)]));
  await handle.close();
  const size = (await stat(model)).size + length;
  await truncate(model, size);
  await expect(embedder.embed(model)).rejects.toMatchObject({ code: 'MODEL_TOO_LARGE', hint: expect.stringContaining('external data') as string });
  expect((await stat(model)).size).toBe(size);
  await rm(model);
});

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
