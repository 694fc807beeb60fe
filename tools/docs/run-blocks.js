/** Runs the code blocks of the documentation as a reader would, and compares what they print with what is shown. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { transform } from 'esbuild';

import { startExampleServer } from './example-server.js';
import { codeBlocks, readText } from './markdown.js';
import { textMatches, VALUE_MARK, valueDiffers, withReports } from './shown-values.js';
import { placeFiles } from './workspace.js';

const BLOCK_TIMEOUT = 60_000;
/** Commands that install something or need another machine; the package checks install the tarballs for real. */
const NOT_HERE = /^(\w+=\S+ )*(npm (i|install|init|ci)|pnpm (i|add)|yarn add|npx|deno|bun|bunx|wrangler)\b/;
const MARK = '\u0001done ';

/**
 * Runs all blocks of one Markdown file, in order.
 *
 * @returns One row per block: `{ name, state: 'passed' | 'failed' | 'not run', why }`; `types` collects modules for the type check.
 */
export async function runBlocks(root, workspace, path, types) {
  const rows = [];
  let folder;
  let count = 0;
  for (const block of codeBlocks(readText(root, path))) {
    const name = `${path}:${block.line} ${block.language}`;
    const reason = block.directives['not run'];
    if (reason !== undefined) {
      rows.push(reason === '' ? { name, state: 'failed', why: 'says no reason for not being run' } : { name, state: 'not run', why: reason });
      continue;
    }
    count += 1;
    if (folder === undefined || block.directives.continues === undefined) folder = join(workspace.blocks, path.replace(/\W+/g, '-'), `${block.line}`);
    mkdirSync(folder, { recursive: true });
    placeFiles(root, workspace, folder, block.text, block.directives.files);
    try {
      const notRun = await runBlock(root, workspace, folder, block, count, types);
      rows.push({ name, state: notRun === undefined ? 'passed' : 'not run', why: notRun });
    } catch (error) {
      rows.push({ name, state: 'failed', why: error.message });
    }
  }
  return rows;
}

async function runBlock(root, workspace, folder, block, count, types) {
  const { language, text, directives } = block;
  if (language === 'json') return void JSON.parse(text);
  if (directives.file !== undefined) {
    const target = join(folder, directives.file);
    mkdirSync(join(target, '..'), { recursive: true });
    if (language === 'ts') types.push(target);
    return void writeFileSync(target, text);
  }
  if (language === 'js' || language === 'ts') {
    if (language === 'ts') {
      const source = join(folder, `block-${count}.ts`);
      writeFileSync(source, text);
      types.push(source);
    }
    return await runModule(root, workspace, folder, text, language, count);
  }
  if (language === 'sh' || language === 'console') return await runShell(root, workspace, folder, text, language);
  throw new Error(`nothing runs ${language || 'a block without a language'}; say why in <!-- not run: … -->`);
}

async function runModule(root, workspace, folder, text, language, count) {
  const reported = withReports(text);
  const { code } = language === 'ts' ? await transform(reported.code, { loader: 'ts', target: 'node20', format: 'esm' }) : reported;
  const file = join(folder, `block-${count}.mjs`);
  writeFileSync(file, code);
  const { output, exitCode } = await execute(root, workspace, folder, process.execPath, [file]);
  const lines = output.split('\n');
  // A value may follow text without a line end.
  const marked = lines.filter((line) => line.includes(VALUE_MARK));
  const printed = lines.filter((line) => !line.includes(VALUE_MARK)).join('\n');
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}\n${printed}`);
  const values = new Map(marked.map((line) => JSON.parse(line.slice(line.indexOf(VALUE_MARK) + VALUE_MARK.length))));
  const differing = reported.values.map((shown, index) => (values.has(index) ? valueDiffers(shown, values.get(index)) : undefined)).filter(Boolean);
  if (differing.length > 0) throw new Error(differing.join('\n'));
  if (reported.printed.length > 0 && !textMatches(reported.printed.join('\n'), printed)) {
    throw new Error(`prints\n${printed}\nshown is\n${reported.printed.join('\n')}`);
  }
  return undefined;
}

/** Commands of a block with the output that is shown under each. */
function commandsOf(text, language) {
  if (language === 'sh') {
    const lines = text.replace(/\\\n\s*/g, ' ').split('\n');
    return lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).map((command) => ({ command, shown: '' }));
  }
  const commands = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('$ ')) commands.push({ command: line.slice(2), shown: '' });
    else if (commands.length > 0) commands.at(-1).shown += `${line}\n`;
  }
  return commands;
}

async function runShell(root, workspace, folder, text, language) {
  const port = await freePort();
  const all = commandsOf(text, language);
  const here = all.filter(({ command }) => !NOT_HERE.test(command));
  const left = all.filter((row) => !here.includes(row)).map(({ command }) => command);
  if (here.length === 0) return `installs: ${left.join('; ')}`;
  const script = here.map(({ command }, index) => {
    const terminal = /(^|[^2])[|>]/.test(command) ? 0 : 1;
    const line = command.replaceAll('8080', String(port)).replaceAll('/anywhere', `${folder}/anywhere`);
    const ready = /&\s*(#.*)?$/.test(line) ? `\nfor i in $(seq 100); do (echo > /dev/tcp/127.0.0.1/${port}) 2> /dev/null && break; sleep 0.1; done; sleep 0.2` : '';
    return `export DOCS_TERMINAL=${terminal}\n${line}\nstatus=$?${ready}\nprintf '\\n${MARK}%s %s\\n' ${index} $status`;
  });
  mkdirSync(join(folder, 'anywhere/else'), { recursive: true });
  const { output } = await execute(root, workspace, folder, 'bash', ['-c', `exec 2>&1\n${script.join('\n')}\nkill $(jobs -p) 2> /dev/null; exit 0`], { PORT: String(port) });
  const parts = output.replaceAll(String(port), '8080').split(new RegExp(`\\n${MARK}(\\d+) (\\d+)\\n`));
  for (const [index, { command, shown }] of here.entries()) {
    const [printed, , status] = parts.slice(index * 3);
    if (status === undefined) throw new Error(`$ ${command}\ndid not end; printed\n${printed}`);
    const mayFail = /#.*exit code (\d+)/.exec(command)?.[1] ?? '0';
    if (status !== mayFail) throw new Error(`$ ${command}\nexit code ${status}\n${printed}`);
    if (shown.trim() !== '' && !textMatches(shown, printed)) throw new Error(`$ ${command}\nprints\n${printed}\nshown is\n${shown}`);
  }
  return undefined;
}

async function execute(root, workspace, folder, command, args, environment = {}) {
  const server = await startExampleServer(folder);
  const env = {
    ...process.env,
    NO_COLOR: '1',
    PATH: workspace.path,
    EXAMPLE_SERVER: server.address,
    NODE_OPTIONS: `--import ${new URL('preload.js', import.meta.url).href}`,
    ...environment,
  };
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: BLOCK_TIMEOUT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const exitCode = await new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  server.close();
  return { output, exitCode };
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
