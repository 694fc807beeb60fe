/** Where a model and its files come from: a capsule, a bare model with files beside it, a folder, a URL, bytes. */
import { stripped } from '@onnx-capsule/metadata-core';
import { MetadataError, type CapsuleFiles, type GraphFacts } from '@onnx-capsule/metadata-schema';

import { describe, PipelineError } from './pipeline-error.js';

/** One `.onnx` file of a model. */
export interface ModelFile {
  /** File name, e.g. `decoder_model_merged.onnx`. */
  readonly name: string;
  /** What the embedder called it, e.g. `decoder`, when the manifest lists it. */
  readonly role?: string;
  /** Where it lies, for the runtime to open itself when its weights are in other files. */
  readonly path?: string;
  /** The model for the runtime, without capsule entries: bytes, or a path where external data or size asks for it. */
  load(): Promise<Uint8Array | string>;
}

/** A model found: its main file, the other `.onnx` files beside it, and the files that it needs. */
export interface ModelSource {
  /** For messages: `model.onnx`, `./folder`, `https://…`, `bytes`. */
  readonly origin: string;
  readonly files: CapsuleFiles;
  readonly main: ModelFile;
  /** Other parts: those that the manifest lists, else the `.onnx` files in the same folder. */
  readonly companions: readonly ModelFile[];
  /** `config.json`, or an empty object where there is none. */
  config(): Promise<Readonly<Record<string, unknown>>>;
  /** What the main file's graph says about itself. */
  graph(): Promise<GraphFacts | undefined>;
  /** Metadata entries of the main file that are not the capsule's. */
  metadata(): Promise<Readonly<Record<string, string>>>;
}

/** What can be given for a model: a path to a file or folder, a URL, the bytes of a file, a `Blob`, or an opened capsule or folder. */
export type ModelInput = string | URL | Uint8Array | ArrayBuffer | Blob | CapsuleFiles;

/** How a model's files are found. */
export interface SourceOptions {
  /** `false`: only what the capsule itself holds counts; nothing is looked for beside the model. Default `true`. */
  readonly fallback?: boolean;
  /** Which `.onnx` of a folder to take, relative to it, e.g. `onnx/model_fp16.onnx`. */
  readonly modelFile?: string;
  /** Takes each warning once; `console.warn` by default. */
  readonly onWarning?: (message: string) => void;
}

/** Whether `value` is a source already. */
export function isModelSource(value: unknown): value is ModelSource {
  return typeof value === 'object' && value !== null && 'main' in value && 'companions' in value && 'files' in value;
}

/**
 * Finds a model and its files.
 *
 * @throws {PipelineError} `NO_MODEL` where there is none, `NO_CAPSULE` for a bare model when `fallback` is `false`; {MetadataError} where the
 * file is damaged.
 */
export async function openSource(input: ModelInput, options: SourceOptions = {}): Promise<ModelSource> {
  if (isFiles(input)) return (await import('./file-set-source.js')).openFileSet(input, options);
  if (typeof input === 'string' && !/^https?:\/\//i.test(input)) return (await import('./node-sources.js')).openPath(input, options);
  if (input instanceof URL && input.protocol === 'file:') return (await import('./node-sources.js')).openPath(input, options);
  if (typeof input === 'string' || input instanceof URL) return (await import('./url-source.js')).openUrl(new URL(input), options);
  if (input instanceof Uint8Array) return openBytes(input, options);
  if (input instanceof ArrayBuffer) return openBytes(new Uint8Array(input), options);
  if (input instanceof Blob) return openBytes(new Uint8Array(await input.arrayBuffer()), options);
  throw new PipelineError('NO_MODEL', `A model is a path, a URL, bytes, a Blob, or opened files; found ${describe(input)}.`);
}

function isFiles(value: unknown): value is CapsuleFiles {
  return typeof value === 'object' && value !== null && typeof (value as CapsuleFiles).list === 'function' && typeof (value as CapsuleFiles).json === 'function';
}

/** The model in bytes, with the files of its capsule if it has one. */
export async function openBytes(bytes: Uint8Array, options: SourceOptions): Promise<ModelSource> {
  const { files, metadata } = await readCapsule(bytes, 'bytes', options);
  return makeSource('bytes', files ?? noFiles('bytes'), { name: 'model.onnx', load: async () => stripped(bytes) }, [], metadata, async () => bytes);
}

/** The capsule in a model's bytes, or nothing where it has none; and how to read the entries that other tools wrote. */
export async function readCapsule(
  bytes: Uint8Array,
  origin: string,
  options: SourceOptions,
): Promise<{ files: CapsuleFiles | undefined; metadata: () => Promise<Readonly<Record<string, string>>> }> {
  const { openCapsule } = await import('@onnx-capsule/metadata-reader');
  try {
    const capsule = await openCapsule(bytes, { origin });
    const metadata = async (): Promise<Record<string, string>> =>
      Object.fromEntries((await capsule.metadata()).map(({ key, value }) => [key, value]));
    return { files: capsule, metadata };
  } catch (error) {
    if (!(error instanceof MetadataError) || error.code !== 'NO_CAPSULE') throw error;
    if (options.fallback === false) throw noCapsule(origin, error);
    return { files: undefined, metadata: () => Promise.resolve({}) };
  }
}

/** The refusal of a bare model in strict mode. */
export function noCapsule(origin: string, cause?: unknown): PipelineError {
  return new PipelineError('NO_CAPSULE', `${origin} holds no capsule, and fallback is false.`, {
    where: origin,
    hint: `Embed its files: onnx-capsule embed-metadata ${origin}.`,
    cause,
  });
}

/** An empty set of files. */
export function noFiles(origin: string): CapsuleFiles {
  const missing = (path: string): Promise<never> =>
    Promise.reject(
      new MetadataError('FILE_NOT_FOUND', `${origin} comes without ${path}.`, { where: path, hint: `Embed it: onnx-capsule embed-metadata ${origin}.` }),
    );
  return { origin, list: () => [], has: () => false, bytes: missing, text: missing, json: missing };
}

/** Puts a source together; `config.json` is read once, at most. */
export function makeSource(
  origin: string,
  files: CapsuleFiles,
  main: ModelFile,
  companions: readonly ModelFile[],
  metadata: () => Promise<Readonly<Record<string, string>>>,
  modelBytes: () => Promise<Uint8Array>,
): ModelSource {
  let config: Promise<Readonly<Record<string, unknown>>> | undefined;
  return {
    origin,
    files,
    main,
    companions,
    metadata,
    config: () => (config ??= files.has('config.json') ? readConfig(files) : Promise.resolve({})),
    async graph() {
      const { readGraph } = await import('@onnx-capsule/metadata-core/graph');
      return readGraph(await modelBytes());
    },
  };
}

async function readConfig(files: CapsuleFiles): Promise<Readonly<Record<string, unknown>>> {
  const config = await files.json('config.json');
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as Readonly<Record<string, unknown>>;
  throw new PipelineError('BAD_CONFIG', `config.json must hold an object; found ${describe(config)}.`, { where: 'config.json' });
}
