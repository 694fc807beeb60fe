/** Parts, external data, hierarchy tags, digests, signatures, conversions. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { copyFile, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { stripped } from '@onnx-capsule/metadata-core';
import { readGraph, withoutHierarchyTags } from '@onnx-capsule/metadata-core/graph';
import { openCapsule, openModel, type Verification } from '@onnx-capsule/metadata-reader/node';
import { expect, test } from 'vitest';

import { convertModel, ONNXMetadataEmbedder } from '../src/index.js';
import { copyOfModel, fixtures, scratchFolder } from './scratch.js';

const embedder = new ONNXMetadataEmbedder();

async function verify(model: string, key?: string): Promise<Verification> {
  return await (await openCapsule(model)).verify(key === undefined ? {} : { key });
}

test('names the parts of a model of several files, with hashes that embedding into a part does not change', async () => {
  const folder = await copyOfModel('whisper-asr');
  const encoder = join(folder, 'encoder_model.onnx');
  const parts = [];
  for (const [role, path] of [
    ['decoder', 'decoder_model.onnx'],
    ['decoder', 'decoder_model_merged.onnx'],
    ['decoder_with_past', 'decoder_with_past_model.onnx'],
  ] as const) {
    const bytes = await readFile(join(folder, path));
    parts.push({ role, path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  const first = await embedder.embed(encoder);
  expect(first.manifest.parts).toEqual(parts);
  const before = await readFile(encoder);
  await embedder.embed(join(folder, 'decoder_model_merged.onnx'));
  await embedder.embed(encoder);
  expect(Buffer.compare(await readFile(encoder), before)).toBe(0);
});

test('a whole model beside its variants has no parts', async () => {
  const folder = await copyOfModel('bert-tiny-langid');
  await copyFile(join(folder, 'model.onnx'), join(folder, 'model_quantized.onnx'));
  expect((await embedder.embed(join(folder, 'model.onnx'))).manifest.parts).toBeUndefined();
});

test('takes external data along into another folder, or refuses', async () => {
  const folder = await scratchFolder();
  const model = join(folder, 'external-data.onnx');
  for (const name of ['external-data.onnx', 'external-data.onnx.data']) await copyFile(join(fixtures, 'onnxfiles', name), join(folder, name));
  const source = join(fixtures, 'models', 'bert-sentiment');
  await embedder.embed(model, source);
  const other = join(folder, 'other');
  await mkdir(other);
  const output = join(other, 'external-data.onnx');
  await expect(embedder.embed(model, source, { output, copyData: false })).rejects.toMatchObject({ code: 'EXTERNAL_DATA' });
  await embedder.embed(model, source, { output });
  expect(await readFile(`${output}.data`)).toEqual(await readFile(`${model}.data`));
  await writeFile(`${output}.data`, 'precious');
  await expect(embedder.embed(model, source, { output: join(other, 'b.onnx') })).rejects.toMatchObject({ code: 'EXTERNAL_DATA' });
  expect(await readFile(`${output}.data`, 'utf8')).toBe('precious');
});

test('moves hierarchy tags to node metadata by default, drops or keeps them on request', async () => {
  const folder = await copyOfModel('electra-hate-tagged');
  const model = join(folder, 'model.onnx');
  const original = await readFile(model);
  expect((await readGraph(original)).hierarchyTags).toBe(true);
  for (const hierarchy of ['keep', 'move', 'drop'] as const) {
    for (const layout of ['tail', 'head'] as const) {
      const output = join(folder, `${hierarchy}-${layout}.onnx`);
      const { warnings } = await embedder.embed(model, undefined, { hierarchy, layout, output, digest: true });
      expect(warnings.join()).toContain('hierarchy_tag');
      const bytes = await readFile(output);
      const bare = stripped(bytes);
      expect((await readGraph(bare)).hierarchyTags).toBe(hierarchy === 'keep');
      if (hierarchy === 'keep') expect(Buffer.compare(bare, original)).toBe(0);
      if (hierarchy === 'drop') expect(Buffer.compare(bare, withoutHierarchyTags(original))).toBe(0);
      expect(await verify(output)).toMatchObject({ digest: true });
      expect({ ...(await readGraph(bare)), hierarchyTags: true }).toEqual(await readGraph(original));
    }
  }
  await expect(embedder.embed(model, undefined, { append: true })).rejects.toMatchObject({ code: 'APPEND_IMPOSSIBLE' });
});

test('signs a manifest so that the reader trusts the key, and a changed model is noticed', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const folder = await copyOfModel('bert-sentiment');
  const model = join(folder, 'model.onnx');
  const signKey = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  await embedder.embed(model, undefined, { digest: true, signKey });
  const key = publicKey.export({ type: 'spki', format: 'pem' }) as string;
  expect(await verify(model, key)).toMatchObject({ digest: true, signature: 'trusted', files: 5 });
  const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }) as string;
  await expect(verify(model, other)).rejects.toMatchObject({ code: 'BAD_SIGNATURE' });
  const bytes = await readFile(model);
  bytes[1]! ^= 1;
  await writeFile(model, bytes);
  await expect(verify(model, key)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
});

test('reads the files of a hub cache through its links, and refuses to change a blob', async () => {
  const cache = await scratchFolder();
  const snapshot = join(cache, 'snapshots', 'abc');
  await mkdir(snapshot, { recursive: true });
  await mkdir(join(cache, 'blobs'));
  const source = join(fixtures, 'models', 'bert-sentiment');
  for (const [index, name] of ['config.json', 'model.onnx', 'tokenizer.json'].entries()) {
    const blob = String(index).repeat(40);
    await copyFile(join(source, name), join(cache, 'blobs', blob));
    await symlink(join('..', '..', 'blobs', blob), join(snapshot, name));
  }
  const model = join(snapshot, 'model.onnx');
  await expect(embedder.embed(model)).rejects.toMatchObject({ code: 'CACHED_MODEL' });
  const output = join(cache, 'out.onnx');
  const { manifest } = await embedder.embed(model, undefined, { output });
  expect(manifest.files.map(({ path }) => path)).toEqual(['config.json', 'tokenizer.json']);
  expect((await stat(output)).isFile()).toBe(true);
});

test('turns hf_* 2.0 metadata into a capsule and back', async () => {
  const folder = await scratchFolder();
  for (const name of ['hf-v2.onnx', 'hf-v2-compressed.onnx']) {
    const model = join(folder, name);
    await copyFile(join(fixtures, 'onnxfiles', name), model);
    const before = await readFile(model);
    const foreign = (await openModel(model)).dialect!;
    const result = await convertModel(model);
    expect(result).toMatchObject({ from: 'hf', task: 'text-classification' });
    const capsule = await openCapsule(model);
    for (const { path } of foreign.files.list()) expect(await capsule.text(path)).toBe(await foreign.files.text(path));
    expect(Buffer.compare(stripped(await readFile(model)), before)).toBe(0);
    await expect(convertModel(model)).rejects.toMatchObject({ code: 'NO_METADATA' });
  }
  const modelFolder = await copyOfModel('roberta-emotion-quantized');
  const model = join(modelFolder, 'model_quantized.onnx');
  await expect(convertModel(model, { to: 'hf' })).rejects.toMatchObject({ code: 'NO_METADATA' });
  await embedder.embed(model, undefined, { task: { name: 'text-classification', source: 'caller', evidence: [] } });
  await convertModel(model, { to: 'hf' });
  const once = await readFile(model);
  await convertModel(model, { to: 'hf' });
  expect(Buffer.compare(await readFile(model), once)).toBe(0);
  const bare = join(modelFolder, 'hf.onnx');
  await writeFile(bare, stripped(once));
  const { dialect } = await openModel(bare);
  expect(dialect).toMatchObject({ name: 'hf', task: 'text-classification', problems: [] });
  for (const path of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    expect(await dialect!.files.text(path)).toBe(await readFile(join(modelFolder, path), 'utf8'));
  }
});
