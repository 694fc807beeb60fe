/** `onnx-capsule strip`: the model without capsule entries. */
import { stripModel } from '@onnx-capsule/metadata-embedder';

import type { Context, GlobalOptions } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';
import { withPipes } from '../piped-model.js';
import { formatBytes } from '../text-layout.js';
import { UsageError } from '../usage-error.js';

interface StripOptions extends GlobalOptions {
  readonly output?: string;
  readonly force?: boolean;
}

/** Strips in place or into a copy, and says how many bytes went. */
export async function strip(args: readonly string[], options: StripOptions, context: Context): Promise<number> {
  const model = args[0]!;
  const toOutput = options.output === '-' || (model === '-' && options.output === undefined);
  if (toOutput && context.json) throw new UsageError('--json and a model on standard output exclude each other.', 'Give a file with -o.');
  await withPipes(model, options.output, context, async (paths) => {
    const { bytesBefore, bytesAfter } = await stripModel(paths.model, {
      force: options.force ?? false,
      ...(paths.output === undefined ? {} : { output: paths.output }),
    });
    if (toOutput) return;
    const output = options.output ?? model;
    context.report({ model, output, bytesBefore, bytesAfter }, () => {
      const removed = bytesBefore - bytesAfter;
      if (removed === 0) return `${output}: no capsule entries, ${formatBytes(bytesAfter)}\n`;
      return `${output}: ${formatBytes(bytesBefore)} -> ${formatBytes(bytesAfter)}\n`;
    });
  });
  return EXIT_CODES.done;
}
