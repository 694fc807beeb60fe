/** Where a model and its files come from: a capsule, a bare model with files beside it, a folder, a URL, bytes. */
import { stripped } from '@onnx-capsule/metadata-core';
import { isEnabled } from '@onnx-capsule/metadata-core/feature-flags';
import type { Capsule, OpenedModel } from '@onnx-capsule/metadata-reader';
import { isCapsuleError, MetadataError, type CapsuleFiles, type GraphFacts } from '@onnx-capsule/metadata-schema';

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
  /** `false`: the runtime gets the file as it is, its capsule included, which costs it a copy of the metadata. Default `true`. */
  readonly zeroCopyStrip?: boolean;
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
  const { files, metadata } = await readEmbedded(bytes, 'bytes', options);
  return makeSource('bytes', files ?? noFiles('bytes'), { name: 'model.onnx', load: () => Promise.resolve(forRuntime(bytes, options)) }, [], metadata, () => Promise.resolve(bytes));
}

/** A model as the runtime gets it: a view without the capsule, which the runtime would copy. */
export function forRuntime(model: Uint8Array, { zeroCopyStrip }: SourceOptions): Uint8Array {
  return isEnabled('zeroCopyStrip', zeroCopyStrip) ? stripped(model) : model;
}

/** What a model's bytes hold beside the graph. */
export interface Embedded {
  /** The files of the capsule, or those that another tool's metadata amounts to. */
  readonly files: CapsuleFiles | undefined;
  /** Entries that are not the capsule's. */
  readonly metadata: () => Promise<Readonly<Record<string, string>>>;
}

/**
 * Reads the capsule in a model, or what other tools wrote into one that has none.
 *
 * @throws {PipelineError} `NO_CAPSULE` when there is none and `fallback` is `false`; {MetadataError} when the file is damaged.
 */
export async function readEmbedded(bytes: Uint8Array, origin: string, options: SourceOptions): Promise<Embedded> {
  const { openCapsule, openModel } = await import('@onnx-capsule/metadata-reader');
  return readWith(() => openCapsule(bytes, { origin }), () => openModel(bytes, { origin }), origin, options);
}

/** As `readEmbedded`, with the reader's calls for an input of any kind. */
export async function readWith(
  openCapsule: () => Promise<Capsule>,
  openModel: () => Promise<OpenedModel>,
  origin: string,
  options: SourceOptions,
): Promise<Embedded> {
  try {
    const capsule = await openCapsule();
    return { files: capsule, metadata: async () => entriesByKey(await capsule.metadata()) };
  } catch (error) {
    if (!hasCode(error, 'NO_CAPSULE')) throw error;
    if (options.fallback === false) throw noCapsule(origin, error);
  }
  const { dialect, metadata } = await openModel();
  if (dialect && dialect.files.list().length > 0) {
    options.onWarning?.(`${origin} carries metadata in the dialect ${dialect.name}; upgrade it: onnx-capsule convert ${origin}`);
  }
  return { files: dialect?.files, metadata: () => Promise.resolve(entriesByKey(metadata)) };
}

/** Whether `error` is one of the family with this code. */
export function hasCode(error: unknown, code: string): boolean {
  return isCapsuleError(error) && error.code === code;
}

/** Entries as an object; the last of equal keys wins, as in ONNX Runtime. */
function entriesByKey(entries: readonly { readonly key: string; readonly value: string }[]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

/** The refusal of a bare model in strict mode. */
function noCapsule(origin: string, cause?: unknown): PipelineError {
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
