import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { fixture, json, modelFolder, run, temporaryFolder } from './workspace.js';

const work = temporaryFolder();
const source = fixture('models', 'bert-sentiment');
const bare = readFileSync(join(source, 'model.onnx'));

function newFolder(name: string): string {
  const folder = join(work, name);
  mkdirSync(folder);
  return modelFolder('bert-sentiment', folder);
}

test('embed-metadata --json has the documented keys, and the numbers are those of the files', async () => {
  const folder = newFolder('json');
  const model = join(folder, 'model.onnx');
  const result = await run(['embed-metadata', model, '--json']);
  expect(result.code).toBe(0);
  const after = readFileSync(model).length;
  expect(json(result)).toEqual({
    model, output: model, task: 'text-classification', files: expect.any(Number) as number, bytesBefore: bare.length, bytesAfter: after,
    metadataBytes: after - bare.length, sourceBytes: expect.any(Number) as number, layout: 'tail', warnings: [],
  });
});

test('extract gives back every file byte for byte, and strip the model', async () => {
  const folder = newFolder('round-trip');
  const model = join(folder, 'model.onnx');
  for (const layout of ['tail', 'head']) {
    expect((await run(['embed', model, '--layout', layout])).code).toBe(0);
    const target = join(folder, `back-${layout}`);
    const extracted = await run(['extract', model, '-o', target, '--json']);
    expect(extracted.code).toBe(0);
    const names = readdirSync(source).filter((name) => name !== 'model.onnx').sort();
    expect(readdirSync(target).sort()).toEqual(names);
    for (const name of names) expect(readFileSync(join(target, name)).equals(readFileSync(join(source, name))), name).toBe(true);
    const stripped = join(folder, `bare-${layout}.onnx`);
    expect((await run(['strip', model, '-o', stripped])).code).toBe(0);
    expect(readFileSync(stripped).equals(bare)).toBe(true);
  }
});

test('embedding twice gives the same bytes as embedding once', async () => {
  const model = join(newFolder('twice'), 'model.onnx');
  await run(['embed', model]);
  const once = readFileSync(model);
  await run(['embed', model]);
  expect(readFileSync(model).equals(once)).toBe(true);
});

test('--append gives the same bytes as copying', async () => {
  const folder = newFolder('append');
  const model = join(folder, 'model.onnx');
  expect((await run(['embed', model, '-o', join(folder, 'copied.onnx')])).code).toBe(0);
  expect(readFileSync(model).equals(bare)).toBe(true);
  expect((await run(['embed', model, '--append'])).code).toBe(0);
  expect(readFileSync(model).equals(readFileSync(join(folder, 'copied.onnx')))).toBe(true);
});

test('--dry-run says what would be done and changes nothing', async () => {
  const model = join(newFolder('dry'), 'model.onnx');
  const result = await run(['embed', model, '--dry-run']);
  expect(result.code).toBe(0);
  expect(result.out).toContain('would be embedded');
  expect(readFileSync(model).equals(bare)).toBe(true);
});

test('--no-vocab leaves the vocabulary out, and inspect names it', async () => {
  const model = join(newFolder('essential'), 'model.onnx');
  await run(['embed', model, '--no-vocab']);
  const facts = json(await run(['inspect', model, '--json']));
  expect((facts['files'] as { path: string }[]).map(({ path }) => path)).not.toContain('tokenizer.json');
  expect((facts['omitted'] as { path: string }[]).map(({ path }) => path)).toContain('tokenizer.json');
});

