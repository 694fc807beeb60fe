import { expect, test } from 'vitest';

import { pipeline } from '../src/index.js';
import { FIXTURES } from './goldens.js';

const TEXT = 'The house is wonderful and the weather is sunny today.';

test('streams a summary, by loop and by callback, as a call gives it', async () => {
  await using summarize = await pipeline('summarization', `${FIXTURES}models/bart-summarization`, { onWarning: () => undefined });
  const options = { max_new_tokens: 12, num_beams: 1 };
  const [whole] = await summarize(TEXT, options);
  let streamed = '';
  for await (const piece of summarize.stream(TEXT, options)) streamed += piece;
  let given = '';
  const [row] = await summarize(TEXT, { ...options, onText: (piece) => (given += piece) });
  expect([streamed, given, row]).toEqual([whole!.summary_text, whole!.summary_text, whole]);
});

test('refuses to stream the beams that are its default', async () => {
  await using translate = await pipeline('translation', `${FIXTURES}models/marian-eng-deu`, { onWarning: () => undefined });
  await expect(translate.stream(TEXT)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'num_beams' });
});
