import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { pipeline, type LabelScore } from '../src/index.js';
import { folderWith } from './folder-with.js';
import { FIXTURES } from './goldens.js';

const FOLDER = `${FIXTURES}models/bert-sentiment`;
const TEXT = 'This was a terrible film; the plot was boring.';
/** Logits of the text by the golden: NEGATIVE and POSITIVE. */
const LOGITS = [-0.337428, -0.634453] as const;
const CONFIG = JSON.parse(readFileSync(`${FOLDER}/config.json`, 'utf8')) as Readonly<Record<string, unknown>>;

async function scores(changes: object, options: object = { top_k: null }): Promise<unknown> {
  await using pipe = await pipeline('text-classification', folderWith(FOLDER, { 'config.json': { ...CONFIG, ...changes } }));
  return await pipe(TEXT, options);
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

test.each([
  ['regression', (logit: number) => logit],
  ['multi_label_classification', sigmoid],
  ['single_label_classification', (logit: number) => Math.exp(logit) / LOGITS.reduce((sum, value) => sum + Math.exp(value), 0)],
])('scores for the problem type %s', async (problem_type, expected) => {
  const rows = (await scores({ problem_type })) as LabelScore[];
  expect(rows.map((row) => row.label)).toEqual(['NEGATIVE', 'POSITIVE']);
  rows.forEach((row, index) => { expect(row.score).toBeCloseTo(expected(LOGITS[index]!), 4); });
});

test('lets the call choose the function, in any case', async () => {
  const rows = (await scores({ problem_type: 'regression' }, { function_to_apply: 'SIGMOID', top_k: 1 })) as LabelScore[];
  expect(rows).toEqual([{ label: 'NEGATIVE', score: expect.closeTo(sigmoid(LOGITS[0]), 4) as number }]);
});

test('returns all scores in the order of the classes when the configuration or the call says so', async () => {
  const all = [[{ label: 'NEGATIVE' }, { label: 'POSITIVE' }]];
  expect(await scores({ return_all_scores: true }, {})).toMatchObject(all);
  expect(await scores({}, { return_all_scores: true })).toMatchObject(all);
});

test('names labels by number where the configuration names none', async () => {
  expect(await scores({ id2label: undefined, label2id: undefined }, { top_k: null })).toMatchObject([{ label: 'LABEL_0' }, { label: 'LABEL_1' }]);
});
