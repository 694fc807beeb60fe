/**
 * Writes a package's JavaScript: its entry points with all their modules, bundled by esbuild into few files. What is imported lazily stays in
 * files of its own; dependencies and the other packages stay imports. Declarations come from `tsc`.
 *
 * Run in a package's folder. A short-lived process spent more on finding and linking two hundred small modules than on its model; the packages
 * that the reader consists of stay as `tsc` writes them, because bundlers shake modules better than bundles.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';

import { build } from 'esbuild';

const { exports, dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
const sources = Object.values(exports).flatMap((entry) => entry['@onnx-capsule/source'] ?? []);

const { metafile } = await build({
  entryPoints: sources,
  outdir: 'dist',
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
for (const name of readdirSync('dist', { recursive: true })) {
  const path = `dist/${name.replaceAll('\\', '/')}`;
  if (/\.js(\.map)?$/.test(path) && !written.has(path)) rmSync(path);
}
