import { readdirSync, readFileSync } from 'node:fs';

import { readGraph } from '@onnx-capsule/metadata-core/graph';
import { openFolder } from '@onnx-capsule/metadata-reader/node';
import { TaskDetector, type Detection } from '@onnx-capsule/task-detector';
import { expect, test } from 'vitest';

import { mainModel } from '../src/folder-layout.js';
import { FIXTURES } from './goldens.js';

const MODELS = readdirSync(`${FIXTURES}models`);

/** Models of which the golden's task is one of several: what their folder says outright, or what one label means. */
const SPECIFIC: Readonly<Record<string, string>> = {
  'minilm-sentence-mean': 'sentence-similarity',
  'bert-cross-encoder': 'text-ranking',
};

function goldenTask(id: string): string {
  return (JSON.parse(readFileSync(`${FIXTURES}golden/${id}.json`, 'utf8')) as { task: string }).task;
}

async function detectAll(detect: (id: string) => Promise<Detection>): Promise<Map<string, Detection>> {
  return new Map(await Promise.all(MODELS.map(async (id): Promise<[string, Detection]> => [id, await detect(id)])));
}

function graphOf(id: string) {
  const folder = `${FIXTURES}models/${id}/`;
  const paths = [...readdirSync(folder), ...(readdirSync(folder).includes('onnx') ? readdirSync(`${folder}onnx`).map((name) => `onnx/${name}`) : [])];
  return readGraph(new Uint8Array(readFileSync(folder + mainModel(paths)!)));
}

test('finds the task of every folder', async () => {
  const found = await detectAll(async (id) => {
    const files = await openFolder(`${FIXTURES}models/${id}`);
    return new TaskDetector().detect({ files, graph: () => graphOf(id) });
  });
  const wrong = MODELS.filter((id) => found.get(id)!.task !== (SPECIFIC[id] ?? goldenTask(id)));
  expect(wrong.map((id) => `${id}: ${JSON.stringify(found.get(id))}`)).toEqual([]);
});

test('names the golden task among the candidates where a folder decides more narrowly', async () => {
  for (const id of Object.keys(SPECIFIC)) {
    const { candidates } = await new TaskDetector().detect({ files: await openFolder(`${FIXTURES}models/${id}`) , graph: () => graphOf(id) });
    expect(candidates.map((candidate) => candidate.task)).toContain(goldenTask(id));
  }
});

test('finds the task by the graph alone, but for heads that graphs do not show', async () => {
  const found = await detectAll(async (id) => new TaskDetector().detect({ graph: await graphOf(id) }));
  const wrong = MODELS.filter((id) => found.get(id)!.task !== goldenTask(id));
  expect(wrong).toEqual(['deberta-v2-nli', 'vit-gpt2-caption']);
  expect(1 - wrong.length / MODELS.length).toBeGreaterThanOrEqual(0.95);
  for (const id of wrong) expect(found.get(id)!.candidates.map((candidate) => candidate.task)).toContain(goldenTask(id));
});
