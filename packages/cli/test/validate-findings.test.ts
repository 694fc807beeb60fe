import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { json, modelFolder, run, temporaryFolder } from './workspace.js';

const work = temporaryFolder();

async function codesOf(model: string, ...more: string[]): Promise<string[]> {
  const found = json(await run(['validate', model, '--json', ...more]))['findings'] as { code: string }[];
  return found.map(({ code }) => code);
}

function editJson(path: string, change: (value: Record<string, unknown>) => void): void {
  const value = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(value);
  writeFileSync(path, JSON.stringify(value));
}

test('a part that is missing, and one of another export, are named', async () => {
  const folder = modelFolder('t5-text2text', work);
  const model = join(folder, 'encoder_model.onnx');
  expect((await run(['embed', model])).code).toBe(0);
  expect(await codesOf(model)).toEqual([]);
  const part = join(folder, 'decoder_model.onnx');
  const bytes = readFileSync(part);
  writeFileSync(part, Buffer.concat([bytes, Buffer.from([0x1a, 0x01, 0x78])]));
  expect(await codesOf(model)).toContain('PART_MISMATCH');
  rmSync(part);
  const missing = await run(['validate', model]);
  expect(missing.code).toBe(1);
  expect(missing.out).toContain('MISSING_PART: The decoder decoder_model.onnx is not beside the model.');
});

test('a file that was left out and is nowhere is a warning', async () => {
  const folder = modelFolder('bert-sentiment', join(work, 'omitted'));
  const model = join(folder, 'model.onnx');
  expect((await run(['embed', model, '--exclude', 'special_tokens_map.json'])).code).toBe(0);
  rmSync(join(folder, 'tokenizer_config.json'));
  const result = await run(['validate', model, '--json']);
  expect(result.code).toBe(0);
});

test('missing processors, a tokenizer of another model and a size that the graph does not take', async () => {
  const digits = modelFolder('resnet-fixed', join(work, 'vision'));
  editJson(join(digits, 'preprocessor_config.json'), (config) => {
    config['size'] = { height: 56, width: 56 };
    delete config['do_center_crop'];
    delete config['crop_size'];
  });
  await run(['embed', join(digits, 'model.onnx')]);
  expect(await codesOf(join(digits, 'model.onnx'))).toContain('IMAGE_SIZE');
  const bare = modelFolder('vit-digits', join(work, 'bare'));
  rmSync(join(bare, 'preprocessor_config.json'));
  await run(['embed', join(bare, 'model.onnx')]);
  expect(await codesOf(join(bare, 'model.onnx'))).toContain('MISSING_FILES');
  const text = modelFolder('bert-sentiment', join(work, 'vocabulary'));
  const other = modelFolder('roberta-multilabel-v5', join(work, 'other'));
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) writeFileSync(join(text, file), readFileSync(join(other, file)));
  editJson(join(text, 'tokenizer.json'), (tokenizer) => {
    const added = tokenizer['added_tokens'] as { id: number; content: string }[];
    added.push(...Array.from({ length: 20000 }, (_, index) => ({ ...added[0]!, id: 90000 + index, content: `<extra-${index}>` })));
  });
  await run(['embed', join(text, 'model.onnx')]);
  expect(await codesOf(join(text, 'model.onnx'))).toContain('VOCABULARY_SIZE');
});

test('a model whose sample does not run is said with the code of its error', async () => {
  const folder = modelFolder('bert-sentiment', join(work, 'sample'));
  const model = join(folder, 'model.onnx');
  writeFileSync(join(folder, 'tokenizer.json'), '{"model":{"type":"Unigramm"}}');
  await run(['embed', model]);
  const codes = await codesOf(model, '--run');
  expect(codes.length).toBeGreaterThan(0);
});

test('detect prints task, confidence, source, evidence and what else is possible', async () => {
  const model = join(modelFolder('bert-tiny-ner', join(work, 'detect')), 'model.onnx');
  const result = await run(['detect', model]);
  expect(result.code).toBe(0);
  expect(result.out).toMatch(/^task +token-classification\nconfidence +\d\.\d\d\nsource +architecture\nevidence +BertForTokenClassification\n/);
  const plain = await run(['detect', join(work, 'none.onnx')]);
  expect(plain.code).not.toBe(0);
});

test('extract lists what it wrote, refuses to write over it, and writes over it with --force', async () => {
  const folder = modelFolder('bert-sentiment', join(work, 'extract'));
  const model = join(folder, 'model.onnx');
  await run(['embed', model]);
  const target = join(work, 'out');
  const first = await run(['extract', model, '-o', target]);
  expect(first.out).toMatch(/^\d+ files written to /);
  const again = await run(['extract', model, '-o', target, '--json']);
  expect(again.code).not.toBe(0);
  expect(json(again)['error']).toMatchObject({ code: 'OUTPUT_EXISTS' });
  expect((await run(['extract', model, '-o', target, '--force'])).code).toBe(0);
  const linked = join(work, 'linked');
  symlinkSync(target, join(work, 'elsewhere'));
  await run(['extract', model, '-o', linked]);
  rmSync(join(linked, 'config.json'));
  symlinkSync(join(target, 'config.json'), join(linked, 'config.json'));
  const through = await run(['extract', model, '-o', linked, '--force', '--json']);
  expect(json(through)['error']).toMatchObject({ code: 'OUTSIDE_FOLDER' });
  const blocked = join(work, 'blocked');
  writeFileSync(blocked, 'a file');
  expect((await run(['extract', model, '-o', blocked])).code).not.toBe(0);
});

test('text streams to a terminal', async () => {
  const model = join(modelFolder('gpt2-story', work), 'model.onnx');
  const options = '{"max_new_tokens":6,"do_sample":false}';
  const shown = await run(['run', model, 'Hello', '--options', options]);
  const whole = JSON.parse((await run(['run', model, 'Hello', '--options', options, '--json'])).out) as { generated_text: string }[];
  expect(shown.out).toBe(`${whole[0]!.generated_text}\n`);
});
