/**
 * Installs the workspace from the lock file with the pnpm version that package.json names.
 * `--product` leaves out the private workspaces (benchmarks, edge runtimes), which the demo does not need.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const filters = process.argv.includes('--product')
  ? ['--filter', 'onnx-capsule-workspace', '--filter', './packages/*']
  : [];
const install = spawnSync(
  'npx',
  ['--yes', packageManager, ...filters, 'install', '--frozen-lockfile', '--prefer-offline', '--reporter=silent'],
  { stdio: 'inherit', cwd: new URL('..', import.meta.url), shell: process.platform === 'win32' },
);
process.exit(install.status ?? 1);
