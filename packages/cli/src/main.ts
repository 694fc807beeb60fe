/** Runs one command line and turns everything that goes wrong into a message and an exit code. */
import { isCapsuleError } from '@onnx-capsule/metadata-schema';
import { CommanderError } from 'commander';

import { createContext } from './context.js';
import { exitCodeOf, EXIT_CODES } from './exit-codes.js';
import { createProgram, type Outcome, VersionPrinted } from './program.js';
import type { Terminal } from './terminal.js';
import { printable } from './text-layout.js';

/** What a user is told about an error. */
interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/**
 * Runs `onnx-capsule` with `argv` (without the program's name) and returns the exit code. Never throws.
 */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  const outcome: Outcome = { exitCode: EXIT_CODES.done };
  const program = createProgram(terminal, outcome);
  if (argv.length === 0) {
    program.outputHelp();
    return EXIT_CODES.wrongUsage;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    if (error instanceof VersionPrinted) return EXIT_CODES.done;
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.done;
    return report(error, argv, terminal);
  }
}

function report(error: unknown, argv: readonly string[], terminal: Terminal): number {
  const literal = argv.indexOf('--');
  const flags = literal < 0 ? argv : argv.slice(0, literal);
  const json = flags.includes('--json');
  const context = createContext(terminal, {
    json,
    color: !flags.includes('--no-color'),
    verbose: flags.includes('--verbose'),
  });
  const description = describe(error, terminal.signal.aborted);
  if (json) {
    context.result({ error: description });
  } else {
    terminal.err(`${context.paint.red('error:')} ${printable(description.message)}\n`);
    if (description.hint !== undefined) terminal.err(`${context.paint.dim('hint:')} ${printable(description.hint)}\n`);
    context.detail(`code: ${description.code}`);
    if (error instanceof Error && error.stack !== undefined) context.detail(error.stack);
  }
  return terminal.signal.aborted ? EXIT_CODES.interrupted : exitCodeOf(error);
}

function describe(error: unknown, interrupted: boolean): ErrorReport {
  if (interrupted) return { code: 'INTERRUPTED', message: 'Interrupted.' };
  if (error instanceof CommanderError) {
    const [message = '', ...more] = error.message.replace(/^error: /, '').split('\n');
    const suggestion = more.join(' ').trim().replace(/^\((.*)\)$/, '$1');
    return {
      code: 'WRONG_USAGE',
      message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`.replace(/\.\.$/, '.'),
      hint: suggestion === '' ? 'onnx-capsule --help lists the commands and their options.' : suggestion,
    };
  }
  if (isCapsuleError(error)) {
    return {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  }
  return {
    code: 'UNEXPECTED',
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a defect of onnx-capsule; please report it with the output of --verbose.',
  };
}
