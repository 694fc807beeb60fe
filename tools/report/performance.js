/**
 * `docs/reports/performance.md` and its plots, from a run of the benchmarks: read time over model size, tokenizers, image preprocessing, cold
 * start and calls, each beside its peers. Run after a build: `node tools/report/performance.js`, or `npm run report:performance`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { barChart, figure, lineChart } from './chart.js';
import { goldens } from '../bench/golden-cases.js';
import { machine, table } from './text.js';

const BENCHES = fileURLToPath(new URL('../bench/', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../docs/reports/', import.meta.url));
const MB = 2 ** 20;
const SIZES = { '1 MB': MB, '100 MB': 100 * MB, '1 GB': 1024 * MB };

/** Runs a benchmark and gives what it recorded: the machine's load, and medians by title. */
function run(name, scratch, args = []) {
  const path = join(scratch, `${name}.json`);
  process.stdout.write(`== ${name}\n`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', `${BENCHES}${name}.js`, ...args], {
    cwd: BENCHES,
    env: { ...process.env, CAPSULE_BENCH_JSON: path },
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`tools/bench/${name}.js ended with exit code ${status}`);
  const { load, measurements } = JSON.parse(readFileSync(path, 'utf8'));
  return { load, of: (title) => measurements.find((entry) => entry.title.startsWith(title)).medians, measurements };
}

function write(name, content) {
  writeFileSync(`${FOLDER}${name}`, content);
}

/** A table of comparisons: a row each, a column for every candidate, each with its ratio to the first. */
function comparisons(rows, columns = Object.keys(rows[0].medians)) {
  return table(
    ['', ...columns],
    rows.map(({ title, medians }) => [
      title,
      ...columns.map((name, index) => {
        const value = medians[name];
        if (value === undefined) return '';
        return index === 0 ? `${figure(value)} ms` : `${figure(value)} ms (${figure(value / medians[columns[0]])}x)`;
      }),
    ]),
    ['left', ...columns.map(() => 'right')],
  );
}

