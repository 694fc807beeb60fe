/** `onnx-capsule convert`: foreign metadata into a capsule, or a capsule into the keys of hf_* 2.0. */
import { type ConvertOptions, convertModel } from '@onnx-capsule/metadata-embedder';
import type { ManifestTask } from '@onnx-capsule/metadata-schema';

import type { Context, GlobalOptions } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';
import { detectTask, openModelArgument } from '../opened-model.js';
import { formatBytes, printable } from '../text-layout.js';

interface ConvertCommandOptions extends GlobalOptions {
  readonly to: 'capsule' | 'hf';
  readonly output?: string;
  readonly force?: boolean;
}

/** Converts in place or into a copy, and says what was written. */
export async function convert(args: readonly string[], options: ConvertCommandOptions, context: Context): Promise<number> {
  const path = args[0]!;
  const task = options.to === 'capsule' ? await taskOf(path, context) : undefined;
  const convertOptions: ConvertOptions = {
    to: options.to,
    force: options.force ?? false,
    ...(options.output === undefined ? {} : { output: options.output }),
    ...(task === undefined ? {} : { task }),
  };
  const { model, output, from, to, task: written, keys, bytesBefore, bytesAfter, warnings } = await convertModel(path, convertOptions);
  for (const warning of warnings) context.warn(warning);
  context.report({ model, output, from, to, task: written ?? null, keys, bytesBefore, bytesAfter, warnings }, () => {
    const list = keys.map((key) => `  ${printable(key)}\n`).join('');
    return `${from} metadata converted to ${to === 'hf' ? 'hf_* 2.0' : 'capsule format 1'}\n${list}${output}: ${formatBytes(bytesBefore)} -> ${formatBytes(bytesAfter)}\n`;
  });
  return EXIT_CODES.done;
}

async function taskOf(path: string, context: Context): Promise<ManifestTask | undefined> {
  const { task, source, evidence } = await detectTask(await openModelArgument(path, context));
  return task === null || source === null ? undefined : { name: task, source, evidence };
}
