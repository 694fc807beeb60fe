/** Writing in place, as a copy and as an appended tail: what changes and what stays. */
import { chmod, link, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { splice, stripped } from '@onnx-capsule/metadata-core';
import { openCapsule } from '@onnx-capsule/metadata-reader/node';
import { expect, test } from 'vitest';

import { type EmbedOptions, ONNXMetadataEmbedder, repairModel, stripModel } from '../src/index.js';
import { copyOfModel, fixtures, leftovers, scratchFolder } from './scratch.js';

const embedder = new ONNXMetadataEmbedder();
const ID = 'bert-sentiment';

async function embedded(options: EmbedOptions = {}): Promise<{ folder: string; model: string; before: Buffer; after: Buffer }> {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const before = await readFile(model);
  await embedder.embed(model, undefined, options);
  return { folder, model, before, after: await readFile(model) };
}

test('embeds in place, keeps mode and times, and leaves nothing behind', async () => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  await chmod(model, 0o640);
  await utimes(model, 1_600_000_000, 1_600_000_001);
  await embedder.embed(model, undefined, { task: { name: 'text-classification', source: 'caller', evidence: [] } });
  const entry = await stat(model);
  expect(entry.mode & 0o777).toBe(0o640);
  expect(entry.mtimeMs).toBe(1_600_000_001_000);
  expect(await leftovers(folder)).toEqual([]);
  const capsule = await openCapsule(model);
  expect(capsule.manifest.task?.name).toBe('text-classification');
  expect(capsule.manifest.model).toEqual({ type: 'bert', library: 'transformers 4.57.6' });
});

test('embedding twice gives the bytes of embedding once, in every layout and from one layout to the other', async () => {
  for (const layout of ['tail', 'head'] as const) {
    const { model, after } = await embedded({ layout });
    await embedder.embed(model, undefined, { layout });
    expect(Buffer.compare(await readFile(model), after)).toBe(0);
    await embedder.embed(model, undefined, { layout: layout === 'head' ? 'tail' : 'head' });
    await embedder.embed(model, undefined, { layout });
    expect(Buffer.compare(await readFile(model), after)).toBe(0);
  }
});

test('strip restores the original bytes, in place and as a copy', async () => {
  for (const layout of ['tail', 'head'] as const) {
    const { folder, model, before } = await embedded({ layout });
    const output = join(folder, 'bare.onnx');
    await stripModel(model, { output });
    expect(Buffer.compare(await readFile(output), before)).toBe(0);
    const { removedBytes } = await stripModel(model);
    expect(removedBytes).toBeGreaterThan(0);
    expect(Buffer.compare(await readFile(model), before)).toBe(0);
    expect((await stripModel(model)).removedBytes).toBe(0);
  }
});

test('append writes the same bytes as a copying embed, also over an older capsule', async () => {
  const { after } = await embedded();
  const { model, after: appended, before } = await embedded({ append: true });
  expect(Buffer.compare(appended, after)).toBe(0);
  await embedder.embed(model, undefined, { append: true, tier: 'minimal' });
  expect(Buffer.compare(stripped(await readFile(model)), before)).toBe(0);
  await embedder.embed(model, undefined, { append: true });
  expect(Buffer.compare(await readFile(model), after)).toBe(0);
});

test('append refuses a capsule in front and leaves it as it is', async () => {
  const { model, after } = await embedded({ layout: 'head' });
  await expect(embedder.embed(model, undefined, { append: true })).rejects.toMatchObject({ code: 'APPEND_IMPOSSIBLE' });
  expect(Buffer.compare(await readFile(model), after)).toBe(0);
});

test('repair cuts an unfinished append off at every length, and leaves a whole capsule alone', async () => {
  const { model, before, after } = await embedded();
  expect(await repairModel(model)).toEqual({ removedBytes: 0, offset: undefined });
  for (let length = before.length + 1; length < after.length; length += Math.ceil((after.length - before.length) / 97)) {
    await writeFile(model, after.subarray(0, length));
    expect(await repairModel(model)).toEqual({ removedBytes: length - before.length, offset: before.length });
    expect(Buffer.compare(await readFile(model), before)).toBe(0);
  }
  await writeFile(model, before.subarray(0, 5000));
  await expect(repairModel(model)).rejects.toMatchObject({ code: 'NOT_REPAIRABLE' });
  expect((await stat(model)).size).toBe(5000);
});

test('foreign entries, unknown fields and their order stay byte for byte', async () => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const foreign = splice(await readFile(model), []);
  const unknown = Buffer.concat([foreign, Buffer.from('720a0a036b65791203766131a2fa030378797a7206120476616c32', 'hex')]);
  await writeFile(model, unknown);
  for (const layout of ['tail', 'head'] as const) {
    await embedder.embed(model, undefined, { layout });
    expect(Buffer.compare(stripped(await readFile(model)), unknown)).toBe(0);
  }
});

