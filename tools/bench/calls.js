/**
 * Calls of every corpus model beside transformers.js on the same files: milliseconds of a call of the first golden case, and whether each gives what
 * Python gave. Each candidate runs in processes of its own, in turns: threads of one would slow the other. Usage: node tools/bench/calls.js [rounds
 * [model …]]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { compare, goldens, modelFiles, runCase, taskOf, toleranceOf } from './golden-cases.js';
import { median, record } from './measurements.js';

/** A call is measured for this long, and as long before that. */
const SECONDS = 0.4;

const SIDES = {
  'onnx-capsule': async (task, id) => {
    const { pipeline } = await import('@onnx-capsule/pipeline');
    const pipe = await pipeline(task, modelFiles(id).folder, { onWarning: () => undefined });
    return (row) => runCase(pipe, row);
  },
  'transformers.js': async (task, id, home) => {
    const { env, pipeline } = await import('@huggingface/transformers');
    Object.assign(env, { localModelPath: home, allowRemoteModels: false });
    const pipe = await pipeline(task, id, { dtype: 'fp32' });
    // Their inputs come by position.
    return (row) => {
      const { input, options } = row;
      if (input.context !== undefined) return pipe(input.question, input.context, options);
      if (input.sequences !== undefined) return pipe(input.sequences, input.candidate_labels, options);
      return runCase(pipe, row);
    };
  },
};

/** The case of a golden that both sides take: one input. */
function caseOf(golden) {
  return golden.cases.find(({ call, input }) => call === undefined && !Array.isArray(input)) ?? golden.cases[0];
}

/** In a process of its own: the median milliseconds of a call, and whether its result is Python's. */
async function measure(side, id, home) {
  const golden = goldens().find((candidate) => candidate.id === id);
  const row = caseOf(golden);
  const call = await SIDES[side](taskOf(golden, row), id, home);
  const result = await call(row);
  const forms = [result, Array.isArray(result) && result.length === 1 ? result[0] : result];
  const same = forms.some((form) => compare(form, row, toleranceOf(golden)).problems.length === 0);
  const times = [];
  const begin = performance.now();
  for (let now = begin; now < begin + 2000 * SECONDS; ) {
    await call(row);
    const end = performance.now();
    if (now > begin + 1000 * SECONDS) times.push(end - now);
    now = end;
  }
  process.stdout.write(`\n${JSON.stringify({ time: median(times), same })}`);
  process.exit(0);
}

/** The folder as transformers.js wants it: its models below `onnx/`. */
function arrange(id, home) {
  const folder = join(home, id);
  cpSync(modelFiles(id).folder, folder, { recursive: true });
  if (!existsSync(join(folder, 'onnx'))) mkdirSync(join(folder, 'onnx'));
  for (const name of readdirSync(folder)) if (name.endsWith('.onnx')) renameSync(join(folder, name), join(folder, 'onnx', name));
}

/** What the process of one side printed; `undefined` where that side cannot run the model. */
function ask(side, id, home) {
  const { stdout, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--side', side, id, home], { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) : undefined;
}

async function main(rounds, chosen) {
  const home = mkdtempSync(join(tmpdir(), 'capsule-bench-'));
  const ratios = [];
  try {
    console.log(`${'model'.padEnd(28)} ours, ms  theirs, ms   ratio  Python's result: ours  theirs`);
    for (const { id } of goldens().filter((golden) => chosen.length === 0 || chosen.includes(golden.id))) {
      arrange(id, home);
      const answers = { 'onnx-capsule': [], 'transformers.js': [] };
      for (let round = 0; round < rounds; round++) {
        for (const side of Object.keys(SIDES)) if (round === 0 || answers[side][0] !== undefined) answers[side].push(ask(side, id, home));
      }
      const [ours, theirs] = Object.values(answers).map((list) => (list[0] === undefined ? undefined : { time: median(list.map(({ time }) => time)), same: list[0].same }));
      if (theirs === undefined || ours === undefined) {
        console.log(id.padEnd(28), `not run by ${ours === undefined ? 'onnx-capsule' : 'transformers.js'}`);
        continue;
      }
      const ratio = theirs.time / ours.time;
      ratios.push(ratio);
      const [our, their] = [ours, theirs].map(({ same }) => (same ? 'yes' : 'no'));
      record(id, { 'onnx-capsule': ours.time, 'transformers.js': theirs.time }, { same: { 'onnx-capsule': our, 'transformers.js': their } });
      console.log(id.padEnd(28), ours.time.toFixed(3).padStart(8), theirs.time.toFixed(3).padStart(11), `${ratio.toFixed(2)}x`.padStart(7), our.padStart(22), their.padStart(7));
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  ratios.sort((a, b) => a - b);
  if (ratios.length > 0) console.log(`\n${ratios.length} models; calls take theirs ${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)} times as long, median ${median(ratios).toFixed(2)}`);
}

if (process.argv[2] === '--side') await measure(process.argv[3], process.argv[4], process.argv[5]);
else await main(Number(process.argv[2] ?? 3), process.argv.slice(3));
