/** Folders without tokenizer.json against the classes of transformers 4.57.6. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { Tokenizer } from '../../src/tokenizer/tokenizer.js';
import { FIXTURES, memoryFiles } from '../folder-files.js';

const FOLDER = join(FIXTURES, 'tokenizer-folders');

interface FolderGolden {
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, string>>;
  /** Ids, their text, and their text without special tokens, for every text. */
  readonly cases: readonly (readonly [number[], string, string])[];
  readonly pairs: readonly number[][];
  readonly padding_side: string;
  readonly model_input_names: readonly string[];
}

interface Goldens {
  readonly texts: readonly string[];
  readonly folders: readonly FolderGolden[];
}

const goldens = JSON.parse(gunzipSync(readFileSync(join(FOLDER, 'goldens.json.gz'))).toString()) as Goldens;
const { texts } = goldens;
const rows = goldens.folders.map((golden) => ({ name: `${golden.class} ${JSON.stringify(golden.config)}`, golden }));

describe.each(rows)('a folder of $name', ({ golden }) => {
  const files = memoryFiles({
    ...Object.fromEntries(Object.entries(golden.files).map(([path, source]) => [path, new Uint8Array(readFileSync(join(FOLDER, source)))])),
    'tokenizer_config.json': { tokenizer_class: golden.class, ...golden.config },
  });

  test('gives the reference ids', async () => {
    const tokenizer = await Tokenizer.from(files);
    const found = texts.map((text) => ({ text, ids: Array.from(tokenizer.encode(text).ids, Number) }));
    expect(found).toEqual(texts.map((text, at) => ({ text, ids: golden.cases[at]?.[0] })));
  });

  test('gives the reference ids of pairs', async () => {
    const tokenizer = await Tokenizer.from(files);
    const found = golden.pairs.map((_, at) => Array.from(tokenizer.encode(texts[at] ?? '', { pair: texts[at + golden.pairs.length] ?? '' }).ids, Number));
    expect(found).toEqual(golden.pairs);
  });

  test('gives the reference texts', async () => {
    const tokenizer = await Tokenizer.from(files);
    const found = golden.cases.map(([ids]) => [tokenizer.decode(ids), tokenizer.decode(ids, { skipSpecialTokens: true })]);
    expect(found).toEqual(golden.cases.map(([, text, plain]) => [text, plain]));
  });

  test('has the settings of its class', async () => {
    const { settings } = await Tokenizer.from(files);
    expect(settings.paddingSide ?? 'right').toBe(golden.padding_side);
    expect(settings.modelInputNames).toEqual(golden.model_input_names);
  });
});
