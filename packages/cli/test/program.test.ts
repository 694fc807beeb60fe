import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { main } from '../src/main.js';
import { recordedTerminal } from './recorded-terminal.js';

async function runMain(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const recorded = recordedTerminal();
  const code = await main(argv, recorded.terminal);
  return { code, out: recorded.out(), err: recorded.err() };
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const COMMANDS = ['embed-metadata', 'inspect', 'extract', 'strip', 'validate', 'detect', 'run', 'convert', 'completion'];

test('no arguments print the help and count as wrong usage', async () => {
  const { code, out } = await runMain();
  expect(code).toBe(2);
  for (const command of COMMANDS) expect(out).toContain(command);
});

test('--help ends well and stays within 80 columns', async () => {
  for (const argv of [['--help'], ...COMMANDS.map((command) => [command, '--help'])]) {
    const { code, out } = await runMain(...argv);
    expect(code).toBe(0);
    expect(out).toContain('Examples:');
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  }
});

test('--version works alone and after a command', async () => {
  expect(await runMain('--version')).toMatchObject({ code: 0, out: `${version}\n` });
  expect(await runMain('inspect', '--version', 'x')).toMatchObject({ code: 0, out: `${version}\n` });
});

test('an unknown command suggests the nearest one', async () => {
  const { code, err } = await runMain('inspekt', 'model.onnx');
  expect(code).toBe(2);
  expect(err).toBe("error: Unknown command 'inspekt'.\nhint: Did you mean inspect?\n");
});

test('an unknown option suggests the nearest one', async () => {
  const { code, err } = await runMain('inspect', 'model.onnx', '--manifst');
  expect(code).toBe(2);
  expect(err).toContain('Did you mean --manifest?');
});

test('with --json an error is one JSON value on stdout', async () => {
  const { code, out, err } = await runMain('inspect', '--json', '--nonsense', 'model.onnx');
  expect(code).toBe(2);
  expect(err).toBe('');
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'WRONG_USAGE', message: expect.stringContaining('--nonsense') as string } });
});

test('a missing argument, an extra one and a bad choice are wrong usage', async () => {
  expect((await runMain('inspect')).code).toBe(2);
  expect((await runMain('detect', 'a.onnx', 'b.onnx')).code).toBe(2);
  expect((await runMain('embed', 'a.onnx', '--tier', 'huge')).code).toBe(2);
  expect((await runMain('embed', 'a.onnx', '--compress-threshold', '-3')).code).toBe(2);
  expect((await runMain('embed', 'a.onnx', '--append', '-o', 'b.onnx')).code).toBe(2);
});

test('completion scripts name every command and option', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out } = await runMain('completion', shell);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(out).toContain(command);
    expect(out).toContain('compress-threshold');
  }
});

const bash = spawnSync('bash', ['--version']).status === 0;

test.runIf(bash)('the bash script completes commands, options and values in a real bash', async () => {
  const { out } = await runMain('completion', 'bash');
  const complete = (line: string): string[] => {
    const words = line.split(' ');
    const script = `${out}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_onnx_capsule
printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim().split('\n');
  };
  expect(complete('onnx-capsule ins')).toEqual(['inspect']);
  expect(complete('onnx-capsule embed-metadata --ti')).toEqual(['--tier']);
  expect(complete('onnx-capsule embed --tier m')).toEqual(['minimal']);
  expect(complete('onnx-capsule completion z')).toEqual(['zsh']);
});
