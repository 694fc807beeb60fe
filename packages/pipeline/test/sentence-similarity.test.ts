import type { Tensor } from '@onnx-capsule/metadata-schema';
import { expect, test } from 'vitest';

import { pipeline } from '../src/index.js';
import { folderWith } from './folder-with.js';
import { FIXTURES } from './goldens.js';

const FOLDER = `${FIXTURES}models/minilm-sentence-mean`;
const POOLING = { pooling_mode: 'mean', include_prompt: false };
const MODULES = [
  { idx: 0, path: '', type: 'sentence_transformers.models.Transformer' },
  { idx: 1, path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
];

function similarity(changes: Readonly<Record<string, unknown>> = {}) {
  return pipeline('sentence-similarity', folderWith(FOLDER, { 'modules.json': MODULES, '1_Pooling/config.json': POOLING, ...changes }));
}

/** A safetensors file with one linear layer of float32. */
function linearLayer(weight: readonly (readonly number[])[], bias: readonly number[]): Uint8Array {
  const numbers = Float32Array.from([...weight.flat(), ...bias]);
  const split = weight.flat().length * 4;
  const header = new TextEncoder().encode(
    JSON.stringify({
      'linear.weight': { dtype: 'F32', shape: [weight.length, weight[0]!.length], data_offsets: [0, split] },
      'linear.bias': { dtype: 'F32', shape: [bias.length], data_offsets: [split, split + bias.length * 4] },
    }),
  );
  const file = new Uint8Array(8 + header.length + numbers.byteLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(new Uint8Array(numbers.buffer), 8 + header.length);
  return file;
}

const row = (tensor: Tensor, index = 0): number[] => {
  const width = tensor.dims.at(-1)!;
  return [...(tensor.data as Float32Array).subarray(index * width, (index + 1) * width)];
};

test('compares a sentence with others, in each form of the call', async () => {
  await using pipe = await pipeline('sentence-similarity', FOLDER);
  const scores = await pipe({ source_sentence: 'A cat.', sentences: ['A cat.', 'Rain tomorrow'] });
  expect(scores[0]).toBeCloseTo(1, 5);
  expect(scores[1]).toBeLessThan(0.999);
  expect(await pipe('A cat.', ['A cat.', 'Rain tomorrow'])).toEqual(scores);
  expect(await pipe([{ source_sentence: 'A cat.', sentences: ['Rain tomorrow'] }])).toEqual([[scores[1]]]);
  const matrix = pipe.similarity(await pipe.encode(['A cat.']), await pipe.encode(['A cat.', 'Rain tomorrow']));
  expect(matrix.dims).toEqual([1, 2]);
  expect(row(matrix)[1]).toBeCloseTo(scores[1]!, 5);
});

test('gives for many texts in batches what it gives for each', async () => {
  await using pipe = await pipeline('sentence-similarity', FOLDER);
  const texts = ['short', 'a text of middle length', 'the longest of these three texts, by some words more'];
  const together = await pipe.encode(texts);
  expect(together.dims).toEqual([3, 48]);
  for (const [index, text] of texts.entries()) {
    const alone = await pipe.encode(text);
    expect(alone.dims).toEqual([48]);
    row(together, index).forEach((value, i) => { expect(value).toBeCloseTo(row(alone)[i]!, 5); });
  }
});

test('puts prompts before texts and leaves their tokens out of the pooling', async () => {
  const settings = { prompts: { query: 'find this ' }, default_prompt_name: null, similarity_fn_name: 'dot' };
  await using included = await similarity({ '1_Pooling/config.json': { pooling_mode: 'mean' }, 'config_sentence_transformers.json': settings });
  await using excluded = await similarity({ 'config_sentence_transformers.json': settings });
  expect(row(await included.encode('a cat', { prompt: 'find this ' }))).toEqual(row(await included.encode('find this a cat')));
  expect(row(await included.encode('a cat', { prompt_name: 'query' }))).toEqual(row(await included.encode('find this a cat')));
  expect(row(await excluded.encode('a cat', { prompt_name: 'query' }))).not.toEqual(row(await included.encode('find this a cat')));
  await expect(included.encode('a cat', { prompt_name: 'passage' })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'prompt_name' });
});

test('normalizes, truncates and refuses by name', async () => {
  await using pipe = await similarity();
  const whole = row(await pipe.encode('a cat'));
  expect(row(await pipe.encode('a cat', { truncate_dim: 5 }))).toEqual(whole.slice(0, 5));
  const unit = row(await pipe.encode('a cat', { normalize_embeddings: true }));
  expect(unit.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
  await expect(pipe.encode('a', { precision: 'int8' } as never)).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'precision' });
  await expect(pipe.encode('a', { convert_to_tensor: true } as never)).rejects.toMatchObject({ code: 'UNSUPPORTED_OPTION' });
  await expect(pipe({ source_sentence: 'a', sentences: [] })).rejects.toMatchObject({ code: 'BAD_INPUT' });
});

test('runs dense layers from safetensors', async () => {
  const weight = Array.from({ length: 2 }, (_, out) => Array.from({ length: 48 }, (__, i) => (i === out ? 2 : 0)));
  const dense = { in_features: 48, out_features: 2, bias: true, activation_function: 'torch.nn.modules.activation.Tanh' };
  const modules = [...MODULES, { idx: 2, path: '2_Dense', type: 'sentence_transformers.models.Dense' }];
  const files = { 'modules.json': modules, '2_Dense/config.json': dense, '2_Dense/model.safetensors': linearLayer(weight, [0.5, -0.5]) };
  await using plain = await similarity();
  await using pipe = await similarity(files);
  const [x, y] = row(await plain.encode('a cat'));
  const [a, b] = row(await pipe.encode('a cat'));
  expect(a).toBeCloseTo(Math.tanh(2 * x! + 0.5), 5);
  expect(b).toBeCloseTo(Math.tanh(2 * y! - 0.5), 5);
  await expect(similarity({ ...files, '2_Dense/model.safetensors': undefined })).rejects.toMatchObject({ code: 'UNSUPPORTED_MODULE' });
  await expect(similarity({ ...files, '2_Dense/model.safetensors': new Uint8Array(4) })).rejects.toMatchObject({ code: 'BAD_MODULE' });
});

test('refuses modules that it does not run, and pools by the mean without any', async () => {
  const modules = [...MODULES, { idx: 2, path: '2_LSTM', type: 'sentence_transformers.models.LSTM' }];
  await expect(similarity({ 'modules.json': modules })).rejects.toMatchObject({ code: 'UNSUPPORTED_MODULE', where: 'modules.json 2_LSTM' });
  const warnings: string[] = [];
  await using pipe = await pipeline('sentence-similarity', `${FIXTURES}models/mpnet-features`, { onWarning: (message) => warnings.push(message) });
  expect((await pipe.encode('a cat')).dims).toEqual([32]);
  expect(warnings).toHaveLength(1);
});

test.each([undefined, null, 5, {}, [1]])('refuses %j where texts are expected', async (texts) => {
  await using pipe = await similarity();
  await expect(pipe.encode(texts as never)).rejects.toMatchObject({ code: 'BAD_INPUT' });
});

test('keeps as many numbers as config_sentence_transformers.json says', async () => {
  await using pipe = await similarity({ 'config_sentence_transformers.json': { truncate_dim: 5 } });
  expect((await pipe.encode('a cat')).dims).toEqual([5]);
  expect((await pipe.encode('a cat', { truncate_dim: 7 })).dims).toEqual([7]);
});
