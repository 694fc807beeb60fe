/**
 * Hands a benchmark's medians on: with `CAPSULE_BENCH_JSON` set, everything that was recorded is written to that path when the process ends.
 * The performance report is made from these files; a benchmark that is run by hand only prints.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';

const recorded = [];
const path = process.env.CAPSULE_BENCH_JSON;
if (path) process.on('exit', () => writeFileSync(path, JSON.stringify({ load: loadavg()[0], measurements: recorded })));

/** Records one comparison: its title and the median milliseconds of each candidate, in order. */
export function record(title, medians) {
  recorded.push({ title, medians });
}
