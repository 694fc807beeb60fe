import { readFileSync } from 'node:fs';

import { afterAll, expect, test } from 'vitest';

import { pipeline } from '../src/index.js';
import { embedFixture, scratchFolder } from './capsules.js';
import { FIXTURES } from './goldens.js';

interface Message {
  readonly text: string;
  readonly predicted: string;
  readonly score: number;
}

const { messages } = JSON.parse(readFileSync(`${FIXTURES}langid_eval.json`, 'utf8')) as { messages: Message[] };
const scratch = scratchFolder();
afterAll(scratch.remove);

test('400 messages get the same language as in Python, from one file in an empty folder', async () => {
  const classify = await pipeline('text-classification', await embedFixture('bert-tiny-langid', scratch.path), { fallback: false });
  expect(messages).toHaveLength(400);
  for (const { text, predicted, score } of messages) {
    const [best] = await classify(text, { truncation: true });
    expect(best?.label, text).toBe(predicted);
    expect(Math.abs(best!.score - score), text).toBeLessThan(1e-4);
  }
  await classify.dispose();
});
