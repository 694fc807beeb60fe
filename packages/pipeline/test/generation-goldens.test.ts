import { existsSync } from 'node:fs';

import { afterAll, describe, expect, test } from 'vitest';

import { pipeline, type AnyPipeline, type TaskName } from '../src/index.js';
import { embedFixture, scratchFolder } from './capsules.js';
import { FIXTURES, goldensOf } from './goldens.js';

const TASKS = ['text-generation', 'text2text-generation', 'summarization', 'translation', 'image-to-text'];

const scratch = scratchFolder();
afterAll(scratch.remove);

/** Media are named by their file in the fixtures. */
function inputOf(value: unknown): unknown {
  const { image } = (typeof value === 'object' && value !== null ? value : {}) as { image?: string };
  return image === undefined ? value : `${FIXTURES}media/${image}`;
}

for (const golden of goldensOf(TASKS)) {
  describe(golden.id, () => {
    golden.cases.forEach((row, index) => {
      test(`writes what Python writes for case ${index}`, async () => {
        await using pipe = await pipeline(golden.task as TaskName, `${FIXTURES}models/${golden.id}`, { onWarning: () => undefined });
        expect(await (pipe as AnyPipeline)(inputOf(row.input), row.options)).toEqual(row.output);
      });
    });
    // Models of several graphs as capsules are in multi-file-models.test.ts.
    if (!existsSync(`${FIXTURES}models/${golden.id}/model.onnx`)) return;
    test('writes the same from one file', async () => {
      await using pipe = (await pipeline(golden.task as TaskName, await embedFixture(golden.id, scratch.path), { fallback: false })) as AnyPipeline;
      for (const row of golden.cases) expect(await pipe(row.input, row.options)).toEqual(row.output);
    });
  });
}
