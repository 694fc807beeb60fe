/** Every model folder's tokenizer against the ids that Python fed to the model. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { Tokenizer } from '../../src/tokenizer/tokenizer.js';
import { FIXTURES, folderFiles } from '../folder-files.js';

interface Feature {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: string;
}

interface Case {
  readonly input: unknown;
  readonly options: Readonly<Record<string, unknown>>;
  readonly features?: Readonly<Record<string, Feature>>;
}

const models = readdirSync(join(FIXTURES, 'models')).filter((model) =>
  existsSync(join(FIXTURES, 'models', model, 'tokenizer_config.json')),
);

/** The text that the first row of a case's `input_ids` is made of, where the task feeds it as it is. */
function firstText(input: unknown): string | undefined {
  if (typeof input === 'string') return input === '' ? undefined : input;
  const { text, candidate_labels: labels, image, audio, text_pair: pair } = input as Record<string, unknown>;
  if (pair !== undefined) return undefined;
  if (typeof text === 'string') return text;
  if (!Array.isArray(labels) || (image === undefined && audio === undefined)) return undefined;
  return audio === undefined ? `This is a photo of ${String(labels[0])}.` : `This is a sound of ${String(labels[0])}.`;
}

function firstRow(feature: Feature): number[] {
  const bytes = Buffer.from(feature.data, 'base64');
  const width = feature.shape.at(-1) ?? 0;
  return Array.from({ length: width }, (_, at) => Number(bytes.readBigInt64LE(at * 8)));
}

describe.each(models)('the tokenizer of %s', (model) => {
  const files = folderFiles(join(FIXTURES, 'models', model));
  const golden = JSON.parse(readFileSync(join(FIXTURES, 'golden', `${model}.json`), 'utf8')) as { task: string; cases: Case[] };
  const cases = golden.cases.flatMap(({ input, options, features }) => {
    const text = firstText(input);
    const ids = features?.['input_ids'];
    const plain = Object.keys(options).every((name) => !['prefix', 'hypothesis_template', 'truncation', 'padding', 'max_length'].includes(name));
    return text === undefined || ids?.dtype !== 'int64' || !plain || golden.task === 'question-answering' ? [] : [{ text, ids: firstRow(ids) }];
  });

  test('loads', async () => {
    expect((await Tokenizer.from(files)).vocabSize).toBeGreaterThan(10);
  });

  test.each(cases)('gives the ids of "$text"', async ({ text, ids }) => {
    const tokenizer = await Tokenizer.from(files);
    const whole = tokenizer.encode(text);
    const fixed = { truncation: true, padding: 'max_length', maxLength: ids.length } as const;
    const encoding = whole.ids.length === ids.length ? whole : tokenizer.encode(text, fixed);
    expect(Array.from(encoding.ids, Number)).toEqual(ids);
  });
});
