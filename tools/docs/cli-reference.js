/** Writes docs/cli.md from the help of the built command line. Run as a program it writes the file. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMANDS = ['embed-metadata', 'inspect', 'extract', 'strip', 'validate', 'detect', 'run', 'convert', 'completion'];
const BEGIN = '<!-- begin: from the help, written by `node tools/docs/cli-reference.js` -->';
const END = '<!-- end -->';

function help(root, ...args) {
  const bin = join(root, 'packages/cli/dist/bin.js');
  return execFileSync(process.execPath, [bin, ...args, '--help'], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } }).trim();
}

/** The commands that the help lists must be the ones that the page shows. */
function listedCommands(overview) {
  const [, list = ''] = /Commands:\n([\s\S]*?)(\n\n|$)/.exec(overview) ?? [];
  return [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name);
}

/** The page as it should be. */
export function cliReference(root) {
  const page = readFileSync(join(root, 'docs/cli.md'), 'utf8');
  const overview = help(root);
  const missing = listedCommands(overview).filter((name) => !COMMANDS.includes(name));
  if (missing.length > 0) throw new Error(`tools/docs/cli-reference.js does not know the commands ${missing.join(', ')}.`);
  const shown = (text) => `<!-- not run: a help text -->\n\n\`\`\`text\n${text}\n\`\`\``;
  const sections = COMMANDS.map((name) => `## ${name}\n\n${shown(help(root, name))}`);
  const [before] = page.split(BEGIN);
  const [, after] = page.split(END);
  if (after === undefined) throw new Error(`docs/cli.md lacks the line ${BEGIN} or ${END}`);
  return `${before}${BEGIN}\n\n## Overview\n\n${shown(overview)}\n\n${sections.join('\n\n')}\n\n${END}${after}`;
}

/** No line when docs/cli.md is what the help says now. */
export function cliReferenceIsCurrent(root) {
  return readFileSync(join(root, 'docs/cli.md'), 'utf8') === cliReference(root) ? [] : ['is stale: run node tools/docs/cli-reference.js'];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
  writeFileSync(join(root, 'docs/cli.md'), cliReference(root));
}
