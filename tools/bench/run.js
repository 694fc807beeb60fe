/**
 * All benchmarks, one after the other; `npm run bench pipeline tokenizer` runs those that are named. Each prints its own tables: medians of
 * interleaved runs, beside the raw cost or a peer measured in the same run.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const all = readdirSync(folder)
  .filter((name) => name.endsWith('.js') && !['run.js', 'measurements.js', 'golden-cases.js'].includes(name))
  .map((name) => name.slice(0, -3))
  .sort();
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}; there are ${all.join(', ')}.\n`);
  process.exit(2);
}

process.stdout.write(`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} cores\n`);
for (const name of chosen.length > 0 ? chosen : all) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', `${folder}${name}.js`], { stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write(`${name} ended with exit code ${status}\n`);
    process.exitCode = 1;
  }
}
