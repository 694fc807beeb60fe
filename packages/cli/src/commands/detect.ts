/** `onnx-capsule detect`: the task with confidence and evidence. */
import { stat } from 'node:fs/promises';

import { openFolder } from '@onnx-capsule/metadata-reader/node';
import { MetadataError, type CapsuleFiles } from '@onnx-capsule/metadata-schema';

import type { Context, GlobalOptions } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';
import { detectTask, openModelArgument } from '../opened-model.js';
import { sourceFolder } from '../source-folder.js';
import { formatTable } from '../text-layout.js';

/** Prints the task of a model; files beside a bare model count as its own. */
export async function detect(args: readonly string[], _options: GlobalOptions, context: Context): Promise<number> {
  const argument = args[0]!;
  const model = await openModelArgument(argument, context);
  const files = model.files ?? (await filesBeside(argument));
  const detection = await detectTask(model, files);
  const { task, confidence, source, evidence, candidates } = detection;
  if (task === null || source === null) {
    throw new MetadataError('TASK_NOT_FOUND', `Nothing in ${model.origin} tells its task.`, {
      hint: 'Embed its folder (onnx-capsule embed-metadata), or name the task with --task when you run it.',
    });
  }
  context.report({ task, confidence, source, evidence, candidates }, () => {
    const rows = [
      ['task', task],
      ['confidence', confidence.toFixed(2)],
      ['source', source],
      ['evidence', evidence.join(', ')],
    ];
    const others = candidates.filter((candidate) => candidate.task !== task);
    if (others.length > 0) rows.push(['also possible', others.map((other) => `${other.task} (${other.confidence.toFixed(2)})`).join(', ')]);
    return formatTable(rows, [{}, { flexible: true }], context.terminal.columns);
  });
  return EXIT_CODES.done;
}

/** The folder of a bare model on disk, where it holds a configuration. */
async function filesBeside(argument: string): Promise<CapsuleFiles | undefined> {
  const isPath = await stat(argument).then(
    (entry) => entry.isFile(),
    () => false,
  );
  if (!isPath) return undefined;
  const files = await openFolder(await sourceFolder(argument));
  return files.has('config.json') || files.has('modules.json') ? files : undefined;
}
