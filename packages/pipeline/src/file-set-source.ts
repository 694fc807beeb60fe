/** A model in a set of files that is open already: a folder with `.onnx` files in it, or a capsule. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { companionModels, folderOf, mainModel } from './folder-layout.js';
import { filesBelow, layeredFiles } from './layered-files.js';
import { PipelineError } from './pipeline-error.js';
import { forRuntime, makeSource, openBytes, readEmbedded, type ModelFile, type ModelSource, type SourceOptions } from './sources.js';

/** A capsule as the reader opens it: it can read the bytes of its own model. */
interface OpenedCapsule extends CapsuleFiles {
  readonly opened: { readonly source: { readonly size: number; read(offset: number, length: number): Promise<Uint8Array> } };
}

/** The model in `files`. @throws {PipelineError} `NO_MODEL` when no file ends in `.onnx`. */
export async function openFileSet(files: CapsuleFiles, options: SourceOptions): Promise<ModelSource> {
  if ('opened' in files) return openCapsuleObject(files as OpenedCapsule, options);
  const paths = files.list().map((info) => info.path);
  const main = chooseMain(paths, files.origin, options);
  const bytes = await files.bytes(main);
  const { files: embedded, metadata } = await readEmbedded(bytes, main, { ...options, fallback: true });
  const layers = [...(embedded ? [embedded] : []), ...folderLayers(files, main)];
  const part = (path: string): ModelFile => ({ name: path.slice(folderOf(path).length), load: async () => forRuntime(await files.bytes(path), options) });
  return makeSource(
    files.origin,
    layers.length === 1 ? layers[0]! : layeredFiles(files.origin, layers),
    { name: main.slice(folderOf(main).length), load: () => Promise.resolve(forRuntime(bytes, options)) },
    companionModels(paths, main).map(part),
    metadata,
    () => Promise.resolve(bytes),
  );
}

/** The folder as the model sees it: itself, and the model's own sub-folder before it. */
export function folderLayers(files: CapsuleFiles, main: string): CapsuleFiles[] {
  const folder = folderOf(main);
  return folder === '' ? [files] : [filesBelow(files, folder), files];
}

/** The `.onnx` file to run. @throws {PipelineError} `NO_MODEL`. */
export function chooseMain(paths: readonly string[], origin: string, options: SourceOptions): string {
  const { modelFile } = options;
  if (modelFile !== undefined) {
    if (paths.includes(modelFile)) return modelFile;
    throw new PipelineError('NO_MODEL', `${origin} holds no ${modelFile}.`, {
      where: modelFile,
      hint: `Models there: ${paths.filter((path) => path.endsWith('.onnx')).join(', ') || 'none'}.`,
    });
  }
  const main = mainModel(paths);
  if (main !== undefined) return main;
  throw new PipelineError('NO_MODEL', `${origin} holds no .onnx file.`, {
    where: origin,
    hint: 'Export the model first, e.g. `optimum-cli export onnx --model NAME FOLDER`.',
  });
}

async function openCapsuleObject(capsule: OpenedCapsule, { zeroCopyStrip }: SourceOptions): Promise<ModelSource> {
  const { source } = capsule.opened;
  const opened = await openBytes(await source.read(0, source.size), zeroCopyStrip === undefined ? {} : { zeroCopyStrip });
  return { ...opened, origin: capsule.origin, files: capsule };
}
