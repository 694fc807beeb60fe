/**
 * Packs every package and installs the tarballs with npm into empty projects, as three kinds of users would: who only reads
 * metadata, who runs models, who uses the command line. In each the code runs and the types resolve under `moduleResolution`
 * node16 and bundler. Prints `N passed, N failed`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const work = mkdtempSync(join(tmpdir(), 'capsule-pack-'));
const tarballs = join(work, 'tarballs');
const environment = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', NO_COLOR: '1' };
// npm passes its own settings on to its children; a fresh project must not see them.
for (const name of Object.keys(environment)) if (/^(npm_|pnpm_|NODE_OPTIONS$)/i.test(name) && !/registry|cache/i.test(name)) delete environment[name];

let passed = 0;
let failed = 0;

/** Runs a program in `cwd` and counts whether it ends well and prints what it should. */
function check(name, cwd, command, args, expected = /(?:)/) {
  const run = spawnSync(command, args, { cwd, env: environment, encoding: 'utf8' });
  const output = `${run.stdout ?? ''}${run.stderr ?? ''}`;
  if (run.status === 0 && expected.test(output)) {
    passed += 1;
    process.stdout.write(`ok   ${name}\n`);
    return;
  }
  failed += 1;
  process.stdout.write(`FAIL ${name} (exit ${run.status})\n${output}\n`);
}

const LIBRARIES = [
  'metadata-schema', 'metadata-core', 'metadata-reader', 'metadata-embedder', 'task-detector', 'processor-reconstruction', 'pipeline',
];

const READER = `
import { openCapsule } from '@onnx-capsule/metadata-reader';
import { readFile } from 'node:fs/promises';
const capsule = await openCapsule(new Uint8Array(await readFile('model.onnx')));
const config = await capsule.json('config.json') as { model_type: string };
console.log('model type', config.model_type, capsule.manifest.files.length > 0);
`;

const PIPELINE = `
import { ONNXMetadataEmbedder } from '@onnx-capsule/metadata-embedder';
import { openCapsule, openFolder } from '@onnx-capsule/metadata-reader/node';
import { pipeline } from '@onnx-capsule/pipeline';
import { ProcessorReconstructor } from '@onnx-capsule/processor-reconstruction';
import { Tokenizer } from '@onnx-capsule/processor-reconstruction/tokenizer';
import { TaskDetector } from '@onnx-capsule/task-detector';
import { copyFile } from 'node:fs/promises';
const folder = await openFolder('folder');
const detection = await new TaskDetector().detect({ files: folder, config: await folder.json('config.json') as Record<string, unknown> });
await copyFile('folder/model.onnx', 'one.onnx');
await new ONNXMetadataEmbedder().embed('one.onnx', 'folder', { task: { name: detection.task ?? '', source: detection.source ?? 'none', evidence: detection.evidence } });
const capsule = await openCapsule('one.onnx');
const { tokenizer } = await new ProcessorReconstructor().create(capsule);
const direct = await Tokenizer.from(capsule);
if (tokenizer === undefined || tokenizer.encode('Hallo').ids.join() !== direct.encode('Hallo').ids.join()) throw new Error('tokenizers differ');
const classify = await pipeline('text-classification', 'one.onnx');
const result = await classify('Der Zug nach Hamburg hat heute leider zwanzig Minuten Verspätung.', { top_k: 1 });
console.log('label', JSON.stringify(result));
await classify.dispose();
`;

const PROFILES = [
  { name: 'reader', packages: ['metadata-schema', 'metadata-core', 'metadata-reader'], script: READER, prints: /model type bert true/ },
  { name: 'pipeline', packages: LIBRARIES, script: PIPELINE, prints: /label .*"de"/ },
  { name: 'cli', packages: [...LIBRARIES, 'cli'], script: undefined, prints: undefined },
];

try {
  mkdirSync(tarballs);
  for (const name of [...LIBRARIES, 'cli']) {
    execFileSync('pnpm', ['pack', '--pack-destination', tarballs], { cwd: join(root, 'packages', name), stdio: 'pipe' });
  }
  const files = readdirSync(tarballs);
  const model = join(root, 'fixtures/models/bert-tiny-langid');
  const embedded = join(work, 'model.onnx');
  copyFileSync(join(model, 'model.onnx'), embedded);
  execFileSync(process.execPath, [join(root, 'packages/cli/dist/bin.js'), 'embed-metadata', embedded, model, '--quiet'], { stdio: 'pipe' });

  for (const profile of PROFILES) {
    const project = join(work, profile.name);
    mkdirSync(project);
    const tarball = (name) => {
      const prefix = name === 'cli' ? 'onnx-capsule-' : `onnx-capsule-${name}-`;
      const file = files.find((entry) => entry.startsWith(prefix) && /\d/.test(entry[prefix.length]));
      return `file:${join(tarballs, file)}`;
    };
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    writeFileSync(
      join(project, 'package.json'),
      JSON.stringify({
        name: `user-${profile.name}`,
        private: true,
        type: 'module',
        dependencies: Object.fromEntries(
          profile.packages.map((name) => [name === 'cli' ? 'onnx-capsule' : `@onnx-capsule/${name}`, tarball(name)]),
        ),
        devDependencies: { typescript: devDependencies['typescript-native'], '@types/node': devDependencies['@types/node'] },
      }),
    );
    copyFileSync(embedded, join(project, 'model.onnx'));
    cpSync(model, join(project, 'folder'), { recursive: true });
    check(`${profile.name}: npm install`, project, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
    if (profile.script !== undefined) {
      writeFileSync(join(project, 'script.ts'), profile.script);
      for (const [resolution, module] of [['node16', 'node16'], ['bundler', 'esnext']]) {
        check(`${profile.name}: types under ${resolution}`, project, 'npx', [
          'tsc', '--noEmit', '--strict', '--target', 'es2022', '--module', module, '--moduleResolution', resolution,
          '--types', 'node', '--lib', 'es2023,dom,esnext.disposable', 'script.ts',
        ]);
      }
      check(`${profile.name}: emits the script`, project, 'npx', [
        'tsc', '--target', 'es2022', '--module', 'node16', '--types', 'node', '--lib', 'es2023,dom,esnext.disposable', 'script.ts',
      ]);
      check(`${profile.name}: runs`, project, process.execPath, ['script.js'], profile.prints);
    } else {
      check(`${profile.name}: --version`, project, 'npx', ['onnx-capsule', '--version'], /^\d+\.\d+\.\d+/);
      check(`${profile.name}: inspect`, project, 'npx', ['onnx-capsule', 'inspect', 'model.onnx', '--json'], /"format":1/);
      check(`${profile.name}: run`, project, 'npx', ['onnx-capsule', 'run', 'model.onnx', 'Nous avons passé nos vacances au bord de la mer.', '--json'], /"label":"fr"/);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
if (failed > 0) process.exitCode = 1;
