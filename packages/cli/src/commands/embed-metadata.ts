/** `onnx-capsule embed-metadata`: the files of a folder into its model. */
import { type EmbedOptions, type EmbedResult, ONNXMetadataEmbedder, sourceFolderOf } from '@onnx-capsule/metadata-embedder';
import { openFolder, openModel } from '@onnx-capsule/metadata-reader/node';
import type { ManifestTask } from '@onnx-capsule/metadata-schema';
import { TaskDetector } from '@onnx-capsule/task-detector';

import type { Context, GlobalOptions } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';
import { readKey } from '../key-file.js';
import { graphOf } from '../opened-model.js';
import { type PipedPaths, withPipes } from '../piped-model.js';
import { startProgress } from '../progress.js';
import { formatBytes, formatTable, printable } from '../text-layout.js';
import { UsageError } from '../usage-error.js';

interface EmbedCommandOptions extends GlobalOptions {
  readonly output?: string;
  readonly append?: boolean;
  readonly tier: 'full' | 'essential' | 'minimal';
  readonly vocab: boolean;
  readonly compressThreshold: number;
  readonly compress: boolean;
  readonly layout: 'tail' | 'head';
  readonly task?: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly hierarchy: 'keep' | 'move' | 'drop';
  readonly copyData: boolean;
  readonly digest?: boolean;
  readonly sign?: string;
  readonly id?: string;
  readonly revision?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** Embeds, in place or into a copy, and says what changed. */
export async function embedMetadata(args: readonly string[], options: EmbedCommandOptions, context: Context): Promise<number> {
  const [model, source] = args;
  checkUsage(model!, source, options, context);
  await withPipes(model!, options.output, context, async (paths) => {
    const folder = source ?? (await sourceFolderOf(paths.model));
    const task = await taskOf(paths, folder, options);
    if (task === undefined) context.warn('nothing tells the task of this model; name it with --task so that it runs by itself');
    const result = await embed(paths, folder, task, options, context);
    for (const warning of result.warnings) context.warn(warning);
    const shown = { ...result, model: model!, output: options.output ?? model! };
    if (shown.output !== '-') report(shown, options, context);
  });
  return EXIT_CODES.done;
}

function checkUsage(model: string, source: string | undefined, options: EmbedCommandOptions, context: Context): void {
  const toOutput = options.output === '-' || (model === '-' && options.output === undefined);
  if (model === '-' && source === undefined) throw new UsageError('A model from standard input needs a source folder.', 'Name it: onnx-capsule embed-metadata - ./folder');
  if (toOutput && context.json) throw new UsageError('--json and a model on standard output exclude each other.', 'Give a file with -o.');
  if (options.append === true && (options.output !== undefined || model === '-')) throw new UsageError('--append extends the file in place; it excludes -o.');
  if (options.append === true && options.layout === 'head') throw new UsageError('--append writes at the end; it excludes --layout head.');
  if (!options.vocab && options.tier === 'minimal') throw new UsageError('--no-vocab means --tier essential; it excludes --tier minimal.');
  if (options.task !== undefined && !/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/i.test(options.task)) {
    throw new UsageError(`--task takes a task's name, found "${options.task}".`, 'Names are those of transformers, such as text-classification.');
  }
}

async function taskOf(paths: PipedPaths, folder: string, options: EmbedCommandOptions): Promise<ManifestTask | undefined> {
  if (options.task !== undefined) return { name: options.task, source: 'caller', evidence: [options.task] };
  const opened = await openModel(paths.model);
  const detection = await new TaskDetector().detect({
    files: await openFolder(folder),
    metadata: Object.fromEntries(opened.metadata.map(({ key, value }) => [key, value])),
    graph: () => graphOf(opened),
  });
  if (detection.task === null || detection.source === null) return undefined;
  return { name: detection.task, source: detection.source, evidence: detection.evidence };
}

async function embed(paths: PipedPaths, folder: string, task: ManifestTask | undefined, options: EmbedCommandOptions, context: Context): Promise<EmbedResult> {
  const progress = startProgress(context.terminal, 'embedding', context.quiet);
  try {
    const embedOptions: EmbedOptions = {
      tier: options.vocab ? options.tier : 'essential',
      compressThreshold: options.compressThreshold,
      compress: options.compress,
      layout: options.layout,
      include: options.include,
      exclude: options.exclude,
      hierarchy: options.hierarchy,
      copyData: options.copyData,
      append: options.append ?? false,
      digest: options.digest ?? false,
      dryRun: options.dryRun ?? false,
      force: options.force ?? false,
      onProgress: (done, total) => { progress.update(done, total); },
      ...(paths.output === undefined ? {} : { output: paths.output }),
      ...(task === undefined ? {} : { task }),
      ...(options.sign === undefined ? {} : { signKey: await readKey(options.sign) }),
      ...(options.id === undefined ? {} : { id: options.id }),
      ...(options.revision === undefined ? {} : { revision: options.revision }),
    };
    return await new ONNXMetadataEmbedder().embed(paths.model, folder, embedOptions);
  } finally {
    progress.end();
  }
}

function report(result: EmbedResult, options: EmbedCommandOptions, context: Context): void {
  const { model, output, task, files, bytesBefore, bytesAfter, metadataBytes, sourceBytes, layout, warnings, manifest } = result;
  const value = {
    model, output, task: task ?? null, files, bytesBefore, bytesAfter, metadataBytes, sourceBytes, layout, warnings,
    ...(options.dryRun === true ? { dryRun: true } : {}),
  };
  context.report(value, () => {
    const rows = manifest.files.map(({ path, codec, size, stored }) => [`  ${printable(path)}`, formatBytes(size), codec, formatBytes(stored ?? size)]);
    const table = formatTable(rows, [{ flexible: true }, { align: 'right' }, {}, { align: 'right' }], context.terminal.columns);
    const verb = options.dryRun === true ? 'would be embedded' : 'embedded';
    const omitted = (manifest.omitted ?? []).map(({ path }) => path);
    return [
      `${files} ${files === 1 ? 'file' : 'files'} ${verb}: ${formatBytes(sourceBytes)} in ${formatBytes(metadataBytes)}, task ${task ?? 'unknown'}\n`,
      table,
      ...(omitted.length > 0 ? [`left out: ${omitted.join(', ')}\n`] : []),
      `${output}: ${formatBytes(bytesBefore)} -> ${formatBytes(bytesAfter)}\n`,
    ].join('');
  });
}
