import { readdirSync } from 'node:fs';

import { afterAll, describe, expect, test } from 'vitest';

import { pipeline, type AnyPipeline, type TaskName } from '../src/index.js';
import { embedFixture, scratchFolder } from './capsules.js';
import { differences, FIXTURES, goldensOf, namedDifferences, utf16Spans, type Golden, type GoldenCase } from './goldens.js';

const TASKS = [
  'text-classification', 'token-classification', 'question-answering', 'fill-mask', 'feature-extraction', 'sentence-similarity',
  'zero-shot-classification',
];

/** Quantised models are compared with ONNX Runtime's own rounding in mind. */
function toleranceOf(golden: Golden): number {
  return /quanti|int8|float16/i.test(golden.exporter) || golden.exporter.includes('Quantizer') ? 1e-3 : 1e-4;
}

/** Calls that Python makes through another library run through the task of that name here. */
const CALLS: Readonly<Record<string, TaskName>> = {
  'sentence-transformers.encode': 'sentence-similarity',
  'cross-encoder.rank': 'text-ranking',
};

async function call(pipe: AnyPipeline, golden: GoldenCase): Promise<unknown> {
  if (golden.call === 'sentence-transformers.encode') {
    const { encode } = pipe as unknown as { encode: (texts: unknown, options: unknown) => Promise<unknown> };
    return encode(golden.input, golden.options);
  }
  return pipe(golden.input, { ...golden.options, ...batchSizeOf(golden) });
}

/** Quantised activations depend on what runs together: a list that Python ran as one batch runs as one here. */
function batchSizeOf(golden: GoldenCase): { batch_size?: number } {
  const rows = golden.features?.['input_ids']?.shape[0] ?? 1;
  return rows > 1 ? { batch_size: rows } : {};
}

const scratch = scratchFolder();
afterAll(scratch.remove);

function modelFile(id: string): string {
  const folder = `${FIXTURES}models/${id}`;
  const find = (below: string): string | undefined => readdirSync(`${folder}/${below}`).find((name) => name.endsWith('.onnx'));
  return find('') ?? `onnx/${find('onnx')!}`;
}

for (const golden of goldensOf(TASKS)) {
  const tolerance = toleranceOf(golden);
  describe(golden.id, () => {
    golden.cases.forEach((row, index) => {
      test(`gives what Python gives for case ${index}`, async () => {
        const task = row.call === undefined ? golden.task : CALLS[row.call]!;
        await using pipe = await pipeline(task as TaskName, `${FIXTURES}models/${golden.id}`);
        expect(differences(await call(pipe as AnyPipeline, row), utf16Spans(row.output, row.input), tolerance)).toEqual([]);
        if (Array.isArray(row.input) || row.call !== undefined) return;
        const features = await pipe.preprocess(row.input, row.options);
        expect(namedDifferences(features, row.features!, 0)).toEqual([]);
        const outputs = await pipe.forward(features, row.options);
        expect(namedDifferences(outputs, row.raw!, tolerance)).toEqual([]);
        expect(differences(await pipe.postprocess(outputs, row.options), utf16Spans(row.output, row.input), tolerance)).toEqual([]);
      });
    });
    test('gives the same from one file', async () => {
      const capsule = await embedFixture(golden.id, scratch.path, modelFile(golden.id));
      for (const row of golden.cases) {
        await using pipe = await pipeline((row.call === undefined ? golden.task : CALLS[row.call]!) as TaskName, capsule, { fallback: false });
        expect(differences(await call(pipe as AnyPipeline, row), utf16Spans(row.output, row.input), tolerance)).toEqual([]);
      }
    });
  });
}
