/** Models that come through standard input or leave through standard output: they rest in a temporary file meanwhile. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Context } from './context.js';

/** Paths to work with in place of `-`. */
export interface PipedPaths {
  readonly model: string;
  /** Absent where the model is changed in place. */
  readonly output: string | undefined;
}

/**
 * Calls `work` with real paths for `model` and `output`, either of which may be `-`. What is written to the output's place goes
 * to standard output; a model from standard input without an output does so too.
 */
export async function withPipes<T>(model: string, output: string | undefined, context: Context, work: (paths: PipedPaths) => Promise<T>): Promise<T> {
  const fromInput = model === '-';
  const toOutput = output === '-' || (fromInput && output === undefined);
  if (!fromInput && !toOutput) return work({ model, output });
  const folder = await mkdtemp(join(tmpdir(), 'onnx-capsule-'));
  try {
    const source = fromInput ? join(folder, 'input.onnx') : model;
    if (fromInput) await writeFile(source, await context.terminal.input());
    const target = toOutput ? join(folder, 'output.onnx') : output;
    const result = await work({ model: source, output: target });
    if (toOutput) await context.terminal.outBytes(await readFile(target!));
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
