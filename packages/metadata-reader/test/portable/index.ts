/** All tests that run in every runtime. */
import { capsuleTests } from './capsule-tests.js';
import type { PortableTest } from './checks.js';
import { type CorpusFile, corpusTests } from './corpus-tests.js';
import { httpTests } from './http-tests.js';
import { trustTests } from './trust-tests.js';

/** The tests, with those of the container corpus. */
export function portableTests(corpus: readonly CorpusFile[]): readonly PortableTest[] {
  return [...capsuleTests, ...httpTests, ...trustTests, ...corpusTests(corpus)];
}
