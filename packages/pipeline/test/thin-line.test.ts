import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { pipeline } from '../src/index.js';

const model = fileURLToPath(new URL('../../../fixtures/models/bert-tiny-langid/model.onnx', import.meta.url));

test('finds the language of a sentence', async () => {
  const classify = await pipeline(model, { onWarning: () => undefined });
  expect(classify.task).toBe('text-classification');
  const result = (await classify('Der Zug nach Hamburg hat heute leider zwanzig Minuten Verspätung.', { top_k: 3 })) as { label: string; score: number }[];
  expect(result.map((row) => row.label)).toEqual(['de', 'nl', 'fr']);
  expect(result[0]!.score).toBeCloseTo(0.9746726751327515, 4);
  await classify.dispose();
});
