/** A temporary folder with real models in it, and commands run there. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll } from 'vitest';

import { main } from '../src/main.js';
import type { Terminal } from '../src/terminal.js';
import { recordedTerminal } from './recorded-terminal.js';

const FIXTURES = fileURLToPath(new URL('../../../fixtures', import.meta.url));
const BINARY = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

/** What a command left behind. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A path below `fixtures/`. */
export function fixture(...parts: readonly string[]): string {
  return join(FIXTURES, ...parts);
}

/** A new empty folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'capsule-cli-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A copy of a model's folder from the fixtures. */
export function modelFolder(name: string, into: string): string {
  const folder = join(into, name);
  cpSync(fixture('models', name), folder, { recursive: true });
  return folder;
}

/** Runs a command in this process. */
export async function run(argv: readonly string[], terminal: Partial<Terminal> = {}): Promise<CommandResult & { readonly bytes: Uint8Array }> {
  const recorded = recordedTerminal(terminal);
  const code = await main(argv, recorded.terminal);
  return { code, out: recorded.out(), err: recorded.err(), bytes: recorded.outBytes() };
}

/** Runs the built program as a child process. */
export function spawnCommand(argv: readonly string[], options: { readonly cwd?: string; readonly input?: Uint8Array | string } = {}): CommandResult & { readonly bytes: Uint8Array } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BINARY, ...argv], {
    ...options,
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 2 ** 28,
  });
  return { code: status ?? -1, out: stdout.toString(), err: stderr.toString(), bytes: stdout };
}

/** The JSON value that a command printed. */
export function json(result: CommandResult): Record<string, unknown> {
  return JSON.parse(result.out) as Record<string, unknown>;
}
