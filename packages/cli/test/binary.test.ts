import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { fixture, json, modelFolder, spawnCommand, temporaryFolder } from './workspace.js';

const work = temporaryFolder();

test('the built program does every command from one folder to one answer', () => {
  const folder = modelFolder('bert-tiny-langid', work);
  const options = { cwd: folder };
  expect(json(spawnCommand(['embed-metadata', 'model.onnx', '--json'], options))).toMatchObject({ task: 'text-classification', layout: 'tail' });
  expect(json(spawnCommand(['inspect', 'model.onnx', '--json'], options))).toMatchObject({ format: 1 });
  expect(json(spawnCommand(['detect', 'model.onnx', '--json'], options))).toMatchObject({ task: 'text-classification' });
  expect(json(spawnCommand(['validate', 'model.onnx', '--json'], options))).toEqual({ ok: true, findings: [] });
  expect(json(spawnCommand(['extract', 'model.onnx', '--json'], options))).toMatchObject({ output: 'model' });
  expect(readFileSync(join(folder, 'model/config.json')).equals(readFileSync(join(folder, 'config.json')))).toBe(true);
  expect(JSON.parse(spawnCommand(['run', 'model.onnx', 'Buenos días a todos'], options).out)).toMatchObject([{ label: 'es' }]);
  expect(json(spawnCommand(['convert', 'model.onnx', '--to', 'hf', '-o', 'hf.onnx', '--json'], options))).toMatchObject({ to: 'hf' });
  expect(spawnCommand(['strip', 'model.onnx'], options).code).toBe(0);
  expect(readFileSync(join(folder, 'model.onnx')).equals(readFileSync(fixture('models/bert-tiny-langid/model.onnx')))).toBe(true);
  expect(spawnCommand(['completion', 'bash']).out).toContain('complete -F');
});

test('--version, --help and errors come with their exit codes', () => {
  expect(spawnCommand(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string, err: '' });
  expect(spawnCommand(['--help']).code).toBe(0);
  expect(spawnCommand(['inspect', 'nowhere.onnx'])).toMatchObject({ code: 3, out: '', err: expect.stringMatching(/^error: /) as string });
  expect(spawnCommand(['frobnicate']).code).toBe(2);
});

test('a model comes through a pipe and a text too', () => {
  const model = readFileSync(fixture('models/bert-tiny-langid/model.onnx'));
  const embedded = spawnCommand(['embed', '-', fixture('models/bert-tiny-langid'), '-o', '-'], { input: model });
  expect(embedded.code).toBe(0);
  expect(json(spawnCommand(['inspect', '-', '--json'], { input: embedded.bytes }))).toMatchObject({ format: 1 });
});
