// Makes packages/metadata-core/src/generated/onnx-subset.ts from onnx-subset.proto: `node tools/protobuf/generate.js`.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const core = new URL('../../packages/metadata-core/src/', import.meta.url);
const options =
  '-t static-module -w esm -r onnx-capsule --no-create --no-encode --no-verify --no-convert --no-delimited --no-typeurl --no-service --no-comments';
const pbjs = fileURLToPath(new URL('../../node_modules/.bin/pbjs', import.meta.url));
const code = execFileSync(pbjs, [...options.split(' '), fileURLToPath(new URL('onnx-subset.proto', core))], { encoding: 'utf8' });
const typed = code.replace('export const onnx =', 'export const onnx: any =').replace(/export \{\s*\$root as default\s*\};\s*$/, '');
writeFileSync(
  new URL('generated/onnx-subset.ts', core),
  `// @ts-nocheck -- generated from onnx-subset.proto by tools/protobuf/generate.js\n${typed.replace(/^(?: {4})+/gm, (spaces) => ' '.repeat(spaces.length / 4))}`,
);
