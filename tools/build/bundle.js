/**
 * Writes a package's JavaScript: its entry points with all their modules, bundled by esbuild into few files. What is imported lazily stays in
 * files of its own; dependencies and the other packages stay imports. Declarations come from `tsc`.
 *
 * Run in a package's folder. A short-lived process spent more on finding and linking two hundred small modules than on its model. Packages that
 * run at the edge are bundled for the condition `node` alone: other bundlers shake modules, which `tsc` writes, better than bundles.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { posix } from 'node:path';

import { build } from 'esbuild';

const { exports, dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.values(exports).filter((entry) => entry['@onnx-capsule/source'] !== undefined);
const outdir = posix.dirname(entries[0].node ?? entries[0].default);

const { metafile } = await build({
  entryPoints: entries.map((entry) => entry['@onnx-capsule/source']),
  outdir,
  outbase: 'src',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  sourcemap: true,
  sourcesContent: false,
  external: ['node:*', ...Object.keys({ ...dependencies, ...peerDependencies })],
  metafile: true,
  logLevel: 'warning',
});

// What an earlier build left behind.
const written = new Set(Object.keys(metafile.outputs));
for (const name of readdirSync(outdir, { recursive: true })) {
  const path = posix.join(outdir, name.replaceAll('\\', '/'));
  if (/\.js(\.map)?$/.test(path) && !written.has(path)) rmSync(path);
}
