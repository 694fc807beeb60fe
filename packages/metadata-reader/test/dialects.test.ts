/** Metadata of other tools, from the files of the container corpus and by hand. */
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { parsePythonLiteral } from '../src/dialects/python-literal.js';
import { type Dialect, openModel } from '../src/index.js';
import { gzip, plainModel, base64 } from './portable/build.js';
import { splice } from './portable/core.js';

async function read(name: string): Promise<Dialect> {
  const bytes = new Uint8Array(readFileSync(new URL(`../../../fixtures/onnxfiles/${name}.onnx`, import.meta.url)));
  return (await openModel(bytes)).dialect!;
}

async function readEntries(entries: Readonly<Record<string, string>>): Promise<Dialect | undefined> {
  const rows = Object.entries(entries).map(([key, value]) => ({ key, value: new TextEncoder().encode(value) }));
  return (await openModel(splice(plainModel(), rows))).dialect;
}

test('reads hf_* 2.0, plain and compressed, with the original text', async () => {
  const plain = await read('hf-v2');
  expect(plain).toMatchObject({ name: 'hf', task: 'text-classification', modelId: 'org/name', problems: [] });
  expect(plain.files.list().map(({ path }) => path)).toEqual(['config.json', 'tokenizer_config.json']);
  expect(await plain.files.text('tokenizer_config.json')).toContain('{\n  "tokenizer_class"');
  expect(plain.sources['config.json']).toEqual(['hf_model_config']);
  const compressed = await read('hf-v2-compressed');
  expect(await compressed.files.json('config.json')).toMatchObject({ id2label: { 0: 'NEG', 1: 'POS ☺' } });
  expect(compressed.sources['config.json']).toEqual(['hf_model_config:compressed']);
  await expect(compressed.files.bytes('vocab.txt')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});

test('names the hf_* entries that are damaged', async () => {
  const bad = await read('hf-v2-bad');
  expect(bad.files.list()).toEqual([]);
  expect(bad.task).toBeUndefined();
  expect(bad.problems.map(({ key, code }) => [key, code])).toEqual([
    ['hf_model_config:compressed', 'BAD_BASE64'],
    ['hf_model_config', 'BAD_JSON'],
  ]);
});

test('puts hf_labels into a configuration that has none', async () => {
  const listed = await readEntries({ hf_model_config: '{"model_type":"bert"}', hf_labels: '["NEG","POS"]' });
  expect(await listed!.files.json('config.json')).toEqual({ model_type: 'bert', id2label: { 0: 'NEG', 1: 'POS' } });
  const own = await readEntries({ hf_model_config: '{"id2label":{"0":"A"}}', hf_labels: '["NEG"]' });
  expect(await own!.files.json('config.json')).toEqual({ id2label: { 0: 'A' } });
});

test('says which of two entries for one file counts', async () => {
  const both = await readEntries({ hf_preprocessor_config: '{"a":1}', hf_feature_extractor_config: '{"b":1}' });
  expect(await both!.files.json('preprocessor_config.json')).toEqual({ a: 1 });
  expect(both!.problems).toMatchObject([{ key: 'hf_feature_extractor_config', code: 'AMBIGUOUS' }]);
  const forms = await readEntries({ hf_model_config: '{"a":1}', 'hf_model_config:compressed': base64(await gzip('{"b":1}')) });
  expect(await forms!.files.json('config.json')).toEqual({ b: 1 });
});

test('reads Ultralytics’ Python literals', async () => {
  const dialect = await read('ultralytics');
  expect(dialect).toMatchObject({
    name: 'ultralytics',
    task: 'object-detection',
    problems: [],
    values: { stride: 32, imgsz: [640, 640], args: { batch: 1, half: false, dynamic: true, nms: false }, version: '8.3.1' },
  });
  expect(await dialect.files.json('config.json')).toEqual({
    model_type: 'yolo',
    id2label: { 0: 'person', 1: 'bicycle', 2: "it's", 3: 'say "hi"' },
    num_labels: 4,
    image_size: [640, 640],
    stride: 32,
    ultralytics_task: 'detect',
  });
  const bad = await readEntries({ author: 'Ultralytics', names: "{0: 'a'", stride: '32' });
  expect(bad!.problems).toMatchObject([{ key: 'names', code: 'BAD_PYTHON_LITERAL' }]);
});

test('reads sherpa-onnx and Piper', async () => {
  const sherpa = await read('sherpa-onnx');
  expect(sherpa).toMatchObject({ name: 'sherpa-onnx', task: 'automatic-speech-recognition' });
  expect(sherpa.values).toMatchObject({ version: '1', T: 45, query_head_dims: [32, 32, 32, 32, 32, 32] });
  const piper = await read('vits-piper');
  expect(piper).toMatchObject({ name: 'piper', task: 'text-to-audio' });
  expect(await piper.files.json('config.json')).toMatchObject({ sampling_rate: 22050, num_speakers: 1, language: 'German' });
  expect(piper.values['punctuation']).toBe('; : , . ! ? ¡ ¿ — … " « » “ ”  ');
});

test('reads RapidOCR’s characters as CTC labels', async () => {
  const dialect = await read('rapidocr');
  const { id2label } = (await dialect.files.json('config.json')) as { id2label: Record<string, string> };
  expect(Object.keys(id2label)).toHaveLength(22);
  expect([id2label[0], id2label[1], id2label[18], id2label[19], id2label[20], id2label[21]]).toEqual(['blank', '0', '　', ' ', 'é', ' ']);
});

test('reads winml.* as JSON, and keeps what is none', async () => {
  const dialect = await read('winml-io');
  expect(dialect).toMatchObject({
    name: 'winml',
    problems: [],
    values: { 'winml.io.outputs': { y: 'logits' }, 'Image.BitmapPixelFormat': 'Bgr8' },
  });
  const bad = await readEntries({ 'winml.io.inputs': 'x:float32' });
  expect(bad!.values).toEqual({ 'winml.io.inputs': 'x:float32' });
  expect(bad!.problems).toMatchObject([{ code: 'BAD_JSON' }]);
  expect(await readEntries({ something: 'else' })).toBeUndefined();
});

test.each([
  ["{0: 'a', 'b': [1, -2.5, 1e-05], (1): ()}", { 0: 'a', b: [1, -2.5, 0.00001], 1: [] }],
  ['(1,)', [1]],
  ['(1)', 1],
  ['{1, 2}', [1, 2]],
  ['{}', {}],
  ['[True, False, None, inf, -inf, 1_000]', [true, false, null, Infinity, -Infinity, 1000]],
  ["'\\x41\\u00e4\\U0001F600\\n\\'\\\\\\q\\101'", 'Aä😀\n\'\\\\qA'],
  [' "a"\n', 'a'],
])('parses the Python literal %s', (text, value) => {
  expect(parsePythonLiteral(text, 'x', 64)).toEqual(value);
});

test.each(['', '[1', '{1: }', '[1 2]', "'a", 'os.system', '1 2', '{1: 2, 3}', '__import__', '[,]', "b'a'", '{[1]: 2'])('refuses %j', (text) => {
  expect(() => parsePythonLiteral(text, 'x', 64)).toThrow(expect.objectContaining({ code: 'BAD_PYTHON_LITERAL' }) as Error);
});

test('refuses literals that nest too deep, and keeps hostile keys away from prototypes', () => {
  expect(() => parsePythonLiteral('['.repeat(10_000), 'x', 64)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }) as Error);
  const value = parsePythonLiteral("{'__proto__': {'polluted': 1}}", 'x', 64) as object;
  expect(Object.getPrototypeOf(Object.assign({}, value))).toBe(Object.prototype);
});