test('a dry run says what would be and writes nothing', async () => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const before = await readFile(model);
  const planned = await embedder.embed(model, undefined, { dryRun: true });
  expect(Buffer.compare(await readFile(model), before)).toBe(0);
  const done = await embedder.embed(model);
  expect(done).toEqual(planned);
  expect(done.bytesAfter - done.bytesBefore).toBe(done.metadataBytes);
});

test('patterns include and exclude files, and what is left out is recorded', async () => {
  const folder = await copyOfModel(ID);
  await writeFile(join(folder, 'NOTES.md'), 'notes');
  const model = join(folder, 'model.onnx');
  const { manifest } = await embedder.embed(model, undefined, { include: ['*.md'], exclude: ['vocab.txt'] });
  expect(manifest.files.map(({ path }) => path)).toContain('NOTES.md');
  expect(manifest.omitted).toMatchObject([{ path: 'vocab.txt', reason: 'excluded', url: 'vocab.txt' }]);
});

test('links that leave the folder are not followed', async () => {
  const outside = await scratchFolder();
  await writeFile(join(outside, 'secret.json'), '{}');
  const folder = await copyOfModel(ID);
  await symlink(join(outside, 'secret.json'), join(folder, 'generation_config.json'));
  const { manifest, warnings } = await embedder.embed(join(folder, 'model.onnx'));
  expect(manifest.files.map(({ path }) => path)).not.toContain('generation_config.json');
  expect(warnings).toEqual(['generation_config.json was left out: it is a link that leaves the folder or leads nowhere.']);
});

test('an existing output is replaced only by force', async () => {
  const { folder, model } = await embedded();
  const output = join(folder, 'other.onnx');
  await writeFile(output, 'x');
  await expect(embedder.embed(model, undefined, { output })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
  expect(await readFile(output, 'utf8')).toBe('x');
  await embedder.embed(model, undefined, { output, force: true });
  expect((await stat(output)).size).toBeGreaterThan(1000);
});

test('a model that has another name by a hard link is replaced without touching the other', async () => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const before = await readFile(model);
  await link(model, join(folder, 'twin.onnx'));
  await embedder.embed(model);
  expect(Buffer.compare(await readFile(join(folder, 'twin.onnx')), before)).toBe(0);
});

test.each([
  [{ tier: 'huge' as never }, 'BAD_OPTION'],
  [{ layout: 'middle' as never }, 'BAD_OPTION'],
  [{ hierarchy: 'hide' as never }, 'BAD_OPTION'],
  [{ compressThreshold: -1 }, 'BAD_OPTION'],
  [{ task: { name: 'fill-mask' } as never }, 'BAD_OPTION'],
  [{ append: true, layout: 'head' as const }, 'BAD_OPTION'],
  [{ append: true, output: 'x.onnx' }, 'BAD_OPTION'],
  [{ signKey: 'no key' }, 'BAD_KEY'],
  [{ exclude: ['*'] }, 'NO_SOURCE_FILES'],
])('refuses %j with %s and changes nothing', async (options, code) => {
  const folder = await copyOfModel(ID);
  const model = join(folder, 'model.onnx');
  const before = await readFile(model);
  await expect(embedder.embed(model, undefined, options)).rejects.toMatchObject({ code });
  expect(Buffer.compare(await readFile(model), before)).toBe(0);
});

test('says what is no model', async () => {
  const folder = await scratchFolder();
  const source = join(fixtures, 'models', ID);
  const cases = [
    ['missing.onnx', undefined, 'MODEL_NOT_FOUND'],
    ['empty.onnx', '', 'EMPTY_FILE'],
    ['lfs.onnx', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n', 'NOT_ONNX'],
    ['page.onnx', '<!DOCTYPE html><html></html>', 'NOT_ONNX'],
    ['graphless.onnx', Buffer.from('0808', 'hex'), 'NO_GRAPH'],
  ] as const;
  for (const [name, content, code] of cases) {
    if (content !== undefined) await writeFile(join(folder, name), content);
    await expect(embedder.embed(join(folder, name), source)).rejects.toMatchObject({ code });
  }
  await expect(embedder.embed(join(fixtures, 'models'), source)).rejects.toMatchObject({ code: 'UNREADABLE_MODEL' });
  await expect(embedder.embed(join(source, 'model.onnx'), join(folder, 'no-folder'))).rejects.toMatchObject({ code: 'FOLDER_NOT_FOUND' });
});

test('no path of this machine gets into the file', async () => {
  const { folder, after } = await embedded({ include: ['*'] });
  expect(after.includes(folder)).toBe(false);
});
