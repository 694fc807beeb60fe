/** Speech recognition under options and settings that the corpus does not have, against what Python gives: clips longer than a window, other spellings. */
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { pipeline, type AnyPipeline } from '../src/index.js';
import { folderWith } from './folder-with.js';
import { FIXTURES, type GoldenCase } from './goldens.js';
import { callInput, mediaDifferences, packedJson } from './media-goldens.js';

interface SpeechCase extends GoldenCase {
  readonly model: string;
  readonly changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly error?: string;
}

const cases = ['speech-options', 'speech-options-version5'].flatMap((name) => (packedJson(`sound/${name}.json.gz`) as { cases: readonly SpeechCase[] }).cases);

/** A file of the model with other values; `null` leaves a key out. */
function changedFile(path: string, keys: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const content = { ...(JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>), ...keys };
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null));
}

test.each(cases.map((golden, index) => ({ name: `${index}: ${golden.model} ${JSON.stringify(golden.options)}`, golden })))('gives what Python gives for case $name', async ({ golden }) => {
  const folder = `${FIXTURES}models/${golden.model}`;
  const changes = Object.fromEntries(Object.entries(golden.changes).map(([file, keys]) => [file, changedFile(`${folder}/${file}`, keys)]));
  await using pipe = (await pipeline('automatic-speech-recognition', folderWith(folder, changes), { onWarning: () => undefined })) as unknown as AnyPipeline;
  const result = pipe(callInput(golden.input), golden.options);
  if (golden.error !== undefined) await expect(result).rejects.toMatchObject({ code: 'BAD_OPTION' });
  else expect(mediaDifferences(await result, golden.output, 1e-4)).toEqual([]);
});
