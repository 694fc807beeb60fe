/** Models by path in Node: files and folders. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { stripped } from '@onnx-capsule/metadata-core';
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { chooseMain, folderLayers } from './file-set-source.js';
import { companionModels, isExternalData } from './folder-layout.js';
import { layeredFiles } from './layered-files.js';
import { manifestParts } from './node-parts.js';
import { PipelineError } from './pipeline-error.js';
import { makeSource, noFiles, readCapsule, type ModelFile, type ModelSource, type SourceOptions } from './sources.js';

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

/** A model file with its capsule; without one, with `beside`, or what lies beside it. */
async function openModelFile(path: string, size: number, options: SourceOptions, beside?: readonly CapsuleFiles[]): Promise<ModelSource> {
  const folder = dirname(path);
  const name = basename(path);
  const names = await readdir(folder);
  const opened = await openModel(path, size, names.some((other) => isExternalData(other, name)), options);
  const { capsule, metadata } = opened;
  const manifest = capsule?.manifest;
  const complete = capsule !== undefined && options.fallback !== false && (manifest?.omitted ?? []).length > 0;
  const layers = [
    ...(capsule ? [capsule] : []),
    ...(capsule === undefined || complete ? (beside ?? (options.fallback === false ? [] : await layersBeside(folder))) : []),
  ];
  const parts = manifest?.parts ?? [];
  const companions = parts.length > 0 ? manifestParts(folder, parts) : companionModels(names, name).map((other) => partFile(join(folder, other)));
  const files =
    layers.length === 0 ? noFiles(path) : layers.length === 1 && capsule ? capsule : layeredFiles(path, capsule ? layers : [noFiles(path), ...layers], warnAbout(path, options));
  return makeSource(path, files, { name, path, load: opened.load }, companions, metadata, opened.bytes);
}

interface OpenedModel {
  readonly capsule: CapsuleFiles | undefined;
  readonly metadata: () => Promise<Readonly<Record<string, string>>>;
  load(): Promise<Uint8Array | string>;
  bytes(): Promise<Uint8Array>;
}

async function openModel(path: string, size: number, external: boolean, options: SourceOptions): Promise<OpenedModel> {
  const { openCapsule } = await import('@onnx-capsule/metadata-reader/node');
  if (size <= LARGEST_READ) {
    const bytes = await readFile(path);
    const { files, metadata } = await readCapsule(bytes, path, options);
    const omits = (files?.manifest?.omitted ?? []).length > 0;
    const capsule = omits && options.fallback !== false ? await openCapsule(path) : files;
    return { capsule, metadata, load: async () => (external ? path : stripped(bytes)), bytes: async () => bytes };
  }
  const bytes = (): Promise<Uint8Array> => readFile(path);
  try {
    const capsule = await openCapsule(path);
    const metadata = async (): Promise<Record<string, string>> =>
      Object.fromEntries((await capsule.metadata()).map(({ key, value }) => [key, value]));
    return { capsule, metadata, load: async () => path, bytes };
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== 'NO_CAPSULE') throw error;
    if (options.fallback === false) throw error;
    return { capsule: undefined, metadata: () => Promise.resolve({}), load: async () => path, bytes };
  }
}

function partFile(path: string): ModelFile {
  return {
    name: basename(path),
    path,
    async load() {
      const { size } = await stat(path);
      const names = await readdir(dirname(path));
      const whole = size <= LARGEST_READ && !names.some((other) => isExternalData(other, basename(path)));
      return whole ? stripped(await readFile(path)) : path;
    },
  };
}

/** The files of the model's folder; of the parent too where the model stands in `onnx/` or its folder has no configuration. */
async function layersBeside(folder: string): Promise<CapsuleFiles[]> {
  const { openFolder } = await import('@onnx-capsule/metadata-reader/node');
  const own = await openFolder(folder);
  if (own.has('config.json')) return [own];
  const parent = join(folder, '..');
  const configured = await stat(join(parent, 'config.json')).then((info) => info.isFile(), () => false);
  return configured ? [own, await openFolder(parent)] : [own];
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
