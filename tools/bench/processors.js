/**
 * Making processors: time for each model of the fixtures, and how often the shared cache serves a recorded workload.
 *
 * Run after `npm run build`: `node tools/bench/processors.js [rounds]`. Prints milliseconds: the first creation of a model in this process,
 * and the median of the rounds, all without the cache; then the cache's counts over the workload.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { openFolder } from '@onnx-capsule/metadata-reader/node';
import { ProcessorCache, ProcessorReconstructor } from '@onnx-capsule/processor-reconstruction/reconstructor';

import { median } from './measurements.js';

const ROUNDS = Number(process.argv[2] ?? 5);
const LIMIT_MS = 200;
const MODELS = fileURLToPath(new URL('../../fixtures/models/', import.meta.url));

/** 400 pipelines as a server would open them: a few models often, most of them now and then. The order is fixed by the seed. */
function recordedWorkload(ids) {
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: 400 }, () => ids[Math.floor(next() ** 3 * ids.length)]);
}

async function timeOf(files) {
  const start = performance.now();
  const made = await ProcessorReconstructor.create(files, { cache: false });
  return { ms: performance.now() - start, made };
}

const ids = readdirSync(MODELS);
const rows = [];
for (const id of ids) {
  const files = await openFolder(`${MODELS}${id}`);
  const first = await timeOf(files);
  const times = [];
  for (let round = 0; round < ROUNDS; round++) times.push((await timeOf(await openFolder(`${MODELS}${id}`))).ms);
  const parts = ['tokenizer', 'imageProcessor', 'featureExtractor'].filter((part) => first.made[part] !== undefined);
  rows.push({ id, first: first.ms, median: median(times), parts });
}

console.log('Creation of all processors of a model, in ms');
console.log(`  ${'model'.padEnd(32)} ${'first'.padStart(8)} ${'median'.padStart(8)}`);
for (const { id, first, median, parts } of rows) console.log(`  ${id.padEnd(32)} ${first.toFixed(1).padStart(8)} ${median.toFixed(1).padStart(8)}  ${parts.join(', ')}`);
const slowest = rows.reduce((worst, row) => (row.first > worst.first ? row : worst));
console.log(`  slowest first creation: ${slowest.id} ${slowest.first.toFixed(1)} ms (limit ${LIMIT_MS})`);

const cache = new ProcessorCache();
const workload = recordedWorkload(ids);
for (const id of workload) await ProcessorReconstructor.create(await openFolder(`${MODELS}${id}`), { cache });
const { hits, misses, entries, bytes } = cache.stats();
console.log(`\nCache over ${workload.length} pipelines: ${hits} hits, ${misses} misses, hit rate ${((100 * hits) / (hits + misses)).toFixed(1)} %, ${entries} entries, ${(bytes / 2 ** 20).toFixed(1)} MiB of files`);
if (hits / (hits + misses) <= 0.8 || slowest.first >= LIMIT_MS) process.exitCode = 1;
