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
} from '@onnx-capsule/metadata-schema';

import { checkSha256, decodeText, sha256Of } from './check-file.js';
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
  /** The exact bytes of the manifest, which a signature signs. */
  readonly manifestBytes: Uint8Array;
  readonly limits: CapsuleLimits;
  readonly #walk: ModelWalk;
  readonly #verify: boolean;
  /** Embedded files, then omitted ones that may be beside the model. */
  readonly #files = new Map<string, ManifestFile | ManifestOmittedFile>();
  readonly #kept = new Map<string, Promise<Uint8Array>>();

  constructor(
    opened: OpenedSource,
    walk: ModelWalk,
    manifest: CapsuleManifest,
    manifestBytes: Uint8Array,
    limits: CapsuleLimits,
    verify: boolean,
  ) {
    this.opened = opened;
    this.origin = opened.origin;
    this.manifest = manifest;
    this.manifestBytes = manifestBytes;
    this.limits = limits;
    this.#walk = walk;
    this.#verify = verify;
    for (const file of manifest.files) this.#files.set(file.path, file);
    for (const file of manifest.omitted ?? []) {
      if (opened.isBeside?.(besidePath(file)) ?? opened.beside) this.#files.set(file.path, this.#files.get(file.path) ?? file);
    }
  }

  /** The embedded files, then the omitted ones that are to be found beside the model. */
  list(): readonly CapsuleFileInfo[] {
    return [...this.#files.values()].map(({ path, size, sha256 }) => ({ path, size, sha256 }));
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
    const bytes = await this.#shared(path);
    return bytes.slice();
  }

  /** The file as UTF-8 text. @throws {MetadataError} as `bytes`, and `BAD_UTF8`. */
  async text(path: string): Promise<string> {
    return await decodeText(await this.#shared(path), path);
  }

  /** The file as JSON. @throws {MetadataError} as `text`, `BAD_JSON`, and `LIMIT_EXCEEDED` where it nests too deep. */
  async json(path: string): Promise<unknown> {
    return parseJson(await this.text(path), path, this.limits.jsonDepth);
  }

  /** All metadata entries but the capsule's, in the file's order. Walks the rest of the model where that has not happened. */
  async metadata(): Promise<readonly MetadataEntry[]> {
    const { readMetadata } = await import('./metadata.js');
    return await readMetadata(this.#walk, this.limits);
  }

  /** Where entries and graph stand in the file. Walks the rest of the model where that has not happened. */
  async layout(): Promise<ModelLayout> {
    const { readLayout } = await import('./metadata.js');
    return await readLayout(this.#walk);
  }

  /**
   * Compares every file, the model where the manifest has its digest, and the signature.
   *
   * @throws {MetadataError} as `bytes`, and `DIGEST_MISMATCH`, `NO_SIGNATURE`, `BAD_SIGNATURE`, `BAD_KEY`.
   */
  async verify(options: VerifyOptions = {}): Promise<Verification> {
    const { verifyCapsule } = await import('./verify.js');
    return await verifyCapsule(this, options, sha256Of);
  }

  /**
   * The stored value of a metadata entry whose key starts with `capsule.`; `undefined` where there is none.
   *
   * @throws {MetadataError} `DUPLICATE_ENTRY`, `LIMIT_EXCEEDED`, and what the walk throws.
   */
  async entry(key: string): Promise<Uint8Array | undefined> {
    return await readEntry(this.#walk, key, this.limits.storedBytes);
  }

  /** Bytes that must not be changed: those of small files are kept and shared, others may be a view of the model. */
  async #shared(path: string): Promise<Uint8Array> {
    const kept = this.#kept.get(path);
    if (kept !== undefined) return await kept;
    const read = this.#read(path);
    if ((this.#files.get(path)?.size ?? Infinity) <= KEPT_BYTES) {
      this.#kept.set(path, read);
      read.catch(() => this.#kept.delete(path));
    }
    return await read;
  }

  async #read(path: string): Promise<Uint8Array> {
    const file = this.#files.get(path);
    const { fileBytes } = this.limits;
    if (file !== undefined && file.size > fileBytes) throw (await import('./failures.js')).tooLong(path, file.size, fileBytes);
    let bytes: Uint8Array | undefined;
    if (file !== undefined && 'codec' in file) {
      const stored = await this.entry(FILE_KEY_PREFIX + path);
      if (stored === undefined) throw (await import('./failures.js')).missingEntry(this.origin, path);
      bytes = await decodeFile(file, stored, this.limits);
    } else if (file !== undefined) bytes = await this.opened.beside!(besidePath(file), file.size);
    if (bytes === undefined) throw (await import('./failures.js')).notFound(this.origin, path, this.manifest);
    if (this.#verify) await checkSha256(file!, bytes);
    return bytes;
  }
}

/** Where an omitted file is beside the model: an address of another kind is never followed. */
function besidePath({ path, url }: ManifestOmittedFile): string {
  return isSafePath(url) ? url : path;
}
