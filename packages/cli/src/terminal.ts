/** What a command talks to: two output streams, an input, and what is known about the terminal behind them. */

/** The world outside a command. `main` touches nothing else, so that it can be called from a test or another program. */
export interface Terminal {
  /** Writes results. */
  readonly out: (text: string) => void;
  /** Writes bytes as results. */
  readonly outBytes: (bytes: Uint8Array) => Promise<void>;
  /** Writes everything that is not a result. */
  readonly err: (text: string) => void;
  /** Reads standard input to its end. */
  readonly input: () => Promise<Uint8Array>;
  /** Whether results go to a terminal that a person looks at. */
  readonly interactive: boolean;
  /** Whether messages go to a terminal that can redraw a line. */
  readonly redraws: boolean;
  /** Whether results may be coloured when nothing on the command line says otherwise. */
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
  /** Aborted when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const interrupted = new AbortController();
  process.once('SIGINT', () => {
    interrupted.abort();
    // A second Ctrl-C, or work that does not listen, ends the process at once.
    process.once('SIGINT', () => process.exit(130));
    setTimeout(() => process.exit(130), 500).unref();
  });
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader of a pipe, such as `head`, has seen enough.
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  const env = process.env;
  return {
    out: (text) => void process.stdout.write(text),
    outBytes: (bytes) =>
      new Promise((resolve, reject) => {
        process.stdout.write(bytes, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    err: (text) => void process.stderr.write(text),
    input: readStandardInput,
    interactive: process.stdout.isTTY,
    redraws: process.stderr.isTTY && env['TERM'] !== 'dumb',
    colour:
      (env['NO_COLOR'] ?? '') === '' &&
      ((env['FORCE_COLOR'] ?? '0') !== '0' || (process.stdout.isTTY && env['TERM'] !== 'dumb')),
    columns: process.stdout.columns || 80,
    signal: interrupted.signal,
  };
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks));
}
