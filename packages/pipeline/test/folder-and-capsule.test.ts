/**
 * Every model of the fixtures gives the same from its folder and from one file that lies alone in an empty directory, with no more than
 * its other graphs where it has several.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { processorCache } from '@onnx-capsule/processor-reconstruction/reconstructor';
import { afterAll, expect, test } from 'vitest';

// @boundaries-ignore tests write capsules, the package itself never does
import { ONNXMetadataEmbedder, sourceFolderOf } from '../../metadata-embedder/src/index.js';
import { pipeline, type AnyPipeline, type TaskName } from '../src/index.js';
import { scratchFolder } from './capsules.js';
import { FIXTURES, type Golden } from './goldens.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

/** The model's graphs; the one that stands for all comes first. */
function graphsOf(id: string): string[] {
  const folder = `${FIXTURES}models/${id}`;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.onnx'));
  return names.toSorted((a, b) => Number(b.startsWith('encoder')) - Number(a.startsWith('encoder'))).map((name) => join(folder, name));
}

/** A directory of its own with the model as a capsule and the graphs that belong to it. */
async function capsuleAlone(id: string): Promise<string> {
  const [main, ...others] = graphsOf(id);
  const folder = join(scratch.path, id);
  mkdirSync(folder);
  for (const other of others) cpSync(other, join(folder, basename(other)));
  const output = join(folder, basename(main!));
  await new ONNXMetadataEmbedder().embed(main!, await sourceFolderOf(main!), { output });
  expect(readdirSync(dirname(output))).toHaveLength(1 + others.length);
  return output;
}

/** Media are named by their file; what one key alone holds is the input itself. */
function inputOf(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const named = Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, key === 'image' || key === 'audio' ? `${FIXTURES}media/${String(value)}` : (value as unknown)]),
  );
  return Object.keys(named).length === 1 ? Object.values(named)[0] : named;
}

test.each(readdirSync(`${FIXTURES}models`))('%s gives the same as a folder and as one file', async (id) => {
  const { task, cases } = JSON.parse(readFileSync(`${FIXTURES}golden/${id}.json`, 'utf8')) as Golden;
  const run = async (model: string, fallback: boolean): Promise<unknown> => {
    processorCache.clear();
    await using pipe = (await pipeline(task as TaskName, model, { fallback, onWarning: () => undefined })) as AnyPipeline;
    return await pipe(inputOf(cases[0]!.input), cases[0]!.options);
  };
  const fromFolder = await run(`${FIXTURES}models/${id}`, true);
  expect(fromFolder).toBeDefined();
  expect(await run(await capsuleAlone(id), false)).toEqual(fromFolder);
});
