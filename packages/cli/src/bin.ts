#!/usr/bin/env node
/** The executable: answers `--version` without loading anything, hands everything else to `main`. */
import { readFileSync } from 'node:fs';

const [first, ...more] = process.argv.slice(2);
if (first === '--version' && more.length === 0) {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  process.stdout.write(`${manifest.version}\n`);
} else {
  const { main } = await import('./main.js');
  const { processTerminal } = await import('./terminal.js');
  process.exitCode = await main(process.argv.slice(2), processTerminal());
}
