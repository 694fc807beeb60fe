/** What a reading of foreign metadata gives, whichever tool wrote it. */
import type { CapsuleLimits } from '@onnx-capsule/metadata-core';
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import type { MetadataEntry } from '../metadata.js';

/** Who wrote the metadata. */
export type DialectName = 'hf' | 'ultralytics' | 'piper' | 'sherpa-onnx' | 'rapidocr' | 'winml';

/** A metadata entry that says something, and could not be read. */
export interface DialectProblem {
  readonly key: string;
  /** Code of the error, such as `BAD_JSON`. */
  readonly code: string;
  readonly message: string;
}

/** Foreign metadata in the terms of a Hugging Face folder. */
export interface Dialect {
  readonly name: DialectName;
  /** Files that the metadata holds or amounts to, `config.json` first. */
  readonly files: CapsuleFiles;
  /** Keys of the entries that each file was made from. */
  readonly sources: Readonly<Record<string, readonly string[]>>;
  /** The task, where the metadata names one that has a Hugging Face name. */
  readonly task?: string;
  /** Name of the model on its hub, where it is given. */
  readonly modelId?: string;
  /** The entries' values, read by the dialect's own rules: numbers, lists, dictionaries. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly DialectProblem[];
}

/** What a dialect's module gives: the parts of `Dialect` that it knows. */
export interface DialectParts {
  /** Text of files by path, and the keys that they come from. */
  readonly files: Readonly<Record<string, { readonly text: string; readonly keys: readonly string[] }>>;
  readonly task?: string | undefined;
  readonly modelId?: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly DialectProblem[];
}

/** Reads one dialect's entries. The last of duplicate keys counts, as in ONNX Runtime. */
export type DialectReader = (entries: ReadonlyMap<string, MetadataEntry>, limits: CapsuleLimits) => DialectParts | Promise<DialectParts>;
