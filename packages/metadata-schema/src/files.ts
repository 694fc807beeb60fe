import type { CapsuleManifest } from './manifest.js';
import type { TokenizerColumns } from './tokenizer-columns.js';

/** What is known about a file without reading it. */
export interface CapsuleFileInfo {
  readonly path: string;
  /** Length of the file in bytes. */
  readonly size: number;
  /** SHA-256 in lower-case hexadecimal, where it is known without reading the file. */
  readonly sha256?: string;
}

/**
 * The files that belong to a model, read by path: from a capsule, a folder or anywhere else.
 * Everything above the reader takes its files through this interface and does not know where they come from.
 */
export interface CapsuleFiles {
  /** Where the files come from, for messages: `model.onnx`, `./folder`, `https://…`. */
  readonly origin: string;
  /** The manifest, when the files come from a capsule. */
  readonly manifest?: CapsuleManifest | undefined;
  /** All files, in a stable order; reads nothing. */
  list(): readonly CapsuleFileInfo[];
  /** Whether a file is there; reads nothing. */
  has(path: string): boolean;
  /** @throws {MetadataError} `FILE_NOT_FOUND` when there is no such file, other codes when it is damaged. */
  bytes(path: string): Promise<Uint8Array>;
  /** The file as UTF-8 text. @throws {MetadataError} as `bytes`, and `BAD_UTF8`. */
  text(path: string): Promise<string>;
  /** The file as JSON; `__proto__` and its kin never reach a prototype. @throws {MetadataError} as `text`, and `BAD_JSON`. */
  json(path: string): Promise<unknown>;
  /** The packed columns of a `tokenizer.json` stored with the codec `tokenizer-pack`; `undefined` for every other file. */
  tokenizerColumns?(path: string): Promise<TokenizerColumns | undefined>;
  /** The stored value of a metadata entry of the capsule; `undefined` where there is none. */
  entry?(key: string): Promise<Uint8Array | undefined>;
}
