import { expect, test } from 'vitest';

import { topValues } from '../src/top-values.js';
import type { GoldenTensor } from './goldens.js';
import { packedJson } from './media-goldens.js';

interface TopCase {
  readonly values: GoldenTensor;
  readonly count: number;
  readonly sorted: boolean;
  readonly indices: readonly number[];
}

test('orders the largest values as torch’s topk does, equal ones included', () => {
  for (const { values, count, sorted, indices } of packedJson('vision/top-values.json.gz') as TopCase[]) {
    const bytes = Buffer.from(values.data, 'base64');
    const list = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    expect(topValues(list, count, sorted).map(({ index }) => index)).toEqual(indices);
  }
});

test('gives nothing from nothing, and all where more are asked for', () => {
  expect(topValues([], 3, true)).toEqual([]);
  expect(topValues([1, 3, 2], 9, true)).toEqual([{ value: 3, index: 1 }, { value: 2, index: 2 }, { value: 1, index: 0 }]);
});

test('selects by heap where parts stay lopsided', () => {
  // Median-of-three's worst case: the depth limit is reached, and heaps take over.
  const length = 4096;
  const killer = new Float64Array(length);
  const half = length / 2;
  for (let i = 0; i < half; i++) {
    killer[i] = i % 2 === 0 ? i + 1 : half + i + 1 - (i % 2);
    killer[half + i] = (i + 1) * 2;
  }
  const descending = killer.map((value) => -value);
  for (const values of [killer, descending]) {
    const expected = [...values].sort((a, b) => b - a).slice(0, 2000);
    expect(topValues(values, 2000, true).map(({ value }) => value)).toEqual(expected);
    expect(topValues(values, 2000, false).map(({ value }) => value).sort((a, b) => b - a)).toEqual(expected);
  }
});
