import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { architectureTask } from '../src/architecture-rules.js';

interface ClassRow {
  readonly class: string;
  readonly decided: string | null;
}

const { classes } = JSON.parse(readFileSync(new URL('../../../fixtures/tasks.json', import.meta.url), 'utf8')) as {
  classes: readonly ClassRow[];
};

test('gives every class of the auto-mappings its task', () => {
  expect(classes.length).toBeGreaterThan(900);
  const wrong = classes.filter((row) => architectureTask(row.class) !== row.decided);
  expect(wrong.map((row) => `${row.class}: ${String(architectureTask(row.class))}, not ${String(row.decided)}`)).toEqual([]);
});

test('takes TensorFlow and Flax classes for their PyTorch twins', () => {
  expect(architectureTask('TFBertForMaskedLM')).toBe('fill-mask');
  expect(architectureTask('FlaxCLIPModel')).toBe('zero-shot-image-classification');
});

test('follows endings for classes that no table knows', () => {
  expect(architectureTask('NovaBertForSequenceClassification')).toBe('text-classification');
  expect(architectureTask('NovaForCausalLM')).toBe('text-generation');
  expect(architectureTask('NovaModel')).toBe('feature-extraction');
  expect(architectureTask('NovaForSomethingElse')).toBeNull();
});

test('says nothing about what is no class name', () => {
  expect(architectureTask('')).toBeUndefined();
  expect(architectureTask('not a class')).toBeUndefined();
});
