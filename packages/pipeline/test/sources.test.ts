import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { openCapsule, openFolder } from '@onnx-capsule/metadata-reader/node';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { pipeline, type LabelScore } from '../src/index.js';
import { openSource } from '../src/sources.js';
import { embedFixture, scratchFolder } from './capsules.js';
import { folderWith } from './folder-with.js';
import { FIXTURES } from './goldens.js';

const scratch = scratchFolder();
const FOLDER = `${FIXTURES}models/bert-tiny-langid`;
const TEXT = 'Nous avons passé nos vacances au bord de la mer.';
let capsule = '';

beforeAll(async () => {
  capsule = await embedFixture('bert-tiny-langid', scratch.path);
});
afterAll(scratch.remove);

async function language(model: Parameters<typeof pipeline>[0], options: Parameters<typeof pipeline>[1] = {}): Promise<string> {
  await using pipe = await pipeline(model as string, options);
  return ((await pipe(TEXT)) as LabelScore[])[0]!.label;
}

test('runs a capsule alone in a folder, without a warning', async () => {
  const warnings: string[] = [];
  const lone = join(scratch.path, 'lone');
  mkdirSync(lone);
  copyFileSync(capsule, join(lone, 'any-name.onnx'));
  expect(await language(join(lone, 'any-name.onnx'), { onWarning: (message) => warnings.push(message) })).toBe('fr');
  expect(warnings).toEqual([]);
});

test('runs a capsule strictly, from its bytes, as an opened capsule and as a Blob', async () => {
  const bytes = new Uint8Array(readFileSync(capsule));
  expect(await language(capsule, { fallback: false })).toBe('fr');
  expect(await language(bytes)).toBe('fr');
  expect(await language(bytes.slice().buffer)).toBe('fr');
  expect(await language(new Blob([bytes]))).toBe('fr');
  expect(await language(await openCapsule(capsule))).toBe('fr');
});

test('runs a folder, an opened folder and a file URL', async () => {
  expect(await language(FOLDER)).toBe('fr');
  expect(await language(await openFolder(FOLDER))).toBe('fr');
  expect(await language(new URL(`file://${FOLDER}/model.onnx`), { onWarning: () => undefined })).toBe('fr');
});

test('says once that a bare model is completed from its folder, and how to repair that', async () => {
  const warnings: string[] = [];
  expect(await language(`${FOLDER}/model.onnx`, { onWarning: (message) => warnings.push(message) })).toBe('fr');
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('config.json');
  expect(warnings[0]).toContain('onnx-capsule embed-metadata');
});

test('finds the files of a model in onnx/ in the folder above', async () => {
  const warnings: string[] = [];
  await using pipe = await pipeline(`${FIXTURES}models/albert-spam-fp16/onnx/model_fp16.onnx`, { onWarning: (message) => warnings.push(message) });
  expect(await pipe('I really loved this movie, the acting was wonderful!')).toEqual([{ label: 'spam', score: expect.closeTo(0.7772, 3) as number }]);
  expect(warnings).toHaveLength(1);
});

test('refuses a bare model in strict mode, whatever lies beside it', async () => {
  await expect(language(`${FOLDER}/model.onnx`, { fallback: false })).rejects.toMatchObject({ name: 'PipelineError', code: 'NO_CAPSULE' });
});

test('takes the model of a folder that is asked for', async () => {
  const error = await language(FOLDER, { modelFile: 'onnx/model.onnx' }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'NO_MODEL', hint: 'Models there: model.onnx.' });
  expect(await language(FOLDER, { modelFile: 'model.onnx' })).toBe('fr');
});

test('names what is missing when nothing lies beside a bare model', async () => {
  const bare = join(scratch.path, 'bare');
  mkdirSync(bare);
  copyFileSync(`${FOLDER}/model.onnx`, join(bare, 'model.onnx'));
  const error = await pipeline(join(bare, 'model.onnx')).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: expect.any(String) as string, hint: expect.stringContaining('mbed') as string });
  rmSync(bare, { recursive: true });
});

test.each([
  ['no such path', 'does/not/exist.onnx', 'NO_MODEL'],
  ['a folder without a model', `${FIXTURES}media`, 'NO_MODEL'],
  ['a task without a model', 'text-classification', 'NO_MODEL'],
  ['a number', 7, 'NO_MODEL'],
  ['nothing', undefined, 'NO_MODEL'],
  ['a file that is no model', `${FOLDER}/config.json`, 'NOT_ONNX'],
])('refuses %s', async (_, model, code) => {
  await expect(pipeline(model as string)).rejects.toMatchObject({ code });
});

test('runs a model as the nearest task that runs here, and says so', async () => {
  const warnings: string[] = [];
  const files = folderWith(FOLDER, { 'config.json': { architectures: ['BertForPreTraining'], model_type: 'bert' } });
  await expect(pipeline(files, { onWarning: (message) => warnings.push(message) })).rejects.toMatchObject({ code: 'UNKNOWN_TASK' });
  const vague = folderWith(FOLDER, { 'config.json': {} });
  await using pipe = await pipeline(vague, { onWarning: (message) => warnings.push(message) });
  expect(pipe.task).toBe('text-classification');
});

test('checks the parts that a manifest lists by their hashes', async () => {
  const folder = join(scratch.path, 'parts');
  mkdirSync(folder);
  for (const name of ['decoder_model.onnx', 'decoder_with_past_model.onnx']) copyFileSync(`${FIXTURES}models/t5-text2text/${name}`, join(folder, name));
  const model = await embedFixture('t5-text2text', folder, 'encoder_model.onnx');
  const source = await openSource(model, { fallback: false });
  expect(source.companions.map((part) => part.name).sort()).toEqual(['decoder_model.onnx', 'decoder_with_past_model.onnx']);
  for (const part of source.companions) expect(await part.load()).toBeInstanceOf(Uint8Array);
  copyFileSync(join(folder, 'decoder_model.onnx'), join(folder, 'decoder_with_past_model.onnx'));
  rmSync(join(folder, 'decoder_model.onnx'));
  const codes = await Promise.all(source.companions.map((part) => part.load().catch((error: unknown) => (error as { code: string }).code)));
  expect(codes.toSorted()).toEqual(['MISSING_PART', 'PART_MISMATCH']);
});
