import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { fixture, json, modelFolder, run, temporaryFolder } from './workspace.js';

const work = temporaryFolder();
const folder = modelFolder('bert-tiny-langid', work);
const model = join(folder, 'model.onnx');
const golden = JSON.parse(readFileSync(fixture('golden', 'bert-tiny-langid.json'), 'utf8')) as {
  cases: { input: string; options: Record<string, unknown>; output: { label: string; score: number }[] }[];
};

beforeAll(async () => {
  expect((await run(['embed', model])).code).toBe(0);
});

test('inspect --json has the documented keys', async () => {
  const facts = json(await run(['inspect', model, '--json']));
  expect(Object.keys(facts)).toEqual(
    expect.arrayContaining(['format', 'task', 'model', 'inputs', 'outputs', 'files', 'labels', 'opsets', 'irVersion', 'producer', 'dialect', 'externalData', 'metadata']),
  );
  expect(facts['task']).toEqual({ name: 'text-classification', source: 'manifest', confidence: 1, evidence: ['BertForSequenceClassification'] });
  expect(facts['inputs']).toContainEqual({ name: 'input_ids', type: 'int64', shape: ['batch_size', 'sequence_length'] });
  expect(facts['outputs']).toEqual([{ name: 'logits', type: 'float32', shape: ['batch_size', 24] }]);
  expect(facts['labels']).toMatchObject({ 0: 'en', 23: 'hu' });
  expect(facts['dialect']).toBe('capsule');
  expect((facts['files'] as { path: string }[])[0]).toEqual({
    path: 'config.json', codec: 'utf8', size: 1333, stored: 1333, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });
});

test('inspect fits 80 columns', async () => {
  for (const line of (await run(['inspect', model])).out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('inspect --cat prints a file as it is, and says when there is none', async () => {
  const result = await run(['inspect', model, '--cat', 'config.json']);
  expect(Buffer.from(result.bytes).equals(readFileSync(join(folder, 'config.json')))).toBe(true);
  expect((await run(['inspect', model, '--cat', 'nothing.json'])).code).toBe(4);
});

test('detect says task, confidence, source and evidence', async () => {
  expect(json(await run(['detect', model, '--json']))).toEqual({
    task: 'text-classification', confidence: 1, source: 'manifest', evidence: ['BertForSequenceClassification'],
    candidates: [{ task: 'text-classification', confidence: 1 }],
  });
});

test('a bare model is detected by the files beside it', async () => {
  const bare = join(modelFolder('bert-tiny-ner', work), 'model.onnx');
  expect(json(await run(['detect', bare, '--json']))).toMatchObject({ task: 'token-classification', source: 'architecture' });
});

test('run --json is what the pipeline returns in Python', async () => {
  const { input, options, output } = golden.cases[1]!;
  const result = await run(['run', model, input, '--json', '--options', JSON.stringify(options)]);
  expect(result.code).toBe(0);
  const found = JSON.parse(result.out) as typeof output;
  expect(found.map(({ label }) => label)).toEqual(output.map(({ label }) => label));
  found.forEach(({ score }, index) => {
    expect(score).toBeCloseTo(output[index]!.score, 4);
  });
});

test('run prints a table on a terminal and JSON elsewhere', async () => {
  const table = await run(['run', model, 'Guten Morgen, wie geht es dir?', '--top-k', '2']);
  expect(table.out).toMatch(/^label +score\nde +0\.\d{4}\n/);
  const plain = await run(['run', model, 'Guten Morgen, wie geht es dir?', '--top-k', '2'], { interactive: false });
  expect(JSON.parse(plain.out)).toHaveLength(2);
});

test('run takes several texts, a JSON file and standard input', async () => {
  expect(JSON.parse((await run(['run', model, 'Guten Tag zusammen', 'Bonjour à tous', '--json'])).out)).toMatchObject([{ label: 'de' }, { label: 'fr' }]);
  const input = join(work, 'input.json');
  writeFileSync(input, JSON.stringify(['Dzień dobry wszystkim']));
  expect(JSON.parse((await run(['run', model, `@${input}`, '--json'])).out)).toMatchObject([{ label: 'pl' }]);
  const piped = await run(['run', model, '-', '--json'], { input: () => Promise.resolve(new TextEncoder().encode('今日はいい天気ですね\n')) });
  expect(JSON.parse(piped.out)).toMatchObject([{ label: 'ja' }]);
});

test('run reads images and answers questions', async () => {
  const digits = join(modelFolder('vit-digits', work), 'model.onnx');
  const found = JSON.parse((await run(['run', digits, fixture('media', 'digit_3.png'), '--json', '--top-k', '1'])).out) as unknown[];
  expect(found).toHaveLength(1);
  const squad = join(modelFolder('bert-squad', work), 'model.onnx');
  expect(JSON.parse((await run(['run', squad, 'Who?', 'Anna lives in Berlin.', '--json'])).out)).toMatchObject({ answer: expect.any(String) as string });
});

test('wrong options and inputs of run are wrong usage', async () => {
  expect((await run(['run', model])).code).toBe(2);
  expect((await run(['run', model, 'x', '--options', '{top_k'])).code).toBe(2);
  expect((await run(['run', model, 'x', '--options', '[1]'])).code).toBe(2);
  expect((await run(['run', model, '@/nowhere.json'])).code).toBe(2);
  const unknown = await run(['run', model, 'x', '--options', '{"topk":3}', '--json']);
  expect(unknown.code).toBe(2);
  expect(json(unknown)['error']).toMatchObject({ code: 'UNKNOWN_OPTION', hint: 'Did you mean top_k?' });
  expect((await run(['run', model, 'x', '--task', 'no-such-task'])).code).toBe(2);
});

test('a label count that does not fit is damaged metadata', async () => {
  const damaged = modelFolder('bert-sentiment', join(work, 'damaged'));
  const config = JSON.parse(readFileSync(join(damaged, 'config.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(damaged, 'config.json'), JSON.stringify({ ...config, id2label: { 0: 'a', 1: 'b', 2: 'c', 3: 'd', 4: 'e', 5: 'f', 6: 'g' } }));
  const result = await run(['run', join(damaged, 'model.onnx'), 'x', '--json']);
  expect(result.code).toBe(4);
  expect(json(result)['error']).toMatchObject({ code: 'LABEL_COUNT' });
});

const server = createServer((request, response) => {
  const bytes = readFileSync(model);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const tail = /^bytes=-(\d+)$/.exec(request.headers.range ?? '');
  if (!range && !tail) {
    response.writeHead(200, { 'content-length': bytes.length, 'accept-ranges': 'bytes' }).end(request.method === 'HEAD' ? undefined : bytes);
    return;
  }
  const start = range ? Number(range[1]) : bytes.length - Number(tail![1]);
  const end = range?.[2] ? Math.min(Number(range[2]), bytes.length - 1) : bytes.length - 1;
  response.writeHead(206, { 'content-range': `bytes ${start}-${end}/${bytes.length}`, 'content-length': end - start + 1 }).end(bytes.subarray(start, end + 1));
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise<void>((resolve) => server.close(() => { resolve(); })));

test('inspect, detect and extract take a URL', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.onnx`;
  expect(json(await run(['inspect', url, '--json']))).toMatchObject({ format: 1, task: { name: 'text-classification' } });
  expect(json(await run(['detect', url, '--json']))).toMatchObject({ task: 'text-classification' });
  const target = join(work, 'from-url');
  expect((await run(['extract', url, '-o', target])).code).toBe(0);
  expect(readFileSync(join(target, 'config.json')).equals(readFileSync(join(folder, 'config.json')))).toBe(true);
});
