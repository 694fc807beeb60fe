/** Where a model and its files come from. */
import type { CapsuleFiles, GraphFacts } from '@onnx-capsule/metadata-schema';

import { describe, PipelineError } from './pipeline-error.js';

/** One `.onnx` file of a model. */
export interface ModelFile {
  /** File name, e.g. `decoder_model_merged.onnx`. */
  readonly name: string;
  /** What the embedder called it, e.g. `decoder`, when the manifest lists it. */
  readonly role?: string;
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

/** What can be given for a model: a path to a file or folder, a URL, the bytes of a file, a `Blob`, or an opened capsule. */
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
 * @throws {PipelineError} `NO_MODEL` where there is none; {MetadataError} where the file is damaged.
 */
export function openSource(input: ModelInput, options: SourceOptions = {}): Promise<ModelSource> {
  return Promise.reject(
    new PipelineError('NO_MODEL', `${describe(input)} is no model${options.fallback === false ? ' with metadata' : ''}.`),
  );
}
