/**
 * Checks the documentation: every code block runs and prints what is shown, TypeScript blocks have no type errors, links lead somewhere, every
 * error code has its heading, the command line's reference is current. With names of files, only blocks of these. Prints `N passed, N failed`.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { brokenLinks } from './check-links.js';
import { typeErrors } from './check-types.js';
import { cliReferenceIsCurrent } from './cli-reference.js';
import { undocumentedCodes } from './error-codes.js';
import { markdownFiles } from './markdown.js';
import { runBlocks } from './run-blocks.js';
import { selfCheck } from './self-check.js';
import { prepareWorkspace } from './workspace.js';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const wanted = process.argv.slice(2);
/** Pages of instructions for this repository itself, and reports that programs write: their commands are run by the project's own checks. */
const NO_BLOCKS = /^(CONTRIBUTING|SECURITY)\.md$|^docs\/(reports\/|release\.md)/;

let passed = 0;
let failed = 0;

function check(name, problems) {
  if (problems.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  process.stdout.write(`FAIL ${name}\n${problems.map((line) => `  ${line.trimEnd().replaceAll('\n', '\n  ')}`).join('\n')}\n`);
}

if (!existsSync(join(root, 'packages/cli/dist/bin.js'))) {
  process.stderr.write('The packages are not built: npx turbo run build\n');
  process.exit(1);
}

const work = mkdtempSync(join(tmpdir(), 'capsule-docs-'));
try {
  const workspace = prepareWorkspace(root, work);
  const types = [];
  const notRun = [];
  const queue = markdownFiles(root).filter((path) => !NO_BLOCKS.test(path) && (wanted.length === 0 || wanted.some((name) => path.includes(name))));
  const drain = async () => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      for (const { name, state, why } of await runBlocks(root, workspace, path, types)) {
        if (state === 'not run') notRun.push(`${name}: ${why}`);
        else check(name, state === 'failed' ? [why] : []);
      }
    }
  };
  await Promise.all([drain(), drain()]);
  if (types.length > 0) check('types of TypeScript blocks', typeErrors(types, workspace.blocks));
  if (wanted.length === 0) {
    check('this check', await selfCheck(root, workspace));
    check('links', brokenLinks(root));
    check('error codes', undocumentedCodes(root));
    check('docs/cli.md', cliReferenceIsCurrent(root));
  }
  process.stdout.write(`${notRun.length} blocks not run:\n${notRun.map((line) => `  ${line}\n`).join('')}`);
} finally {
  if (process.env.DOCS_KEEP !== '1') rmSync(work, { recursive: true, force: true });
  else process.stdout.write(`${work}\n`);
}
process.stdout.write(`docs: ${passed} passed, ${failed} failed\n`);
if (failed > 0 || passed === 0) process.exitCode = 1;
