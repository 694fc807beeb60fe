import { expect, test } from 'vitest';

import { poolTokens, readPoolingConfig, type PoolingMode } from '../src/sentence-pooling.js';

/** Five token vectors of width 3. */
const VECTORS = [1.54, -0.29, -2.18, 0.57, -1.08, -1.4, 0.4, 0.84, -0.72, -0.4, -0.6, 0.18, -0.86, 1.1, -1.07];

/** Mask, modes, length of an excluded prompt, and the vector that sentence-transformers 6.2.0 gives; null is -Infinity. */
const ROWS: readonly (readonly [number[], PoolingMode[], number, (number | null)[]])[] = [
  [[1,1,1,1,1], ['cls'], 0, [1.54, -0.29, -2.18]],
  [[1,1,1,1,1], ['cls'], 2, [0.4, 0.84, -0.72]],
  [[1,1,1,1,1], ['max'], 0, [1.54, 1.1, 0.18]],
  [[1,1,1,1,1], ['max'], 2, [0.4, 1.1, 0.18]],
  [[1,1,1,1,1], ['mean'], 0, [0.25, -0.006, -1.038]],
  [[1,1,1,1,1], ['mean'], 2, [-0.286667, 0.446667, -0.536667]],
  [[1,1,1,1,1], ['mean_sqrt_len_tokens'], 0, [0.559017, -0.013416, -2.321038]],
  [[1,1,1,1,1], ['mean_sqrt_len_tokens'], 2, [-0.496521, 0.773649, -0.929534]],
  [[1,1,1,1,1], ['weightedmean'], 0, [-0.134667, 0.211333, -0.784667]],
  [[1,1,1,1,1], ['weightedmean'], 2, [-0.391667, 0.468333, -0.565833]],
  [[1,1,1,1,1], ['lasttoken'], 0, [-0.86, 1.1, -1.07]],
  [[1,1,1,1,1], ['lasttoken'], 2, [-0.86, 1.1, -1.07]],
  [[1,1,1,1,1], ['mean', 'max'], 0, [0.25, -0.006, -1.038, 1.54, 1.1, 0.18]],
  [[1,1,1,1,1], ['mean', 'max'], 2, [-0.286667, 0.446667, -0.536667, 0.4, 1.1, 0.18]],
  [[1,1,1,0,0], ['cls'], 0, [1.54, -0.29, -2.18]],
  [[1,1,1,0,0], ['cls'], 2, [0.4, 0.84, -0.72]],
  [[1,1,1,0,0], ['max'], 0, [1.54, 0.84, -0.72]],
  [[1,1,1,0,0], ['max'], 2, [0.4, 0.84, -0.72]],
  [[1,1,1,0,0], ['mean'], 0, [0.836667, -0.176667, -1.433333]],
  [[1,1,1,0,0], ['mean'], 2, [0.4, 0.84, -0.72]],
  [[1,1,1,0,0], ['mean_sqrt_len_tokens'], 0, [1.449149, -0.305996, -2.482606]],
  [[1,1,1,0,0], ['mean_sqrt_len_tokens'], 2, [0.4, 0.84, -0.72]],
  [[1,1,1,0,0], ['weightedmean'], 0, [0.646667, 0.011667, -1.19]],
  [[1,1,1,0,0], ['weightedmean'], 2, [0.4, 0.84, -0.72]],
  [[1,1,1,0,0], ['lasttoken'], 0, [0.4, 0.84, -0.72]],
  [[1,1,1,0,0], ['lasttoken'], 2, [0.4, 0.84, -0.72]],
  [[1,1,1,0,0], ['mean', 'max'], 0, [0.836667, -0.176667, -1.433333, 1.54, 0.84, -0.72]],
  [[1,1,1,0,0], ['mean', 'max'], 2, [0.4, 0.84, -0.72, 0.4, 0.84, -0.72]],
  [[0,0,1,1,1], ['cls'], 0, [0.4, 0.84, -0.72]],
  [[0,0,1,1,1], ['cls'], 2, [-0.86, 1.1, -1.07]],
  [[0,0,1,1,1], ['max'], 0, [0.4, 1.1, 0.18]],
  [[0,0,1,1,1], ['max'], 2, [-0.86, 1.1, -1.07]],
  [[0,0,1,1,1], ['mean'], 0, [-0.286667, 0.446667, -0.536667]],
  [[0,0,1,1,1], ['mean'], 2, [-0.86, 1.1, -1.07]],
  [[0,0,1,1,1], ['mean_sqrt_len_tokens'], 0, [-0.496521, 0.773649, -0.929534]],
  [[0,0,1,1,1], ['mean_sqrt_len_tokens'], 2, [-0.86, 1.1, -1.07]],
  [[0,0,1,1,1], ['weightedmean'], 0, [-0.496667, 0.49, -0.595]],
  [[0,0,1,1,1], ['weightedmean'], 2, [-0.86, 1.1, -1.07]],
  [[0,0,1,1,1], ['lasttoken'], 0, [-0.86, 1.1, -1.07]],
  [[0,0,1,1,1], ['lasttoken'], 2, [-0.86, 1.1, -1.07]],
  [[0,0,1,1,1], ['mean', 'max'], 0, [-0.286667, 0.446667, -0.536667, 0.4, 1.1, 0.18]],
  [[0,0,1,1,1], ['mean', 'max'], 2, [-0.86, 1.1, -1.07, -0.86, 1.1, -1.07]],
];

test.each(ROWS)('pools with mask %j by %j without a prompt of %i', (mask, modes, promptLength, expected) => {
  const vector = poolTokens({ vectors: VECTORS, width: 3, mask }, { modes, includePrompt: promptLength === 0 }, promptLength);
  expect([...vector].map((value) => (value === -Infinity ? null : Math.round(value * 1e4) / 1e4))).toEqual(
    expected.map((value) => (value === null ? null : Math.round(Math.fround(value) * 1e4) / 1e4)),
  );
});

test('reads configurations of both forms', () => {
  expect(readPoolingConfig({ pooling_mode_mean_tokens: true, pooling_mode_max_tokens: true }, 'x')).toEqual({ modes: ['max', 'mean'], includePrompt: true });
  expect(readPoolingConfig({ pooling_mode: 'lasttoken', include_prompt: false }, 'x')).toEqual({ modes: ['lasttoken'], includePrompt: false });
  expect(readPoolingConfig({}, 'x').modes).toEqual(['mean']);
  expect(() => readPoolingConfig({ pooling_mode: 'median' }, 'x')).toThrow(expect.objectContaining({ code: 'BAD_MODULE' }) as Error);
});
