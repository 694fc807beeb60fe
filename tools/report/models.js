/**
 * `docs/reports/models.md`: every model of the fixtures embedded into one file, detected, created and run on all its golden cases, compared
 * with what Python's transformers gave. Run after a build: `node tools/report/models.js`, or `npm run report`.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ONNXMetadataEmbedder } from '../../packages/metadata-embedder/dist/index.js';
import { readGraph } from '../../packages/metadata-core/dist/bundled/graph.js';
import { openCapsule, openFolder } from '../../packages/metadata-reader/dist/bundled/node.js';
import { ortRuntime, pipeline } from '../../packages/pipeline/dist/index.js';
import { processorCache } from '../../packages/processor-reconstruction/dist/reconstructor.js';
import { TaskDetector } from '../../packages/task-detector/dist/index.js';
import { compare, goldens, modelFiles, runCase, taskOf, toleranceOf } from '../bench/golden-cases.js';
import { machine, median, milliseconds, table } from './text.js';

const ROUNDS = 5;
const OUTPUT = fileURLToPath(new URL('../../docs/reports/models.md', import.meta.url));
const VOCABULARY = /^(tokenizer\.json|vocab\.(txt|json)|merges\.txt|.*\.(model|spm))$/;

const ort = createRequire(new URL('../../packages/pipeline/package.json', import.meta.url))('onnxruntime-node');
const embedder = new ONNXMetadataEmbedder();
const detector = new TaskDetector();

/** The runtime of every pipeline here; adds up what its sessions take. */
const sessions = { time: 0 };
const inner = ortRuntime(ort);
const runtime = {
  async createSession(model, options) {
    const start = performance.now();
    const session = await inner.createSession(model, options);
    sessions.time += performance.now() - start;
    return session;
  },
};

async function detection(folder, main) {
  const files = await openFolder(folder);
  const config = await files.json('config.json');
  return detector.detect({ files, config, graph: readGraph(new Uint8Array(readFileSync(main))) });
}

/** Medians of reading manifest and core files, and of creating the pipeline, with nothing cached between rounds. */
async function times(capsule, task) {
  const taken = { read: [], created: [], sessions: [] };
  for (let round = -1; round < ROUNDS; round++) {
    let start = performance.now();
    const opened = await openCapsule(capsule);
    for (const { path } of opened.list()) if (!VOCABULARY.test(path)) await opened.bytes(path);
    const read = performance.now() - start;
    processorCache.clear();
    sessions.time = 0;
    start = performance.now();
    const pipe = await pipeline(task, capsule, { runtime, fallback: false, onWarning: () => undefined });
    const created = performance.now() - start;
    await pipe.dispose();
    if (round < 0) continue;
    taken.read.push(read);
    taken.created.push(created);
    taken.sessions.push(sessions.time);
  }
  return { ...Object.fromEntries(Object.entries(taken).map(([name, values]) => [name, median(values)])), fastest: Math.min(...taken.created) };
}

async function agreement(golden, capsule) {
  const pipes = new Map();
  const result = { passed: 0, largest: 0, problems: [] };
  for (const [index, row] of golden.cases.entries()) {
    const task = taskOf(golden, row);
    try {
      if (!pipes.has(task)) pipes.set(task, await pipeline(task, capsule, { runtime, fallback: false, onWarning: () => undefined }));
      const { problems, largest } = compare(await runCase(pipes.get(task), row), row, toleranceOf(golden));
      result.largest = Math.max(result.largest, largest);
      if (problems.length === 0) result.passed++;
      else result.problems.push(`case ${index}: ${problems[0]}`);
    } catch (error) {
      result.problems.push(`case ${index}: ${error.code ?? error.name}: ${error.message}`);
    }
  }
  for (const pipe of pipes.values()) await pipe.dispose();
  return result;
}

async function examine(golden, folder) {
  const { folder: source, main } = modelFiles(golden.id);
  const size = async (tier) => (await embedder.embed(main, source, { output: join(folder, `${tier}.onnx`), tier, force: true })).metadataBytes;
  const essential = await size('essential');
  const full = await size('full');
  // Parts of a model stay where they are: what is embedded names them beside it.
  const name = main.slice(main.lastIndexOf('/') + 1);
  const home = join(folder, golden.id);
  mkdirSync(home);
  const capsule = join(home, name);
  await embedder.embed(main, source, { output: capsule });
  const beside = await openCapsule(capsule);
  for (const { path } of beside.manifest.parts ?? []) {
    if (path !== name) writeFileSync(join(home, path), readFileSync(join(main.slice(0, main.lastIndexOf('/')), path)));
  }
  const found = await detection(source, main);
  return {
    ...golden,
    found,
    essential,
    full,
    bytes: statSync(main).size,
    ...(await times(capsule, golden.task)),
    ...(await agreement(golden, capsule)),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'capsule-report-'));