const scratch = mkdtempSync(join(tmpdir(), 'capsule-report-'));
try {
  mkdirSync(FOLDER, { recursive: true });
  const start = run('pipeline', scratch, ['9']);
  const container = run('container', scratch, ['7']);
  const tokenizer = run('tokenizer', scratch);
  const agreement = run('tokenizer-agreement', scratch);
  const calls = run('calls', scratch, ['3']);
  const image = run('image', scratch, ['15']);

  const READS = [['tail, disk', 'tail layout, from disk'], ['head, disk', 'head layout, from disk'], ['tail, HTTP', 'tail layout, over HTTP'], ['head, HTTP', 'head layout, over HTTP']];
  const reads = READS.map(([name, part]) => ({ name, medians: container.of(`read 1 KB of metadata, ${part}`) }));
  write('read-time.svg', lineChart(
    'Reading 1 KB of metadata over the size of the model',
    'ms',
    reads.map(({ name, medians }) => ({ name, points: Object.entries(SIZES).map(([size, bytes]) => [bytes, medians[size]]) })),
    Object.entries(SIZES).map(([label, bytes]) => [bytes, label]),
  ));

  const tokenizers = tokenizer.measurements.filter(({ title }) => !/1 MB word/.test(title));
  const words = tokenizer.measurements.filter(({ title }) => /1 MB word/.test(title));
  write('tokenizer.svg', barChart(
    'Tokenizers: load, and 100,000 characters of prose',
    'ms',
    tokenizers.filter(({ title }) => /, (load|prose)$/.test(title)).map(({ title, medians }) => ({ label: title, bars: Object.entries(medians) })),
  ));

  const pictures = image.measurements.slice(0, 2);
  write('image.svg', barChart('A 1920 x 1080 picture to pixel_values of 224 x 224', 'ms', pictures.map(({ title, medians }) => ({ label: title, bars: Object.entries(medians) }))));

  const cold = start.of('cold start');
  const processor = start.of('processor time');
  const others = ['creation', 'call'].map((title) => ({ title, medians: start.of(title) }));
  write('cold-start.svg', barChart(
    'bert-tiny-langid: new process to first result, creation, call',
    'ms',
    [{ title: 'cold start', medians: cold }, ...others].map(({ title, medians }) => ({ label: title, bars: Object.entries(medians) })),
  ));

  const embed = container.of('embed into a copy of 500 MB');
  write('performance.md', `# Performance

Written by \`npm run report:performance\` from a real run of \`tools/bench\`; do not edit. Candidates take turns in one run, so that a busy machine slows all of them
alike; figures are medians, and ratios are to the first column. ${machine()} Load averages by benchmark: pipeline ${start.load.toFixed(1)},
container ${container.load.toFixed(1)}, tokenizer ${tokenizer.load.toFixed(1)}, calls ${calls.load.toFixed(1)}, image ${image.load.toFixed(1)}. A load above the number of cores means that other work ran beside: times are then longer than on a
quiet machine, while ratios hold.

## Reading metadata

![Read time over model size](read-time.svg)

${comparisons(reads.map(({ name, medians }) => ({ title: name, medians })))}

The reader walks past the graph by its length, so the size of the weights does not matter. Embedding into a copy of a model of 500 MB, beside \`cp\`:

${comparisons([{ title: 'embed', medians: embed }])}

## Tokenizers

![Tokenizer load and encode](tokenizer.svg)

Real vocabularies of 128,256 to 262,145 tokens; load is from what a capsule holds (packed columns) here and from tokenizer.json for the peers.

${comparisons(tokenizers)}

A word without any place to cut it, of a million characters, and prose of 100 KB whose words are known, or new to the tokenizer:

${table(
    ['', ...Object.keys(words[0].medians)],
    words.map(({ title, medians }) => [title, ...Object.values(medians).map((value, index) => (index === 0 ? `${figure(value)} ns per character` : `${figure(value)} ns (the word takes ${figure(medians['ns per character'] / value)}x)`))]),
    ['left', 'right', 'right', 'right'],
  )}

Agreement with the ids that Python's library computed for the texts of each golden, and the fastest of three runs over 100,000 characters of prose:

${table(
    ['', ...Object.keys(agreement.measurements[0].agreements)],
    agreement.measurements.map(({ title, medians, agreements }) => [
      title,
      ...Object.entries(agreements).map(([name, agreeing]) => (agreeing === '-' ? 'does not load' : `${agreeing}; ${medians[name] === undefined ? '-' : `${figure(medians[name])} ms`}`)),
    ]),
    ['left', 'right', 'right', 'right'],
  )}

## Images

![Image preprocessing](image.svg)

${pictures.map((entry) => `${entry.title}:\n\n${comparisons([{ title: '', medians: entry.medians }])}`).join('\n\n')}

sharp alone reduces while it decodes and gives other pixels than Pillow, whose pixels the processors here reproduce.

## Cold start, creation, calls

![Cold start, creation and calls](cold-start.svg)

bert-tiny-langid (5 MB), from the start of a process to its first result, beside transformers.js 4.3.2 and the bare runtime, which imports nothing else, reads the model and runs it once:

${comparisons([{ title: 'cold start', medians: cold }, { title: 'processor time', medians: processor }])}

A new process cannot beat the bare runtime by much: loading ONNX Runtime and creating the session is most of it. (Small models get one thread here, which
also makes their session quicker to create than by default.)

In a running process, creation (nothing cached) beside a session and a tokenizer alone, and a call beside \`session.run\` alone on the same tensors:

${others.map((entry) => comparisons([entry])).join('\n\n')}

A call cannot be shorter than its \`session.run\`; what it adds is tokenization, tensors and softmax.

### Calls of the corpus models

Every model that transformers.js runs on the same files (${calls.measurements.length} of ${goldens().length}), the first golden case; each candidate in processes of its own, in turns. The last
columns tell whether the result is Python's.

${table(
    ['', 'onnx-capsule', 'transformers.js', 'as Python: onnx-capsule', 'as Python: transformers.js'],
    calls.measurements.map(({ title, medians, same }) => [
      title,
      `${figure(medians['onnx-capsule'])} ms`,
      `${figure(medians['transformers.js'])} ms (${figure(medians['transformers.js'] / medians['onnx-capsule'])}x)`,
      ...Object.values(same),
    ]),
    ['left', 'right', 'right', 'left', 'left'],
  )}

Where the model's own work is most of a call, the two use the same runtime and take the same time.
`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
