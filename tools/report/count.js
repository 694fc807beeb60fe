/** Adds up the test results that every package's last run left behind and prints `N passed, N failed`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
for (const name of readdirSync('packages')) {
  const path = `packages/${name}/coverage/results.json`;
  if (!existsSync(path)) {
    process.stderr.write(`${name}: no test results at ${path}; run npm test\n`);
    process.exitCode = 1;
    continue;
  }
  const result = JSON.parse(readFileSync(path, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  process.stdout.write(`${name}: ${result.numPassedTests} passed, ${result.numFailedTests} failed\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
if (failed > 0 || passed === 0) process.exitCode = 1;
