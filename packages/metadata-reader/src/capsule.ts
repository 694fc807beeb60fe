/** The files inside one model. */
import { type CapsuleLimits, decodeFile, type ModelLayout, type ModelWalk } from '@onnx-capsule/metadata-core';
import {
  type CapsuleFileInfo,
  type CapsuleFiles,
  type CapsuleManifest,
  FILE_KEY_PREFIX,
  isSafePath,
  type ManifestFile,
  type ManifestOmittedFile,
  parseJson,
  type TokenizerColumns,
} from '@onnx-capsule/metadata-schema';

import { decodeText } from './check-file.js';
import type { MetadataEntry } from './metadata.js';
import type { OpenedSource } from './options.js';
import { readEntry } from './read-entry.js';
import type { Verification, VerifyOptions } from './verify.js';

/** Decoded files up to this size are kept, because several parts of a pipeline read the same small configuration. */
const KEPT_BYTES = 2 ** 20;

/** The files inside one model. Nothing is read before it is asked for, and small files are decoded once. Made by `openCapsule`. */
export class Capsule implements CapsuleFiles {
  readonly opened: OpenedSource;
  readonly origin: string;
  readonly manifest: CapsuleManifest;
  readonly limits: CapsuleLimits;
  readonly #walk: ModelWalk;
  readonly #verify: boolean;
  /** Embedded files, then omitted ones that may be beside the model. */
  readonly #files = new Map<string, ManifestFile | ManifestOmittedFile>();
  readonly #kept = new Map<string, Promise<Uint8Array>>();

  constructor(opened: OpenedSource, walk: ModelWalk, manifest: CapsuleManifest, limits: CapsuleLimits, verify: boolean) {
    this.opened = opened;
    this.origin = opened.origin;
    this.manifest = manifest;
    this.limits = limits;
    this.#walk = walk;
    this.#verify = verify;
    for (const file of manifest.files) this.#files.set(file.path, file);
    for (const file of manifest.omitted ?? []) {
      if (opened.isBeside?.(besidePath(file)) ?? opened.beside) this.#files.set(file.path, file);
    }
  }

  /** The embedded files, then the omitted ones that are to be found beside the model. */
  list(): readonly CapsuleFileInfo[] {
    return [...this.#files.values()];
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /**
   * The original bytes of a file, as a new array; compared with their SHA-256 unless `verify` is `false`.
   *
   * @throws {MetadataError} `FILE_NOT_FOUND`, `FILE_OMITTED`, `MISSING_ENTRY`, `DUPLICATE_ENTRY`, `DIGEST_MISMATCH`, `SIZE_MISMATCH`,
   * `LIMIT_EXCEEDED`, and what `decodeFile` and the source throw.
   */
  async bytes(path: string): Promise<Uint8Array> {
    return (await this.#shared(path)).slice();
  }

  /** The file as UTF-8 text. @throws {MetadataError} as `bytes`, and `BAD_UTF8`. */
  async text(path: string): Promise<string> {
    return decodeText(await this.#shared(path), path);
  }

  /** The file as JSON. @throws {MetadataError} as `text`, `BAD_JSON`, and `LIMIT_EXCEEDED` where it nests too deep. */
  async json(path: string): Promise<unknown> {
    return parseJson(await this.text(path), path, this.limits.jsonDepth);
  }

  /**
   * The columns of a `tokenizer.json` stored as `tokenizer-pack`, straight from the stored form: cheaper than `bytes`, and protected by
   * gzip's checksum instead of SHA-256 (`verify` compares the latter). `undefined` for every other file.
   *
   * @throws {MetadataError} as `bytes`, and `BAD_TOKENIZER_PACK`.
   */
  async tokenizerColumns(path: string): Promise<TokenizerColumns | undefined> {
    return (await import('./tokenizer-columns.js')).readColumns(this, path);
  }

  /** All metadata entries but the capsule's, in the file's order. Walks the rest of the model where that has not happened. */
  async metadata(): Promise<readonly MetadataEntry[]> {
    return (await import('./metadata.js')).readMetadata(this.#walk, this.limits);
  }

  /** Where entries and graph stand in the file. Walks the rest of the model where that has not happened. */
  async layout(): Promise<ModelLayout> {
    return (await import('./metadata.js')).readLayout(this.#walk);
  }

  /**
   * Compares every file, the model where the manifest has its digest, and the signature.
   *
   * @throws {MetadataError} as `bytes`, and `DIGEST_MISMATCH`, `NO_SIGNATURE`, `BAD_SIGNATURE`, `BAD_KEY`.
   */
  async verify(options: VerifyOptions = {}): Promise<Verification> {
    return (await import('./verify.js')).verifyCapsule(this, options);
  }

  /**
   * The stored value of a metadata entry whose key starts with `capsule.`; `undefined` where there is none.
   *
   * @throws {MetadataError} `DUPLICATE_ENTRY`, `LIMIT_EXCEEDED`, and what the walk throws.
   */
  entry(key: string): Promise<Uint8Array | undefined> {
    return readEntry(this.#walk, key, this.limits.storedBytes);
  }

  /** Bytes that must not be changed: those of small files are kept and shared, others may be a view of the model. */
  async #shared(path: string): Promise<Uint8Array> {
    const kept = this.#kept.get(path);
    if (kept !== undefined) return kept;
    const file = this.#files.get(path);
    const read = this.#read(path, file);
    if (file !== undefined && file.size <= KEPT_BYTES) {
      this.#kept.set(path, read);
      read.catch(() => this.#kept.delete(path));
    }
    return read;
  }

  async #read(path: string, file: ManifestFile | ManifestOmittedFile | undefined): Promise<Uint8Array> {
    let bytes: Uint8Array | undefined;
    if (file !== undefined && file.size <= this.limits.fileBytes) {
      if ('codec' in file) {
        const stored = await this.entry(FILE_KEY_PREFIX + path);
        bytes = stored && (await decodeFile(file, stored, this.limits));
      } else bytes = await this.opened.beside!(besidePath(file), file.size);
    }
    const sha256 = bytes && (this.#verify ? await this.opened.sha256(bytes) : file!.sha256);
    if (bytes !== undefined && sha256 === file!.sha256) return bytes;
    throw (await import('./failures.js')).unreadable(this, path, file, sha256);
  }
}

/** Where an omitted file is beside the model: an address of another kind is never followed. */
function besidePath({ path, url }: ManifestOmittedFile): string {
  return isSafePath(url) ? url : path;
}
