/**
 * Times candidates in turns and hands a benchmark's medians on: with `CAPSULE_BENCH_JSON` set, everything that was recorded is written to that path when the process ends.
 * The performance report is made from these files; a benchmark that is run by hand only prints.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';

const recorded = [];
const path = process.env.CAPSULE_BENCH_JSON;
if (path) process.on('exit', () => writeFileSync(path, JSON.stringify({ load: loadavg()[0], measurements: recorded })));

/** Records one comparison: its title, the median milliseconds of each candidate in order, and what else was found out. */
export function record(title, medians, more = {}) {
  recorded.push({ title, medians, ...more });
}

/** The middle one of `values`. */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/**
 * Median milliseconds of each of `actions` ([name, action, prepare?]), in their order. They take turns, so that a busy machine slows all of
 * them; the first `warmups` turns do not count, and `prepare` is not timed.
 */
export async function takeTurns(actions, rounds, warmups) {
  const times = actions.map(() => []);
  for (let round = -warmups; round < rounds; round++) {
    for (const [index, [, action, prepare]] of actions.entries()) {
      await prepare?.();
      const start = performance.now();
      await action();
      if (round >= 0) times[index].push(performance.now() - start);
    }
  }
  return times.map(median);
}

/** Times `actions` in turns, records their medians, and prints them with their ratios to the first. */
export async function compare(title, actions, rounds, warmups) {
  const medians = await takeTurns(actions, rounds, warmups);
  record(title, Object.fromEntries(actions.map(([name], index) => [name, medians[index]])));
  const width = Math.max(...actions.map(([name]) => name.length));
  console.log(`\n${title}`);
  for (const [index, [name]] of actions.entries()) {
    console.log(`  ${name.padEnd(width)} ${medians[index].toFixed(2).padStart(9)} ms  ${(medians[index] / medians[0]).toFixed(2).padStart(6)} x`);
  }
}
