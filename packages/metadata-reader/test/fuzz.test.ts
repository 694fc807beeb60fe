/** Mutated models end in a right file or in one of our errors: no crash, no hang, no wrong success, no allocation above the limits. */
import { expect, test } from 'vitest';

import { fuzzModels } from './fuzz-models.js';
import { fuzz } from './fuzz.js';

/** `FUZZ_SEED` repeats a run, `FUZZ_CASES` makes it longer. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const cases = Number(process.env['FUZZ_CASES'] ?? 20_000);
/** Milliseconds after which a run stops without having done all its cases. */
const most = Math.max(300_000, cases * 10);

test(`survives ${cases} mutated models, seed ${seed}`, { timeout: 2 * most }, async () => {
  const { models, originals } = await fuzzModels();
  const done = await fuzz(models, originals, cases, seed, most);
  console.info(`fuzz: ${done} of ${cases} cases, seed ${seed}`);
  expect(done).toBeGreaterThan(0);
});
