import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { fixture, json, modelFolder, run, temporaryFolder } from './workspace.js';

interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly repair: string;
}

const work = temporaryFolder();

function findings(result: Awaited<ReturnType<typeof run>>): Finding[] {
  return json(result)['findings'] as Finding[];
}

test('a fresh capsule is valid and runs', async () => {
  const model = join(modelFolder('bert-sentiment', join(work, 'fresh')), 'model.onnx');
  await run(['embed', model, '--digest']);
  const result = await run(['validate', model, '--run', '--json']);
  expect(json(result)).toEqual({ ok: true, findings: [] });
  expect(result.code).toBe(0);
  expect((await run(['validate', model])).out).toBe(`${model}: ok, nothing to complain about\n`);
});

test('a bare model and a missing label are findings with a repair, and exit code 1', async () => {
  const folder = modelFolder('bert-sentiment', join(work, 'findings'));
  const model = join(folder, 'model.onnx');
  const bare = await run(['validate', model, '--json']);
  expect(bare.code).toBe(1);
  expect(findings(bare).map(({ code }) => code)).toEqual(['NO_CAPSULE']);
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as { id2label: Record<string, string> };
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, id2label: { ...config.id2label, 99: 'more' } }));
  await run(['embed', model]);
  const wrong = await run(['validate', model, '--json']);
  expect(wrong.code).toBe(1);
  expect(findings(wrong)).toContainEqual({
    code: 'LABEL_COUNT', severity: 'error', message: expect.stringContaining('logits has') as string, repair: 'Embed the folder that this model was exported from.',
  });
});

test('a changed byte of the model is found by its digest, a changed file by its hash', async () => {
  const model = join(modelFolder('bert-sentiment', join(work, 'changed')), 'model.onnx');
  await run(['embed', model, '--digest']);
  const bytes = readFileSync(model);
  const weight = Buffer.from(bytes);
  const place = Math.floor(bytes.length * 0.4);
  weight[place] = weight[place]! ^ 1;
  const changedModel = join(work, 'weight.onnx');
  writeFileSync(changedModel, weight);
  expect(findings(await run(['validate', changedModel, '--json'])).map(({ code }) => code)).toContain('DIGEST_MISMATCH');
  const text = Buffer.from(bytes);
  const word = text.lastIndexOf('"model_type"') + 1;
  text[word] = 'n'.charCodeAt(0);
  const changedFile = join(work, 'file.onnx');
  writeFileSync(changedFile, text);
  expect(findings(await run(['validate', changedFile, '--json'])).some(({ severity }) => severity === 'error')).toBe(true);
});

test('a signature is checked against the key that is given', async () => {
  const model = join(modelFolder('bert-sentiment', join(work, 'signed')), 'model.onnx');
  const pair = generateKeyPairSync('ed25519');
  const other = generateKeyPairSync('ed25519');
  const paths = { secret: join(work, 'private.pem'), good: join(work, 'public.pem'), bad: join(work, 'other.pem') };
  writeFileSync(paths.secret, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(paths.good, pair.publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(paths.bad, other.publicKey.export({ type: 'spki', format: 'pem' }));
  expect((await run(['embed', model, '--digest', '--sign', paths.secret])).code).toBe(0);
  expect(json(await run(['inspect', model, '--json']))['signature']).toMatchObject({ algorithm: 'Ed25519' });
  expect((await run(['validate', model, '--key', paths.good])).code).toBe(0);
  const wrong = await run(['validate', model, '--key', paths.bad, '--json']);
  expect(wrong.code).toBe(1);
  expect(findings(wrong).map(({ code }) => code)).toEqual(['BAD_SIGNATURE']);
  expect((await run(['validate', model, '--key', join(work, 'nokey.pem')])).code).toBe(2);
});

test('a tail that a broken-off append left is named with its offset and removed', async () => {
  const folder = modelFolder('bert-sentiment', join(work, 'cut'));
  const model = join(folder, 'model.onnx');
  const bare = readFileSync(model);
  await run(['embed', model, '--append']);
  const whole = readFileSync(model);
  writeFileSync(model, whole.subarray(0, bare.length + Math.floor((whole.length - bare.length) / 2)));
  const found = await run(['validate', model, '--json']);
  expect(found.code).toBe(1);
  expect(findings(found)[0]).toMatchObject({ code: 'TRUNCATED_MODEL', message: expect.stringMatching(/offset \d+/) as string, repair: expect.stringContaining('--repair') as string });
  const repaired = await run(['validate', model, '--repair', '--json']);
  expect(readFileSync(model).equals(bare)).toBe(true);
  expect(findings(repaired).map(({ code }) => code)).toEqual(['NO_CAPSULE']);
});

test('convert upgrades foreign metadata, and writes the keys of hf_* 2.0', async () => {
  const model = join(work, 'hf.onnx');
  copyFileSync(fixture('onnxfiles', 'hf-v2.onnx'), model);
  expect(json(await run(['inspect', model, '--json']))['dialect']).toBe('hf');
  const upgraded = await run(['convert', model, '--json']);
  expect(upgraded.code).toBe(0);
  expect(json(upgraded)).toMatchObject({ from: 'hf', to: 'capsule' });
  expect(json(await run(['inspect', model, '--json']))).toMatchObject({ dialect: 'capsule', format: 1 });
  const old = join(work, 'old.onnx');
  expect((await run(['convert', model, '--to', 'hf', '-o', old])).code).toBe(0);
  expect(Object.keys(json(await run(['inspect', old, '--json']))['metadata'] as object)).toContain('hf_metadata_version');
  const plain = join(work, 'plain.onnx');
  copyFileSync(fixture('onnxfiles', 'plain.onnx'), plain);
  expect((await run(['convert', plain])).code).toBe(4);
});

test('validate takes a file on disk only', async () => {
  expect((await run(['validate', '-'])).code).toBe(2);
  const model = join(work, 'newline.onnx');
  copyFileSync(fixture('onnxfiles', 'plain.onnx'), model);
  appendFileSync(model, '\n');
  expect((await run(['validate', model])).code).toBe(1);
});
