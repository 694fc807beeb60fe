import type { GraphValue, NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';
import { expect, test } from 'vitest';

import { floatToHalf, halfToFloat } from '../src/float16.js';
import { fitFeeds, planFeeds, splitBatch } from '../src/graph-feeds.js';
import { concatRows, cutColumns, padColumns } from '../src/tensor-rows.js';
import { convertTensor, int64Tensor, nestedList, zeros } from '../src/tensor-types.js';

const input = (name: string, type: string, ...shape: (number | string)[]): GraphValue => ({ name, type, shape });
const tokens = (...shape: (number | string)[]): GraphValue => input('input_ids', 'int64', ...shape);
const plain = (tensor: Tensor | undefined): unknown => tensor && nestedList(tensor);
const fit = (inputs: readonly GraphValue[], given: NamedTensors): NamedTensors => fitFeeds(planFeeds(inputs), given);

const IDS = int64Tensor([5, 6, 7, 8], [2, 2]);

test('fills in what follows from the tokens', () => {
  const feeds = fit(
    [
      tokens('b', 's'), input('attention_mask', 'int64', 'b', 's'), input('token_type_ids', 'int32', 'b', 's'), input('position_ids', 'int64', 'b', 's'),
      input('bbox', 'int64', 'b', 's', 4), input('use_cache_branch', 'bool', 1), input('past_key_values.0.key', 'float16', 'b', 3, 'p', 8),
    ],
    { input_ids: IDS, unknown: IDS },
  );
  expect(Object.keys(feeds)).not.toContain('unknown');
  expect(plain(feeds['attention_mask'])).toEqual([[1, 1], [1, 1]]);
  expect(feeds['token_type_ids']).toMatchObject({ type: 'int32', dims: [2, 2] });
  expect(plain(feeds['position_ids'])).toEqual([[0, 1], [0, 1]]);
  expect(feeds['bbox']!.dims).toEqual([2, 2, 4]);
  expect(plain(feeds['use_cache_branch'])).toEqual([0]);
  expect(feeds['past_key_values.0.key']).toMatchObject({ type: 'float16', dims: [2, 3, 0, 8] });
});

test('counts positions over the attended tokens, past ones included', () => {
  const mask = int64Tensor([0, 1, 1, 1, 1, 1], [2, 3]);
  const inputs = [tokens('b', 's'), input('attention_mask', 'int64', 'b', 't'), input('position_ids', 'int64', 'b', 's')];
  expect(plain(fit(inputs, { input_ids: int64Tensor([5, 6, 7, 5, 6, 7], [2, 3]), attention_mask: mask })['position_ids'])).toEqual([[1, 0, 1], [0, 1, 2]]);
  expect(plain(fit(inputs, { input_ids: int64Tensor([5, 6], [2, 1]), attention_mask: mask })['position_ids'])).toEqual([[1], [2]]);
});

test('makes pixel masks and converts types', () => {
  const pixels: Tensor = { type: 'float32', dims: [1, 3, 2, 2], data: new Float32Array(12).fill(0.5) };
  const feeds = fit([input('pixel_values', 'float16', 'b', 3, 'h', 'w'), input('pixel_mask', 'int64', 'b', 'h', 'w')], { pixel_values: pixels });
  expect(feeds['pixel_mask']!.dims).toEqual([1, 2, 2]);
  expect((feeds['pixel_values']!.data as Uint16Array)[0]).toBe(0x3800);
  expect(fit([input('pixel_mask', 'int64', 'b', 64, 64), input('pixel_values', 'float32', 'b', 3, 'h', 'w')], { pixel_values: pixels })['pixel_mask']!.dims).toEqual([1, 64, 64]);
});

test('refuses what it cannot fit, by name', () => {
  expect(() => fit([input('logits_mask', 'float32', 'b')], { input_ids: IDS })).toThrow(expect.objectContaining({ code: 'MISSING_INPUT', where: 'logits_mask' }) as Error);
  expect(() => fit([input('pixel_mask', 'int64', 'b', 'h', 'w')], {})).toThrow(expect.objectContaining({ code: 'MISSING_INPUT' }) as Error);
  expect(() => fit([tokens('b', 's', 3)], { input_ids: IDS })).toThrow(expect.objectContaining({ code: 'BAD_FEED' }) as Error);
  expect(() => fit([tokens('b', 1)], { input_ids: IDS })).toThrow(expect.objectContaining({ code: 'INPUT_TOO_LONG' }) as Error);
  const words: Tensor = { type: 'string', dims: [1], data: ['a'] };
  expect(() => fit([input('x', 'int64', 1)], { x: words })).toThrow(expect.objectContaining({ code: 'BAD_FEED' }) as Error);
  const noNumber: Tensor = { type: 'float32', dims: [1], data: Float32Array.of(NaN) };
  expect(() => fit([input('x', 'int64', 1)], { x: noNumber })).toThrow(expect.objectContaining({ code: 'BAD_FEED' }) as Error);
});

test('pads to a frozen length with the padding token, masks with zero', () => {
  const plan = planFeeds([tokens(1, 4), input('attention_mask', 'int64', 1, 4)], 9);
  expect([plan.fixedBatch, plan.fixedLength]).toEqual([1, 4]);
  const feeds = fitFeeds(plan, { input_ids: int64Tensor([5, 6]) });
  expect(plain(feeds['input_ids'])).toEqual([[5, 6, 9, 9]]);
  expect(plain(feeds['attention_mask'])).toEqual([[1, 1, 0, 0]]);
});

test('splits rows into a frozen batch and fills the last one up', () => {
  const runs = splitBatch({ input_ids: int64Tensor([1, 2, 3], [3, 1]), flag: zeros('bool', [1]) }, 2);
  expect(runs.map((run) => run.rows)).toEqual([2, 1]);
  expect(runs.map((run) => plain(run.feeds['input_ids']))).toEqual([[[1], [2]], [[3], [3]]]);
  expect(runs[1]!.feeds['flag']!.dims).toEqual([1]);
});

test('pads, cuts and joins on either side', () => {
  const row = int64Tensor([1, 2]);
  expect(plain(padColumns(row, 4, 7, 'left'))).toEqual([[7, 7, 1, 2]]);
  expect(plain(cutColumns(padColumns(row, 4, 7, 'left'), 2, 'left'))).toEqual([[1, 2]]);
  expect(plain(cutColumns(padColumns(row, 4, 7), 2))).toEqual([[1, 2]]);
  expect(plain(concatRows([row, row]))).toEqual([[1, 2], [1, 2]]);
  expect(concatRows([{ type: 'string', dims: [1], data: ['a'] }, { type: 'string', dims: [1], data: ['b'] }]).data).toEqual(['a', 'b']);
  expect(() => concatRows([row, int64Tensor([1])])).toThrow(expect.objectContaining({ code: 'BAD_FEED' }) as Error);
});

test('converts between all element types', () => {
  const source: Tensor = { type: 'float32', dims: [3], data: Float32Array.of(0, 1.5, -2) };
  expect(convertTensor(source, 'int64').data).toEqual(BigInt64Array.of(0n, 1n, -2n));
  expect(convertTensor(source, 'bool').data).toEqual(Uint8Array.of(0, 1, 1));
  expect(convertTensor(convertTensor(source, 'float16'), 'float64').data).toEqual(Float64Array.of(0, 1.5, -2));
  expect(convertTensor(convertTensor(source, 'int64'), 'float32').data).toEqual(Float32Array.of(0, 1, -2));
  expect(convertTensor(source, 'float32')).toBe(source);
});

test('rounds half precision to nearest, ties to even, and reads every pattern back', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = halfToFloat(bits);
    if (!Number.isNaN(value)) expect(floatToHalf(value) === bits || (value === 0 && (floatToHalf(value) & 0x7fff) === 0)).toBe(true);
  }
  expect(floatToHalf(65520)).toBe(0x7c00);
  expect(floatToHalf(65519)).toBe(0x7bff);
  expect(floatToHalf(2 ** -25)).toBe(0);
  expect(floatToHalf(1.5 * 2 ** -25)).toBe(1);
  expect(floatToHalf(1 + 2 ** -11)).toBe(0x3c00);
  expect(floatToHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
  expect(Number.isNaN(halfToFloat(floatToHalf(NaN)))).toBe(true);
});
