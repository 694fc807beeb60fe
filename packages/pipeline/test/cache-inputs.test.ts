import type { GraphValue, NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';
import { describe, expect, test } from 'vitest';

import { cacheSlots, emptyCaches, reorderRows } from '../src/generation/cache-inputs.js';
import { decoderOnly } from '../src/generation/decoder-only.js';
import { lastLogits } from '../src/generation/last-logits.js';
import type { ONNXAutoModel } from '../src/model.js';

type Shape = NonNullable<GraphValue['shape']>;

function values(shapes: Readonly<Record<string, Shape>>, type = 'float32'): GraphValue[] {
  return Object.entries(shapes).map(([name, shape]) => ({ name, type, shape }));
}

/** A graph of the given inputs and outputs that answers every run with caches of its number and logits for token 1. */
function graph(inputs: GraphValue[], outputs: GraphValue[], config: Readonly<Record<string, unknown>> = {}): { model: ONNXAutoModel; runs: NamedTensors[] } {
  const runs: NamedTensors[] = [];
  const model = {
    inputs,
    outputs,
    config,
    takes: (name: string) => inputs.some((input) => input.name === name),
    run: (feeds: NamedTensors): Promise<NamedTensors> => {
      runs.push(feeds);
      const [rows, tokens] = feeds['input_ids']!.dims as [number, number];
      const logits: Tensor = { type: 'float32', dims: [rows, tokens, 3], data: new Float32Array(rows * tokens * 3).fill(runs.length) };
      const caches = outputs.filter(({ name }) => name !== 'logits').map(({ name }): [string, Tensor] => [
        name,
        { type: 'float32', dims: [rows, 1, 1], data: Float32Array.from({ length: rows }, (_, row) => runs.length * 10 + row) },
      ]);
      return Promise.resolve({ logits, ...Object.fromEntries(caches) });
    },
  };
  return { model: model as unknown as ONNXAutoModel, runs };
}

function dimsOf(shapes: Readonly<Record<string, Shape>>, outputs: readonly string[], config: Readonly<Record<string, unknown>> = {}): Record<string, readonly number[]> {
  const { model } = graph(values(shapes), outputs.map((name): GraphValue => ({ name, type: 'float32' })), config);
  return Object.fromEntries(Object.entries(emptyCaches(model, 3)).map(([name, tensor]) => [name, tensor.dims]));
}

describe('cache inputs', () => {
  test('start empty with the heads and widths of the graph', () => {
    const shape = ['batch_size', 2, 'past_sequence_length', 8];
    expect(dimsOf({ 'past_key_values.0.key': shape, 'past_key_values.0.value': shape }, ['logits', 'present.0.key', 'present.0.value'])).toEqual({
      'past_key_values.0.key': [3, 2, 0, 8],
      'past_key_values.0.value': [3, 2, 0, 8],
    });
  });

  test('take fused heads, transposed keys, and heads that the graph only names', () => {
    const shapes = {
      'past_key_values.0.key': ['batch_size x num_heads', 8, 'past_sequence_length'],
      'past_key_values.0.value': ['batch_size x num_heads', 'past_sequence_length', 8],
      'past_key_values.1.key': ['batch_size', 'num_heads', 'past_sequence_length', 'head_dim'],
    };
    expect(dimsOf(shapes, ['present.0.key', 'present.0.value', 'present.1.key'], { n_head: 4, hidden_size: 32 })).toEqual({
      'past_key_values.0.key': [12, 8, 0],
      'past_key_values.0.value': [12, 0, 8],
      'past_key_values.1.key': [3, 4, 0, 8],
    });
  });

  test('take keys and values stacked in front of the rows', () => {
    expect(dimsOf({ past_0: [2, 'batch', 4, 'past', 8] }, ['logits', 'present_0'])).toEqual({ past_0: [2, 3, 4, 0, 8] });
  });

  test('have length 1 where a branch of the graph ignores them', () => {
    const shapes = { 'past_key_values.0.key': ['b', 2, 'past', 8], use_cache_branch: [1] };
    expect(dimsOf(shapes, ['logits', 'present.0.key'])).toEqual({ 'past_key_values.0.key': [3, 2, 1, 8] });
  });

  test('find their outputs by name, then by order', () => {
    const outputsOf = (inputs: string[], outputs: string[]): string[] =>
      cacheSlots(values(Object.fromEntries(inputs.map((name) => [name, ['b', 1]]))), values(Object.fromEntries(outputs.map((name) => [name, ['b', 1]])))).map(({ output }) => output);
    expect(outputsOf(['past_key_values.0.decoder.key', 'past_key_values.0.encoder.key'], ['logits', 'present.0.decoder.key'])).toEqual(['present.0.decoder.key', 'present.0.encoder.key']);
    expect(outputsOf(['past_key_self_0', 'past_key_cross_0'], ['logits', 'present_key_self_0', 'present_key_cross_0'])).toEqual(['present_key_self_0', 'present_key_cross_0']);
    expect(outputsOf(['past_key_values_key_cache_0', 'past_key_values_key_cache_1'], ['logits', 'cat_3', 'cat_5'])).toEqual(['cat_3', 'cat_5']);
    expect(() => outputsOf(['past_key_values.0.key'], ['logits'])).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_MODEL' }) as Error);
  });

  test('move rows, fused ones together, stacked ones in each block', () => {
    const tensor = (dims: number[]): Tensor => ({ type: 'float32', dims, data: Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => i) });
    expect([...(reorderRows(tensor([3, 2]), [2, 0, 0], 3).data as Float32Array)]).toEqual([4, 5, 0, 1, 0, 1]);
    expect([...(reorderRows(tensor([4, 1]), [1, 1], 2).data as Float32Array)]).toEqual([2, 3, 2, 3]);
    expect([...(reorderRows(tensor([2, 2, 1]), [1, 0], 2, 1).data as Float32Array)]).toEqual([1, 0, 3, 2]);
  });
});