test('--include, --exclude, --task, --id and --revision show in the manifest', async () => {
  const folder = newFolder('options');
  writeFileSync(join(folder, 'notes.txt'), 'a note');
  const model = join(folder, 'model.onnx');
  await run(['embed', model, '--include', 'notes.txt', '--exclude', 'vocab.*', '--task', 'sentiment-analysis', '--id', 'me/mine', '--revision', 'r1']);
  const manifest = json(await run(['inspect', model, '--manifest', '--json']));
  const paths = (manifest['files'] as { path: string }[]).map(({ path }) => path);
  expect(paths).toContain('notes.txt');
  expect(paths.some((path) => path.startsWith('vocab.'))).toBe(false);
  expect(manifest['task']).toEqual({ name: 'sentiment-analysis', source: 'caller', evidence: ['sentiment-analysis'] });
  expect(manifest['model']).toMatchObject({ id: 'me/mine', revision: 'r1' });
});

test('a model goes in through standard input and out through standard output', async () => {
  const folder = newFolder('pipes');
  const embedded = await run(['embed', '-', folder, '-o', '-'], { input: () => Promise.resolve(new Uint8Array(bare)) });
  expect(embedded.code).toBe(0);
  const stripped = await run(['strip', '-'], { input: () => Promise.resolve(embedded.bytes) });
  expect(Buffer.from(stripped.bytes).equals(bare)).toBe(true);
  expect((await run(['embed', '-'])).code).toBe(2);
  expect((await run(['embed', '-', folder, '--json'])).code).toBe(2);
});

test('extract does not write over files, through links, or outside of its folder', async () => {
  const folder = newFolder('safe');
  const model = join(folder, 'model.onnx');
  await run(['embed', model]);
  const target = join(folder, 'out');
  mkdirSync(target);
  writeFileSync(join(target, 'config.json'), 'mine');
  const refused = await run(['extract', model, '-o', target, '--json']);
  expect(refused.code).toBe(2);
  expect(json(refused)['error']).toMatchObject({ code: 'OUTPUT_EXISTS' });
  expect(readdirSync(target)).toEqual(['config.json']);
  expect(readFileSync(join(target, 'config.json'), 'utf8')).toBe('mine');
  expect((await run(['extract', model, '-o', target, '--force'])).code).toBe(0);
  const linked = join(folder, 'linked');
  mkdirSync(linked);
  symlinkSync(join(folder, 'elsewhere.json'), join(linked, 'config.json'));
  expect((await run(['extract', model, '-o', linked, '--force'])).code).toBe(3);
  expect(existsSync(join(folder, 'elsewhere.json'))).toBe(false);
});

test('a folder without configuration, a missing folder and a missing model are told apart', async () => {
  const folder = newFolder('errors');
  const model = join(folder, 'model.onnx');
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  expect(json(await run(['embed', model, empty, '--json']))['error']).toMatchObject({ code: 'NO_SOURCE_FILES' });
  expect((await run(['embed', model, join(folder, 'nowhere')])).code).toBe(3);
  expect((await run(['embed', join(folder, 'no.onnx')])).code).toBe(3);
  expect(readFileSync(model).equals(bare)).toBe(true);
});

test('what is no ONNX file is said by name, and the file stays as it is', async () => {
  const folder = newFolder('no-onnx');
  const cases: Record<string, string> = {
    'page.onnx': '<!DOCTYPE html><html><body>Not found</body></html>',
    'pointer.onnx': 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1234\n',
    'empty.onnx': '',
  };
  for (const [name, text] of Object.entries(cases)) {
    const path = join(folder, name);
    writeFileSync(path, text);
    for (const command of [['inspect', path], ['embed', path, folder], ['strip', path], ['detect', path], ['validate', path], ['run', path, 'x']]) {
      const result = await run(command);
      expect(result.code, command.join(' ')).toBe(3);
      expect(result.err, command.join(' ')).toMatch(/^error: .+\nhint: .+\n$/);
    }
    expect(readFileSync(path, 'utf8')).toBe(text);
  }
  expect((await run(['inspect', folder])).code).toBe(3);
  copyFileSync(join(source, 'model.onnx'), join(folder, 'cut.onnx'));
  writeFileSync(join(folder, 'cut.onnx'), bare.subarray(0, bare.length / 2));
  expect((await run(['inspect', join(folder, 'cut.onnx')])).code).toBe(3);
});
