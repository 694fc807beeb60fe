/** What every command gets besides its own arguments: the terminal, the global options, and ways to say things. */
import type { Colors } from 'picocolors/types.js';
import picocolors from 'picocolors';

import type { Terminal } from './terminal.js';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** `false` after `--no-color`. */
  readonly color?: boolean;
}

/** A command's surroundings. */
export interface Context {
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly paint: Colors;
  /** Prints the one JSON value of `--json`. */
  readonly result: (value: unknown) => void;
  /** Prints `value` with `--json`, and else the lines that `text` makes. */
  readonly report: (value: unknown, text: () => string) => void;
  /** Prints a warning to stderr, unless `--quiet`. */
  readonly warn: (text: string) => void;
  /** Prints a detail to stderr with `--verbose`. */
  readonly detail: (text: string) => void;
}

/** The surroundings that `options` ask for. */
export function createContext(terminal: Terminal, options: GlobalOptions): Context {
  const json = options.json ?? false;
  const quiet = options.quiet ?? false;
  const verbose = options.verbose ?? false;
  const paint = picocolors.createColors(terminal.colour && options.color !== false && !json);
  return {
    terminal,
    json,
    quiet,
    verbose,
    paint,
    result: (value) => {
      terminal.out(`${JSON.stringify(value)}\n`);
    },
    report: (value, text) => {
      terminal.out(json ? `${JSON.stringify(value)}\n` : text());
    },
    warn: (text) => {
      if (!quiet) terminal.err(`${paint.yellow('warning:')} ${text}\n`);
    },
    detail: (text) => {
      if (verbose && !quiet) terminal.err(`${paint.dim(text)}\n`);
    },
  };
}