describe('decoderOnly', () => {
  const cached = values({ input_ids: ['b', 's'], attention_mask: ['b', 't'], 'past_key_values.0.key': ['b', 1, 'p'] });
  const outputs = values({ logits: ['b', 's', 3], 'present.0.key': ['b', 1, 't'] });

  test('feeds new tokens with the cache object of the step before', async () => {
    const { model, runs } = graph(cached, outputs);
    const decoder = decoderOnly({ decoder: model, decoderWithPast: undefined });
    await decoder.step([[5, 6, 7]]);
    await decoder.step([[5, 6, 7, 8]]);
    expect(runs[1]!['input_ids']!.dims).toEqual([1, 1]);
    expect(runs[1]!['attention_mask']!.dims).toEqual([1, 4]);
    expect([...(runs[1]!['past_key_values.0.key']!.data as Float32Array)]).toEqual([10]);
  });

  test('moves rows of the cache only when the order changes', async () => {
    const { model, runs } = graph(cached, outputs);
    const decoder = decoderOnly({ decoder: model, decoderWithPast: undefined });
    await decoder.step([[5], [6]]);
    decoder.reorder([0, 1]);
    await decoder.step([[5, 1], [6, 1]]);
    decoder.reorder([1, 1]);
    await decoder.step([[6, 1, 1], [6, 1, 2]]);
    expect([...(runs[1]!['past_key_values.0.key']!.data as Float32Array)]).toEqual([10, 11]);
    expect([...(runs[2]!['past_key_values.0.key']!.data as Float32Array)]).toEqual([21, 21]);
  });

  test('runs the steps after the first on the graph with a cache', async () => {
    const first = graph(values({ input_ids: ['b', 's'] }), outputs);
    const later = graph(cached, outputs);
    const decoder = decoderOnly({ decoder: first.model, decoderWithPast: later.model });
    await decoder.step([[5, 6]]);
    await decoder.step([[5, 6, 7]]);
    expect(first.runs).toHaveLength(1);
    expect(later.runs[0]!['input_ids']!.dims).toEqual([1, 1]);
    expect(later.runs[0]!['past_key_values.0.key']!.dims).toEqual([1, 1, 1]);
  });
});

describe('lastLogits', () => {
  const logits = (positions: number): NamedTensors => ({
    logits: { type: 'float32', dims: [2, positions, 2], data: Float32Array.from({ length: 4 * positions }, (_, index) => index) },
  });
  const rows = (positions: number, fresh: number): number[][] => lastLogits(logits(positions), fresh).map((row) => [...row]);

  test('reads the last position of each row', () => {
    expect(rows(3, 3)).toEqual([[4, 5], [10, 11]]);
  });

  test('reads the position of the last token where a graph of fixed length gives more', () => {
    expect(rows(3, 2)).toEqual([[2, 3], [8, 9]]);
  });

  test('reads the only position of a graph that keeps one', () => {
    expect(rows(1, 3)).toEqual([[0, 1], [2, 3]]);
  });
});
