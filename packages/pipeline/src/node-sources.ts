/** Models by path in Node: files and folders. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { chooseMain, folderLayers } from './file-set-source.js';
import { companionModels, isExternalData } from './folder-layout.js';
import { layeredFiles } from './layered-files.js';
import { manifestParts } from './node-parts.js';
import { PipelineError } from './pipeline-error.js';
import {
  forRuntime, hasCode, makeSource, noFiles, readWith, type Embedded, type ModelFile, type ModelSource, type SourceOptions,
} from './sources.js';

/** Files above this size are opened by the runtime itself and never read whole here. */
const LARGEST_READ = 64 * 2 ** 20;

/** The model at a path: a `.onnx` file or a folder. @throws {PipelineError} `NO_MODEL`, `NO_CAPSULE`. */
export async function openPath(input: string | URL, options: SourceOptions): Promise<ModelSource> {
  const path = typeof input === 'string' && !input.startsWith('file://') ? input : fileURLToPath(input);
  const info = await stat(path).catch((cause: unknown) => {
    throw new PipelineError('NO_MODEL', `There is no ${path}.`, { where: path, hint: 'Check the path of the .onnx file or its folder.', cause });
  });
  return info.isDirectory() ? openModelFolder(path, options) : openModelFile(path, info.size, options);
}

async function openModelFolder(path: string, options: SourceOptions): Promise<ModelSource> {
  const { openFolder } = await import('@onnx-capsule/metadata-reader/node');
  const folder = await openFolder(path);
  const infos = folder.list();
  const main = chooseMain(infos.map((info) => info.path), path, options);
  const size = infos.find((info) => info.path === main)!.size;
  const source = await openModelFile(join(path, main), size, { ...options, onWarning: () => undefined }, folderLayers(folder, main));
  return { ...source, origin: path };
}

/** A model file with its capsule; without one, with the files of `beside`, or of its folder and the one above. */
async function openModelFile(path: string, size: number, options: SourceOptions, beside?: readonly CapsuleFiles[]): Promise<ModelSource> {
  const folder = dirname(path);
  const name = basename(path);
  const names = await readdir(folder);
  const external = names.some((other) => isExternalData(other, name));
  const { files: embedded, metadata, load, bytes } = await openModel(path, size, external, options);
  const parts = embedded?.manifest?.parts ?? [];
  const companions = parts.length > 0 ? manifestParts(folder, parts, options) : companionModels(names, name).map((other) => partFile(join(folder, other), options));
  const files = embedded?.manifest ? embedded : withFolder(path, embedded, beside ?? (await layersBeside(folder)), options);
  return makeSource(path, files, { name, path, load }, companions, metadata, bytes);
}

/** Files of a model without a capsule: what its metadata amounts to, then the folder; the first one from the folder is told about. */
function withFolder(path: string, embedded: CapsuleFiles | undefined, beside: readonly CapsuleFiles[], options: SourceOptions): CapsuleFiles {
  return layeredFiles(path, [embedded ?? noFiles(path), ...beside], warnAbout(path, options));
}

interface ModelOnDisk extends Embedded {
  readonly load: () => Promise<Uint8Array | string>;
  readonly bytes: () => Promise<Uint8Array>;
}

/** Metadata is read from the file by ranges; the model itself only for its session, and it is not kept. */
async function openModel(path: string, size: number, external: boolean, options: SourceOptions): Promise<ModelOnDisk> {
  const reader = await import('@onnx-capsule/metadata-reader/node');
  const embedded = await readWith(() => reader.openCapsule(path), () => reader.openModel(path), path, options);
  const whole = size <= LARGEST_READ && !external;
  return { ...embedded, load: async () => (whole ? forRuntime(await readFile(path), options) : path), bytes: () => readFile(path) };
}

function partFile(path: string, options: SourceOptions): ModelFile {
  return {
    name: basename(path),
    path,
    async load() {
      const { size } = await stat(path);
      const names = await readdir(dirname(path));
      const whole = size <= LARGEST_READ && !names.some((other) => isExternalData(other, basename(path)));
      return whole ? forRuntime(await readFile(path), options) : path;
    },
  };
}

/** The files of the model's folder; of the parent too where the folder itself has no configuration. */
async function layersBeside(folder: string): Promise<CapsuleFiles[]> {
  const own = await openIfSmall(folder);
  if (own.some((files) => files.has('config.json'))) return own;
  const parent = join(folder, '..');
  const configured = await stat(join(parent, 'config.json')).then((info) => info.isFile(), () => false);
  return configured ? [...own, ...(await openIfSmall(parent))] : own;
}

/** A folder's files; none where it holds too many to be a model's own. */
async function openIfSmall(folder: string): Promise<CapsuleFiles[]> {
  const { openFolder } = await import('@onnx-capsule/metadata-reader/node');
  try {
    return [await openFolder(folder)];
  } catch (error) {
    if (hasCode(error, 'LIMIT_EXCEEDED')) return [];
    throw error;
  }
}

function warnAbout(path: string, options: SourceOptions): (file: string) => void {
  let told = false;
  return (file) => {
    if (told) return;
    told = true;
    options.onWarning?.(
      `${path} does not hold ${file}: it and other files are read from the folder. Make the model complete: onnx-capsule embed-metadata ${path}`,
    );
  };
}
