/**
 * Fuzzes the reader for longer than the tests do: `npm run fuzz -- [cases] [seed]`, a million cases by default. The seed is printed; giving it
 * again repeats the run.
 */
import { spawnSync } from 'node:child_process';

const [cases = '1000000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
if (![cases, seed].every((text) => /^\d+$/.test(text))) {
  process.stderr.write('usage: npm run fuzz -- [cases] [seed]\n');
  process.exit(2);
}
const { status } = spawnSync('vitest', ['run', '--project', 'metadata-reader', 'test/fuzz.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_CASES: cases, FUZZ_SEED: seed },
});
process.exitCode = status ?? 1;
