/** A terminal that keeps what is written to it. */
import type { Terminal } from '../src/terminal.js';

/** What a command wrote, and the terminal to give it. */
export interface RecordedTerminal {
  readonly terminal: Terminal;
  readonly out: () => string;
  readonly outBytes: () => Uint8Array;
  readonly err: () => string;
}

/** A recording terminal; `overrides` change what it is. */
export function recordedTerminal(overrides: Partial<Terminal> = {}): RecordedTerminal {
  const chunks: Uint8Array[] = [];
  let err = '';
  const terminal: Terminal = {
    out: (text) => void chunks.push(new TextEncoder().encode(text)),
    outBytes: (bytes) => {
      chunks.push(bytes);
      return Promise.resolve();
    },
    err: (text) => void (err += text),
    input: () => Promise.resolve(new Uint8Array()),
    interactive: true,
    redraws: false,
    colour: false,
    columns: 80,
    signal: new AbortController().signal,
    ...overrides,
  };
  const outBytes = (): Uint8Array => new Uint8Array(Buffer.concat(chunks));
  return { terminal, out: () => new TextDecoder().decode(outBytes()), outBytes, err: () => err };
}
