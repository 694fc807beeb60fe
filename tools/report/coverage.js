/**
 * `docs/reports/coverage.md`: line coverage by component with its threshold, and the tests by kind, from what the packages' last test runs
 * left in `packages/*\/coverage/`. Run after `npm test`: `node tools/report/coverage.js`, or `npm run report:coverage`.
 *
 * The kind of a test is that of its file. End-to-end: it starts the built program, or takes whole models from their file to the result that
 * Python's pipeline gives. Integration: it reads files that others wrote (the fixtures), or works across packages. Unit: the others.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { table } from './text.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUTPUT = `${ROOT}docs/reports/coverage.md`;

/** Lines that must be covered, in percent. A file belongs to the first component whose pattern matches. */
const COMPONENTS = [
  { name: 'discovery of a model\'s files', pattern: /metadata-embedder\/src\/(extractor|file-rules|glob|model-parts|external-data)\.ts$/, threshold: 85 },
  { name: 'embedder', pattern: /metadata-embedder\//, threshold: 85 },
  { name: 'reader', pattern: /metadata-reader\//, threshold: 85 },
  { name: 'wire format and codecs', pattern: /metadata-core\//, threshold: 85 },
  { name: 'schema', pattern: /metadata-schema\//, threshold: 85 },
  { name: 'task detection', pattern: /task-detector\//, threshold: 85 },
  { name: 'reconstruction: tokenizers', pattern: /processor-reconstruction\/src\/tokenizer/, threshold: 80 },
  { name: 'reconstruction: images', pattern: /processor-reconstruction\/src\/image/, threshold: 80 },
  { name: 'reconstruction: audio', pattern: /processor-reconstruction\/src\/audio/, threshold: 80 },
  { name: 'reconstruction: chat templates', pattern: /processor-reconstruction\/src\/chat/, threshold: 80 },
  { name: 'reconstruction: proxies and cache', pattern: /processor-reconstruction\//, threshold: 80 },
  { name: 'pipeline: generation', pattern: /pipeline\/src\/generation\//, threshold: 83 },
  { name: 'pipeline: sessions and tasks', pattern: /pipeline\//, threshold: 83 },
  { name: 'command line', pattern: /cli\//, threshold: 85 },
];
const ALL = 84;
const KINDS = ['unit', 'integration', 'end-to-end'];

function readJson(path) {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  return fail(`There is no ${relative(ROOT, path)}`);
}

function fail(reason) {
  process.stderr.write(`${reason}: run npm test first.\n`);
  process.exit(1);
}

function testFiles(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.test.ts')).map((name) => resolve(folder, name));
}

/** The test file's text, and those of the helpers beside it that it imports. */
function textsOf(path, seen = new Map()) {
  if (seen.has(path) || !existsSync(path)) return seen;
  const text = readFileSync(path, 'utf8');
  seen.set(path, text);
  for (const [, target] of text.matchAll(/from '(\.[^']+)'/g)) {
    const file = resolve(dirname(path), target.replace(/\.js$/, '.ts'));
    if (file.includes('/test/')) textsOf(file, seen);
  }
  return seen;
}

function kindOf(path) {
  const texts = textsOf(path);
  const own = texts.get(path) ?? '';
  if (/\bspawnCommand\(/.test(own) || (path.includes('/pipeline/') && /\b(goldensOf|embedFixture)\b/.test(own))) return 'end-to-end';
  const others = [...texts.values()].join('\n');
  return /fixtures/i.test(others) || /from '(\.\.\/)+[a-z-]+\/src\//.test(own) ? 'integration' : 'unit';
}

const sum = () => ({ covered: 0, total: 0 });
const lines = COMPONENTS.map(sum);
const all = sum();
const tests = [];
const packages = readdirSync(`${ROOT}packages`).sort();
for (const name of packages) {
  const folder = `${ROOT}packages/${name}/coverage`;
  for (const [path, { lines: file }] of Object.entries(readJson(`${folder}/coverage-summary.json`))) {
    if (path === 'total') continue;
    const index = COMPONENTS.findIndex(({ pattern }) => pattern.test(`${name}/${relative(`${ROOT}packages/${name}`, path)}`));
    for (const target of [lines[index], all]) {
      target.covered += file.covered;
      target.total += file.total;
    }
  }
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, { files: 0, passed: 0, failed: 0 }]));
  const { testResults } = readJson(`${folder}/results.json`);
  const ran = new Set(testResults.map(({ name: path }) => path));
  const missing = testFiles(`${ROOT}packages/${name}/test`).filter((path) => !ran.has(path));
  if (missing.length > 0) fail(`The last test run of ${name} left out ${missing.map((path) => relative(ROOT, path)).join(', ')}`);
  for (const { name: path, assertionResults } of testResults) {
    const count = counts[kindOf(path)];
    count.files++;
    for (const { status } of assertionResults) if (status === 'passed' || status === 'failed') count[status]++;
  }
  tests.push({ name, counts });
}

const percent = ({ covered, total }) => (total === 0 ? 100 : (100 * covered) / total);
const components = COMPONENTS.map(({ name, threshold }, index) => ({ name, threshold, ...lines[index] })).concat({ name: '**all**', threshold: ALL, ...all });
const below = components.filter((component) => percent(component) < component.threshold);
const total = Object.fromEntries(KINDS.map((kind) => [kind, tests.reduce((count, { counts }) => count + counts[kind].passed, 0)]));
const failed = tests.flatMap(({ counts }) => KINDS.map((kind) => counts[kind].failed)).reduce((a, b) => a + b, 0);

writeFileSync(
  OUTPUT,
  `# Coverage

Written by \`npm run report:coverage\` from the packages' last test runs; do not edit. Coverage is of lines, by V8, with generated code left out.

${table(
  ['component', 'lines', 'covered', 'threshold'],
  components.map((component) => [component.name, component.total, `${percent(component).toFixed(1)} %`, `${component.threshold} %`]),
  ['left', 'right', 'right', 'right'],
)}

${below.length === 0 ? 'Every component reaches its threshold.' : `Below their thresholds: ${below.map(({ name }) => name).join(', ')}.`}

## Tests by kind

${table(
  ['package', ...KINDS, 'all'],
  [
    ...tests.map(({ name, counts }) => [
      name,
      ...KINDS.map((kind) => (counts[kind].files === 0 ? '' : `${counts[kind].passed} in ${counts[kind].files} ${counts[kind].files === 1 ? 'file' : 'files'}`)),
      KINDS.reduce((count, kind) => count + counts[kind].passed, 0),
    ]),
    ['**all**', ...KINDS.map((kind) => total[kind]), KINDS.reduce((count, kind) => count + total[kind], 0)],
  ],
  ['left', 'right', 'right', 'right', 'right'],
)}

${failed === 0 ? 'All of them pass.' : `${failed} fail.`} End-to-end tests start the built program, or take whole models from their file to the result that Python's pipeline gives.
Integration tests read files that others wrote (the fixtures: models, tokenizers, pictures, sound, ONNX files) or work across packages. The others are unit
tests. The kind is that of a test's file. Beside these run: the reader's portable tests in Node 20, Node 24, workerd, Deno, Bun and Chromium
(\`npm run test:runtimes\`), packed tarballs in empty projects (\`npm run test:pack\`), ONNX's own checker (\`npm run test:interop\`) and fuzzing (\`npm run fuzz\`).
`,
);
process.stdout.write(`${percent(all).toFixed(1)} % of lines; ${KINDS.map((kind) => `${total[kind]} ${kind}`).join(', ')}; ${failed} failed\n`);
if (below.length > 0 || failed > 0) process.exitCode = 1;
