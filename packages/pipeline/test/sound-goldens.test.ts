import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { pipeline, type AnyPipeline, type TaskName } from '../src/index.js';
import { embedModel, scratchFolder } from './capsules.js';
import { namedDifferences } from './goldens.js';
import { callInput, firstFeatures, mediaDifferences, mediaGoldens } from './media-goldens.js';

const TASKS = ['audio-classification', 'automatic-speech-recognition', 'zero-shot-audio-classification', 'text-to-audio'];

const scratch = scratchFolder();
afterAll(scratch.remove);

for (const golden of mediaGoldens('sound', TASKS)) {
  describe(golden.id, () => {
    const folder = golden.folder(scratch.path);
    golden.cases.forEach(({ input, options, output, features }, index) => {
      test(`gives what Python gives for case ${index}`, async () => {
        await using pipe = (await pipeline(golden.task as TaskName, folder)) as unknown as AnyPipeline;
        expect(mediaDifferences(await pipe(callInput(input), options), output, 1e-4)).toEqual([]);
        const made = await pipe.preprocess(callInput(input), options);
        if (features && !Array.isArray(input)) expect(namedDifferences(made, firstFeatures(features), 1e-4)).toEqual([]);
      });
    });
    // Models of several graphs as capsules are in multi-file-models.test.ts.
    if (!existsSync(join(folder, 'model.onnx'))) return;
    test('gives the same from one file', async () => {
      const capsule = await embedModel(folder, join(scratch.path, `${golden.id}.onnx`));
      await using pipe = (await pipeline(golden.task as TaskName, capsule, { fallback: false })) as unknown as AnyPipeline;
      for (const { input, options, output } of golden.cases) {
        expect(mediaDifferences(await pipe(callInput(input), options), output, 1e-4)).toEqual([]);
      }
    });
  });
}
