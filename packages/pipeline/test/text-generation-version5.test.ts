import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { pipeline } from '../src/index.js';
import { folderWith } from './folder-with.js';
import { FIXTURES } from './goldens.js';

interface Version5Case {
  readonly input: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly output: unknown;
}

/** Made by tools/goldens/generation_version5.py. */
const WRITTEN = `${FIXTURES}generation/version5`;
const FOLDER = `${FIXTURES}models/llama-chat`;
const golden = JSON.parse(readFileSync(`${WRITTEN}/golden.json`, 'utf8')) as { cases: readonly Version5Case[] };
const written = Object.fromEntries(readdirSync(WRITTEN).map((name) => [name, new Uint8Array(readFileSync(`${WRITTEN}/${name}`))]));

describe('a folder that transformers 5 wrote', () => {
  const opened = pipeline('text-generation', folderWith(FOLDER, { ...written, 'special_tokens_map.json': undefined, 'tokenizer.model': undefined }));

  test.each(golden.cases.map((row) => [JSON.stringify(row.input), JSON.stringify(row.options), row] as const))('goes on with %s and %s as version 5 does', async (_, __, row) => {
    const pipe = await opened;
    expect(await pipe(row.input, row.options)).toEqual(row.output);
  });

  test('stops at a text, which stays', async () => {
    const pipe = await opened;
    const options = { do_sample: false, max_new_tokens: 6, return_full_text: false };
    expect(await pipe('Hello', { ...options, stop_sequence: 'our' })).toEqual(await pipe('Hello', { ...options, stop_strings: 'our' }));
  });
});

test('refuses tools that are no objects', async () => {
  await using pipe = await pipeline('text-generation', FOLDER);
  await expect(pipe([{ role: 'user', content: 'Hi' }], { tools: ['a'] as never })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'tools' });
});

test('refuses a message without content', async () => {
  await using pipe = await pipeline('text-generation', FOLDER);
  await expect(pipe([{ role: 'user' }] as never)).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
