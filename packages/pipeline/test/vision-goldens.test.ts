import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { pipeline, type AnyPipeline, type TaskName } from '../src/index.js';
import { embedModel, scratchFolder } from './capsules.js';
import { namedDifferences } from './goldens.js';
import { callInput, firstFeatures, mediaDifferences, mediaGoldens } from './media-goldens.js';

const TASKS = [
  'image-classification', 'image-feature-extraction', 'object-detection', 'image-segmentation', 'depth-estimation', 'image-to-image',
  'zero-shot-image-classification', 'zero-shot-object-detection', 'visual-question-answering', 'document-question-answering', 'keypoint-detection',
];
/** A depth map's shades are cut to whole numbers, so that a difference of 1e-6 can be a shade: in one pixel of a thousand. */
const STRAY_SHADES: Readonly<Record<string, number>> = { 'depth-estimation': 1e-3 };

const scratch = scratchFolder();
afterAll(scratch.remove);

for (const golden of mediaGoldens('vision', TASKS)) {
  const strays = STRAY_SHADES[golden.task] ?? 0;
  describe(golden.id, () => {
    const folder = golden.folder(scratch.path);
    golden.cases.forEach(({ input, options, output, features }, index) => {
      test(`gives what Python gives for case ${index}`, async () => {
        await using pipe = (await pipeline(golden.task as TaskName, folder)) as unknown as AnyPipeline;
        expect(mediaDifferences(await pipe(callInput(input), options), output, 1e-4, strays)).toEqual([]);
        const made = await pipe.preprocess(callInput(input), options);
        if (features && !Array.isArray(input)) expect(namedDifferences(made, firstFeatures(features), 0)).toEqual([]);
        const outputs = await pipe.forward(made, options);
        expect(mediaDifferences(await pipe.postprocess(outputs, options), output, 1e-4, strays)).toEqual([]);
      });
    });
    // Models of several graphs as capsules are in multi-file-models.test.ts.
    if (!existsSync(join(folder, 'model.onnx'))) return;
    test('gives the same from one file', async () => {
      const capsule = await embedModel(folder, join(scratch.path, `${golden.id}.onnx`));
      await using pipe = (await pipeline(golden.task as TaskName, capsule, { fallback: false })) as unknown as AnyPipeline;
      for (const { input, options, output } of golden.cases) {
        expect(mediaDifferences(await pipe(callInput(input), options), output, 1e-4, strays)).toEqual([]);
      }
    });
  });
}