const rows = [];
try {
  const only = process.argv.slice(2);
  for (const golden of goldens()) {
    if (only.length > 0 && !only.some((part) => golden.id.includes(part))) continue;
    const row = await examine(golden, folder);
    rows.push(row);
    process.stdout.write(`${row.id}: ${row.passed} of ${row.cases.length} cases, ${row.found.task}, ${milliseconds(row.created)} ms\n`);
    for (const problem of row.problems) process.stdout.write(`  ${problem}\n`);
    if (row.passed < row.cases.length) process.exitCode = 1;
  }
  if (only.length === 0) writeFileSync(OUTPUT, report(rows));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function kilobytes(bytes) {
  return (bytes / 1024).toFixed(1);
}

/** What Python's own output makes impossible or needs a word about, by model. */
function remarks() {
  return `- The tasks of some goldens are those of the Python call, not of the model: \`bert-cross-encoder\` (a cross-encoder that one calls through
  text-classification, too) and \`minilm-sentence-mean\` (a sentence-transformers folder) are detected as what they were made for. Both
  run as either task; the cases that Python ran through sentence-transformers and cross-encoder run as sentence-similarity and text-ranking here.
- Offsets: Python counts code points, JavaScript UTF-16 units. \`start\` and \`end\` are compared after conversion, so that
  \`text.slice(start, end)\` is the answer's own text.
- \`bert-tiny-langid-int8\`, \`roberta-emotion-quantized\`: dynamic quantisation takes the scale of the activations from everything that runs together.
  Python ran the lists of these goldens as one padded batch, so they run here with \`batch_size\` set to the list's length; one by one, which is the
  default in both, each text gives what it gives alone.`;
}

function report(all) {
  const architectures = new Set(all.map((row) => row.architecture));
  const cases = all.reduce((sum, row) => sum + row.cases.length, 0);
  const passed = all.reduce((sum, row) => sum + row.passed, 0);
  const disagreeing = all.filter((row) => row.problems.length > 0);
  const detected = all.filter((row) => row.found.task === row.task).length;
  const slow = all.filter((row) => row.fastest >= 300);
  return `# Models

Written by \`npm run report\` from a real run; do not edit. ${all.length} models of ${architectures.size} architectures, each embedded into one file and run from that
file alone (of models in several files, from those that its manifest names). **${passed} of ${cases} golden cases agree with Python's transformers**: labels, tokens, ids, order, sizes
and pixels equal, numbers within 1e-4 (quantised and float16 graphs 1e-3).

${machine()}

Agreement is golden cases passed of all; deviation is the largest difference of any number in them. Detection is from the folder's files and the graph, without
the task that the manifest would name. Every detection names its source and confidence.

## Agreement

${table(
  ['model', 'architecture', 'type', 'exporter', 'task of the golden', 'detected', 'agreement', 'deviation'],
  all.map((row) => [
    row.id, row.architecture, row.model_type, `${row.exporter}; ${row.library}`, row.task,
    `${row.found.task === row.task ? '' : `${row.found.task} `}by ${row.found.source}, ${row.found.confidence}`,
    `${row.passed} / ${row.cases.length}`, row.largest === 0 ? '0' : row.largest.toExponential(1),
  ]),
)}

The task of the golden is what detection says for ${detected} of ${all.length} models; where it differs, the table names what was detected.

## Cost

Metadata is what embedding adds to the file: without vocabulary (\`--tier essential\`) and with everything. Read is opening the capsule, its manifest and every file but
vocabularies. Creation is \`pipeline(task, file)\` in a warm process with nothing cached; sessions is the part of it that ONNX Runtime takes. Medians of ${ROUNDS} runs, in milliseconds;
other work on the machine lengthens them, so the fastest creation stands beside.

${table(
  ['model', 'model file', 'metadata without vocabulary', 'with vocabulary', 'read', 'creation', 'fastest', 'sessions'],
  all.map((row) => [
    row.id, `${kilobytes(row.bytes)} KB`, `${kilobytes(row.essential)} KB`, `${kilobytes(row.full)} KB`, milliseconds(row.read), milliseconds(row.created),
    milliseconds(row.fastest), milliseconds(row.sessions),
  ]),
  ['left', ...Array(7).fill('right')],
)}

Median metadata: ${kilobytes(median(all.map((row) => row.essential)))} KB without vocabulary, ${kilobytes(median(all.map((row) => row.full)))} KB with it. Median read ${milliseconds(median(all.map((row) => row.read)))} ms,
median creation ${milliseconds(median(all.map((row) => row.created)))} ms; the fastest creation ${slow.length === 0 ? 'of every model is below 300 ms' : `is 300 ms or more for ${slow.map((row) => row.id).join(', ')}`}.

## Known differences

${disagreeing.length === 0 ? 'No case differs.' : disagreeing.map((row) => `- \`${row.id}\`: ${row.problems.map((problem) => `\`${problem}\``).join('; ')}`).join('\n')}

How goldens are read:

${remarks()}
`;
}
