/** The files inside one model. */
import { type CapsuleLimits, decodeFile, type ModelLayout, type ModelWalk } from '@onnx-capsule/metadata-core';
import {
  type CapsuleFileInfo,
  type CapsuleFiles,
  type CapsuleManifest,
  FILE_KEY_PREFIX,
  isSafePath,
  MANIFEST_KEY,
  type ManifestFile,
  type ManifestOmittedFile,
  MetadataError,
  parseJson,
  parseManifest,
} from '@onnx-capsule/metadata-schema';

import type { MetadataEntry } from './metadata.js';
import type { OpenedSource, OpenOptions } from './options.js';
import { checkSha256, decodeText } from './check-file.js';
import { readEntry, tooLong } from './read-entry.js';
import type { Verification, VerifyOptions } from './verify.js';

/** Decoded files up to this size are kept, because several parts of a pipeline read the same small configuration. */
const KEPT_BYTES = 2 ** 20;

const EMBED_AGAIN = 'Embed the metadata again.';

/** The files inside one model. Nothing is read before it is asked for, and small files are decoded once. Made by `openCapsule`. */
export class Capsule implements CapsuleFiles {
  readonly origin: string;
  readonly manifest: CapsuleManifest;
  /** The exact bytes of the manifest, which a signature signs. */
  readonly manifestBytes: Uint8Array;
  readonly dialect = 'capsule';
  readonly opened: OpenedSource;
  readonly limits: CapsuleLimits;
  readonly #walk: ModelWalk;
  readonly #options: OpenOptions;
  readonly #files: ReadonlyMap<string, ManifestFile>;
  readonly #omitted: ReadonlyMap<string, ManifestOmittedFile>;
  readonly #kept = new Map<string, Promise<Uint8Array>>();

  constructor(opened: OpenedSource, walk: ModelWalk, limits: CapsuleLimits, options: OpenOptions, manifestBytes: Uint8Array) {
    this.opened = opened;
    this.origin = opened.origin;
    this.limits = limits;
    this.manifestBytes = manifestBytes;
    this.manifest = parseManifest(decodeText(manifestBytes, MANIFEST_KEY), limits.jsonDepth);
    this.#walk = walk;
    this.#options = options;
    this.#files = new Map(this.manifest.files.map((file) => [file.path, file]));
    const { beside, isBeside } = opened;
    this.#omitted = new Map(
      (beside === undefined ? [] : (this.manifest.omitted ?? []))
        .filter((file) => !this.#files.has(file.path) && isBeside?.(file.path) !== false)
        .map((file) => [file.path, file]),
    );
  }

  /** The embedded files, then the omitted ones that are to be found beside the model. */
  list(): readonly CapsuleFileInfo[] {
    return [...this.#files.values(), ...this.#omitted.values()].map(({ path, size, sha256 }) => ({ path, size, sha256 }));
  }

  has(path: string): boolean {
    return this.#files.has(path) || this.#omitted.has(path);
  }

  /**
   * The original bytes of a file, as a new array; compared with their SHA-256 unless `verify` is `false`.
   *
   * @throws {MetadataError} `FILE_NOT_FOUND`, `FILE_OMITTED`, `MISSING_ENTRY`, `DUPLICATE_ENTRY`, `DIGEST_MISMATCH`, `SIZE_MISMATCH`,
   * `LIMIT_EXCEEDED`, and what `decodeFile` and the source throw.
   */
  async bytes(path: string): Promise<Uint8Array> {
    const bytes = await this.#shared(path);
    return this.#kept.has(path) ? bytes.slice() : bytes;
  }

  /** The file as UTF-8 text. @throws {MetadataError} as `bytes`, and `BAD_UTF8`. */
  async text(path: string): Promise<string> {
    return decodeText(await this.#shared(path), path);
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
    await this.#walk.finish();
    const { entries, graphStart, graphEnd, windows } = this.#walk;
    return { size: windows.source.size, graphStart, graphEnd, entries };
  }

  /**
   * Compares every file, the model where the manifest has its digest, and the signature.
   *
   * @throws {MetadataError} as `bytes`, and `DIGEST_MISMATCH`, `NO_SIGNATURE`, `BAD_SIGNATURE`, `BAD_KEY`.
   */
  async verify(options: VerifyOptions = {}): Promise<Verification> {
    const { verifyCapsule } = await import('./verify.js');
    return await verifyCapsule(this, options);
  }

  /**
   * The stored value of a metadata entry whose key starts with `capsule.`; `undefined` where there is none.
   *
   * @throws {MetadataError} `DUPLICATE_ENTRY`, `LIMIT_EXCEEDED`, and what the walk throws.
   */
  async entry(key: string): Promise<Uint8Array | undefined> {
    return await readEntry(this.#walk, key, this.limits.storedBytes);
  }

  /** Bytes that must not be changed: those of small files are kept and shared. */
  async #shared(path: string): Promise<Uint8Array> {
    const kept = this.#kept.get(path);
    if (kept !== undefined) return await kept;
    const file = this.#files.get(path);
    const omitted = this.#omitted.get(path);
    const read = file ? this.#read(file) : omitted ? this.#readBeside(omitted) : Promise.reject(this.#notFound(path));
    if ((file ?? omitted ?? { size: Infinity }).size <= KEPT_BYTES) {
      this.#kept.set(path, read);
      read.catch(() => this.#kept.delete(path));
    }
    return await read;
  }

  async #read(file: ManifestFile): Promise<Uint8Array> {
    return await this.#checked(file, await decodeFile(file, await this.#stored(file), this.limits));
  }

  async #stored(file: ManifestFile): Promise<Uint8Array> {
    if (file.size > this.limits.fileBytes) throw tooLong(file.path, file.size, this.limits.fileBytes);
    const stored = await this.entry(FILE_KEY_PREFIX + file.path);
    if (stored !== undefined) return stored;
    throw new MetadataError('MISSING_ENTRY', `${this.origin} lists ${file.path} and does not hold it.`, {
      where: file.path,
      hint: EMBED_AGAIN,
    });
  }

  async #readBeside(file: ManifestOmittedFile): Promise<Uint8Array> {
    if (file.size > this.limits.fileBytes) throw tooLong(file.path, file.size, this.limits.fileBytes);
    const path = isSafePath(file.url) ? file.url : file.path;
    const bytes = await this.opened.beside!(path, file.size);
    if (bytes !== undefined) return await this.#checked(file, bytes);
    throw this.#notFound(file.path);
  }

  async #checked(file: CapsuleFileInfo, bytes: Uint8Array): Promise<Uint8Array> {
    if (this.#options.verify !== false) await checkSha256(file, bytes);
    return bytes;
  }

  #notFound(path: string): MetadataError {
    const omitted = this.manifest.omitted?.find((file) => file.path === path);
    if (omitted !== undefined) {
      return new MetadataError('FILE_OMITTED', `${path} was left out of ${this.origin} and is not beside it.`, {
        where: path,
        hint: `Put ${path} beside the model, or embed with --tier full.`,
      });
    }
    return new MetadataError('FILE_NOT_FOUND', `${this.origin} holds no ${path}.`, { where: path, hint: EMBED_AGAIN });
  }
}
