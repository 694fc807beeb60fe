/** The packages that are released, in the order in which they depend on each other, and how they are packed and checked off. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The path of a program of the workspace's tools. */
export function binary(name) {
  return join(ROOT, 'node_modules/.bin', name);
}

/** Milliseconds by which a file system's clock may lag behind. */
const CLOCK_SLACK = 2000;

const FOLDERS = [
  'metadata-schema', 'metadata-core', 'metadata-reader', 'metadata-embedder', 'task-detector', 'processor-reconstruction', 'pipeline', 'cli',
];

/** Folder, name and version of every released package; dependencies come before what depends on them. */
export function releasedPackages() {
  return FOLDERS.map((name) => {
    const folder = join(ROOT, 'packages', name);
    return { folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) };
  });
}

/** The name that `pack` gives a tarball. */
export function tarballName({ name, version }) {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
}

/** Builds all packages anew, removes what earlier builds left in `dist`, and packs into `folder`, which is emptied first. */
export function packAll(folder) {
  const started = Date.now();
  execFileSync(binary('turbo'), ['run', 'build', '--filter=./packages/*', '--force', '--output-logs=errors-only'], {
    cwd: ROOT,
    // turbo starts pnpm by its name.
    env: { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH}`, TURBO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { folder: cwd } of releasedPackages()) {
    for (const entry of readdirSync(join(cwd, 'dist'), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile() && statSync(file).mtimeMs < started - CLOCK_SLACK) rmSync(file);
    }
    execFileSync(binary('pnpm'), ['pack', '--pack-destination', folder], { cwd, stdio: 'pipe' });
  }
}

/** The environment without the settings that npm and pnpm pass on to their children, which a user's project would not see. */
export function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|pnpm_|NODE_OPTIONS$)/i.test(name) || /registry|cache/i.test(name));
  return { ...Object.fromEntries(kept), ONNXRUNTIME_NODE_INSTALL: 'skip', NO_COLOR: '1' };
}

/** Counts what went well, prints a line each, and ends with `N passed, N failed`. */
export function checklist(environment = process.env) {
  let passed = 0;
  let failed = 0;
  const report = (name, good, details = '') => {
    if (good) passed += 1;
    else failed += 1;
    process.stdout.write(good ? `ok   ${name}\n` : `FAIL ${name}\n${details}\n`);
    return good;
  };
  return {
    report,
    /** Runs a program; it has to end well and to print what is expected. Gives what it printed. */
    run(name, cwd, command, args, expected = /(?:)/) {
      const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env: environment, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
      const output = `${stdout ?? ''}${stderr ?? ''}${error ?? ''}`;
      report(name, status === 0 && expected.test(output), `exit ${status}\n${output}`);
      return stdout ?? '';
    },
    end() {
      process.stdout.write(`${passed} passed, ${failed} failed\n`);
      if (failed > 0) process.exitCode = 1;
    },
  };
}
