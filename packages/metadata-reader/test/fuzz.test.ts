/** Mutated models end in a right file or in one of our errors: no crash, no hang, no wrong success, no allocation above the limits. */
import { test } from 'vitest';

import { fuzz } from './fuzz.js';
import { fuzzModels } from './fuzz-models.js';

/** `FUZZ_SEED` repeats a run, `FUZZ_CASES` makes it longer. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const cases = Number(process.env['FUZZ_CASES'] ?? 20_000);

test(`survives ${cases} mutated models, seed ${seed}`, { timeout: 3_600_000 }, async () => {
  console.info(`fuzz: ${cases} cases, seed ${seed}`);
  const { models, originals } = await fuzzModels();
  await fuzz(models, originals, cases, seed, Math.max(100_000, cases * 10));
});
