/** The folder that a documentation's block runs in: models and media under the names that the block uses, and the programs on PATH. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What lies in a block's folder when the block names it: `capsule`, `bare` or `folder` of a model, a medium, or `none`. */
const FILES = {
  'model.onnx': 'capsule bert-tiny-langid',
  'ner.onnx': 'capsule bert-tiny-ner',
  'chat.onnx': 'capsule llama-chat',
  'squad.onnx': 'capsule bert-squad',
  'nli.onnx': 'capsule deberta-v2-nli',
  'sentiment.onnx': 'capsule bert-sentiment',
  'sentences.onnx': 'capsule minilm-sentence-mean',
  'digits.onnx': 'capsule vit-digits',
  'old.onnx': 'hf-keys bert-sentiment',
  folder: 'folder bert-tiny-langid',
  bert: 'folder bert-tiny-langid',
  clip: 'folder clip-zeroshot',
  whisper: 'folder whisper-asr',
  quantized: 'folder bert-tiny-langid-int8',
  'cat.jpg': 'media photo.jpg',
  'digit.png': 'media digit_7.png',
  'speech.wav': 'media short16k.wav',
};

/** Makes the programs and the packages that every block finds; returns the folder for blocks, and their environment. */
export function prepareWorkspace(root, work) {
  const programs = join(work, 'programs');
  const blocks = join(work, 'blocks');
  const made = join(work, 'made');
  mkdirSync(made);
  mkdirSync(programs);
  mkdirSync(join(blocks, 'node_modules/@onnx-capsule'), { recursive: true });
  const command = join(programs, 'onnx-capsule');
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'packages/cli/dist/bin.js')}" "$@"\n`);
  chmodSync(command, 0o755);
  const libraries = ['metadata-schema', 'metadata-core', 'metadata-reader', 'metadata-embedder', 'task-detector', 'processor-reconstruction', 'pipeline'];
  for (const name of libraries) symlinkSync(join(root, 'packages', name), join(blocks, 'node_modules/@onnx-capsule', name));
  mkdirSync(join(blocks, 'node_modules/@types'));
  symlinkSync(join(root, 'node_modules/@types/node'), join(blocks, 'node_modules/@types/node'));
  const ort = join(root, 'packages/pipeline/node_modules/onnxruntime-node');
  symlinkSync(ort, join(blocks, 'node_modules/onnxruntime-node'));
  symlinkSync(join(root, 'packages/pipeline/node_modules/@opentelemetry'), join(blocks, 'node_modules/@opentelemetry'));
  // onnxruntime-web has the same API and is not installed here: onnxruntime-node stands for it, also in what is bundled for a browser.
  const web = join(blocks, 'node_modules/onnxruntime-web');
  mkdirSync(web);
  writeFileSync(join(web, 'package.json'), '{ "type": "module", "exports": "./index.js" }\n');
  const load = `createRequire(${JSON.stringify(join(blocks, 'package.json'))})('onnxruntime-node')`;
  writeFileSync(join(web, 'index.js'), `import { createRequire } from 'node:module';\nexport const { InferenceSession, Tensor } = ${load};\n`);
  symlinkSync(join(root, 'node_modules/esbuild'), join(blocks, 'node_modules/esbuild'));
  writeFileSync(join(blocks, 'package.json'), '{ "type": "module" }\n');
  return { blocks, command, made, path: `${programs}:${process.env.PATH}` };
}

/** Puts what `text` names into `folder`; `given` is a block's own choice, as `name = kind model; …`. */
export function placeFiles(root, { command, made }, folder, text, given = '') {
  const own = Object.fromEntries(
    given
      .split(';')
      .filter((part) => part.includes('='))
      .map((part) => part.split('=').map((side) => side.trim())),
  );
  for (const [name, what] of Object.entries({ ...FILES, ...own })) {
    const named = new RegExp(`(^|[^\\w.-])${name.replaceAll('.', '\\.')}($|[^\\w-])`, 'm').test(text);
    if (existsSync(join(folder, name)) || (!named && !Object.hasOwn(own, name))) continue;
    place(root, command, made, join(folder, name), what);
  }
}

function place(root, command, made, target, what) {
  const [kind, name] = what.split(' ');
  if (kind === 'none') return;
  const source = join(root, 'fixtures', kind === 'media' ? 'media' : 'models', name);
  if (kind === 'media') copyFileSync(source, target);
  else if (kind === 'folder') cpSync(source, target, { recursive: true });
  else if (kind === 'external') {
    mkdirSync(target);
    copyFileSync(join(source, 'config.json'), join(target, 'config.json'));
    for (const suffix of ['', '.data']) {
      const part = join(root, `fixtures/onnxfiles/external-data.onnx${suffix}`);
      copyFileSync(part, join(target, suffix === '' ? 'model.onnx' : 'external-data.onnx.data'));
    }
  } else if (kind === 'bare') copyFileSync(join(source, 'model.onnx'), target);
  else if (kind === 'capsule' || kind === 'hf-keys') {
    const first = join(made, `${kind}-${name}.onnx`);
    if (!existsSync(first)) {
      run(command, 'embed-metadata', join(source, 'model.onnx'), source, '-o', first);
      if (kind === 'hf-keys') {
        run(command, 'convert', first, '--to', 'hf');
        run(command, 'strip', first);
      }
    }
    copyFileSync(first, target);
  } else {
    throw new Error(`a file is none of capsule, bare, folder, hf-keys, media: ${what}`);
  }
}

function run(command, ...args) {
  const done = spawnSync(command, [...args, '--quiet'], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`onnx-capsule ${args.join(' ')}\n${done.stdout}${done.stderr}`);
}
