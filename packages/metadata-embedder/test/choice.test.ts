/** Which files belong to a model, which patterns match, and what codec a file gets. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { matchesGlob, MetadataExtractor, sourceFolderOf } from '../src/index.js';
import { storeFile } from '../src/stored-file.js';
import { writeError } from '../src/write-error.js';
import { scratchFolder } from './scratch.js';

async function folderOf(...paths: readonly string[]): Promise<string> {
  const folder = await scratchFolder();
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), '{}');
  }
  return folder;
}

test.each([
  ['config.json', '*.json', true],
  ['sub/config.json', '*.json', true],
  ['sub/config.json', './*.json', false],
  ['config.json', './*.json', true],
  ['a/b/c.txt', 'a/**/c.txt', true],
  ['a/c.txt', 'a/**/c.txt', true],
  ['a/b/c.txt', 'a/*/c.txt', true],
  ['a/b/d/c.txt', 'a/*/c.txt', false],
  ['a/b/c.txt', 'a/**', true],
  ['vocab.txt', 'vocab.{txt,json}', true],
  ['vocab.bin', 'vocab.{txt,json}', false],
  ['v1.txt', 'v[0-9].txt', true],
  ['vx.txt', 'v[!0-9].txt', true],
  ['v?.txt', 'v?.txt', true],
  ['a.b', 'a.b', true],
  ['axb', 'a.b', false],
  ['a(1)+.txt', 'a(1)+.txt', true],
  ['a[.txt', 'a[.txt', true],
])('%s against %s is %s', (path, pattern, matches) => {
  expect(matchesGlob(path, pattern)).toBe(matches);
});

test('takes configuration, tokenizers, processors and labels, core files first, and no weights or notes', async () => {
  const wanted = [
    'config.json', 'modules.json', '1_Pooling/config.json', 'generation_config.json', 'preprocessor_config.json', 'video_preprocessor_config.json',
    'labels.txt', 'tokenizer_config.json', 'special_tokens_map.json', 'chat_template.jinja', 'additional_chat_templates/tools.jinja',
    'added_tokens.json', 'vocab.json', 'merges.txt', 'spiece.model', 'source.spm', 'tokenizer.json',
  ];
  const unwanted = [
    'README.md', 'model.onnx', 'model.onnx_data', 'model.safetensors', 'pytorch_model.bin', 'training_args.bin', 'model.safetensors.index.json',
    '.git/config.json', 'optimizer.pt', 'notes.json', 'checkpoint-1/config.json', 'onnx/model.onnx',
  ];
  const { files, warnings } = await new MetadataExtractor().discover(await folderOf(...wanted, ...unwanted));
  expect(files.map(({ path }) => path).toSorted()).toEqual(wanted.toSorted());
  expect(files[0]!.path).toBe('config.json');
  expect(files.at(-1)!.path).toBe('tokenizer.json');
  expect(warnings).toEqual([]);
});

test('takes other files on request, but never weights', async () => {
  const folder = await folderOf('config.json', 'README.md', 'data/deep/list.csv', 'model.safetensors');
  const { files } = await new MetadataExtractor().discover(folder, { include: ['README.md', 'data/**', '*.safetensors'] });
  expect(files.map(({ path }) => path)).toEqual(['config.json', 'README.md', 'data/deep/list.csv']);
});

test('the folder of a model in onnx/ is its parent', async () => {
  const folder = await folderOf('config.json', 'onnx/model.onnx', 'own/config.json', 'own/model.onnx', 'bare/model.onnx');
  expect(await sourceFolderOf(join(folder, 'onnx', 'model.onnx'))).toBe(folder);
  expect(await sourceFolderOf(join(folder, 'own', 'model.onnx'))).toBe(join(folder, 'own'));
});

test('short text stays, long text and binary files are compressed, the same every time', () => {
  const long = new TextEncoder().encode('é'.repeat(6000));
  const cases = [
    ['a.txt', new TextEncoder().encode('x'.repeat(10_240)), {}, 'utf8'],
    ['a.txt', new TextEncoder().encode('x'.repeat(10_241)), {}, 'gzip'],
    ['a.txt', long, {}, 'gzip'],
    ['a.txt', long, { compress: false }, 'utf8'],
    ['a.txt', long, { compressThreshold: 12_000 }, 'utf8'],
    ['a.bin', Uint8Array.of(0, 1, 2), { compress: false }, 'gzip'],
    ['a.bin', Uint8Array.of(0xff, 0xfe), {}, 'gzip'],
    ['tokenizer.json', long, {}, 'gzip'],
    ['tokenizer.json', new TextEncoder().encode('{"model":{"vocab":{"a":0}}}'), { compressThreshold: 0 }, 'tokenizer-pack'],
    ['empty.txt', new Uint8Array(), {}, 'utf8'],
  ] as const;
  for (const [path, bytes, options, codec] of cases) {
    const { row, value } = storeFile(path, bytes, options);
    expect(row.codec).toBe(codec);
    expect(row.stored ?? row.size).toBe(value.length);
    expect(Buffer.compare(storeFile(path, bytes, options).value, value)).toBe(0);
    if (codec === 'gzip') expect(Buffer.compare(gunzipSync(Buffer.from(Buffer.from(value).toString(), 'base64')), bytes)).toBe(0);
    if (codec === 'utf8') expect(value).toBe(bytes);
  }
});

test('an error of the file system keeps its cause and says what to do', () => {
  const cause = Object.assign(new Error('bad'), { code: 'EIO' });
  expect(writeError('model.onnx', cause)).toMatchObject({ code: 'WRITE_FAILED', cause, where: 'model.onnx' });
  expect(writeError('model.onnx', Object.assign(new Error('ro'), { code: 'EROFS' }))).toMatchObject({ code: 'NOT_WRITABLE' });
});
