/** From source files to the metadata entries of a capsule: choice by tier and pattern, codecs, manifest. */
import type { NewEntry } from '@onnx-capsule/metadata-core';
import {
  type CapsuleManifest,
  FILE_KEY_PREFIX,
  FORMAT_VERSION,
  MANIFEST_KEY,
  type ManifestFile,
  type ManifestModel,
  type ManifestOmittedFile,
  type ManifestPart,
  type ManifestTask,
  MetadataError,
  SIGNATURE_KEY,
} from '@onnx-capsule/metadata-schema';

import type { SourceFile } from './extractor.js';
import { type Tier, TIERS } from './file-rules.js';
import { matchesGlob } from './glob.js';
import { signManifest } from './signature.js';
import { sha256, type StoredFile, storeFile, type StoreOptions } from './stored-file.js';

/** Name and version that the manifest gives as its maker. */
const GENERATOR = 'onnx-capsule/0.1.0';
/** Longest stored value and largest file that readers accept by default. */
const MAX_STORED = 64 * 2 ** 20;
const MAX_FILE = 256 * 2 ** 20;

/** Which files are stored, and how. */
export interface ChoiceOptions extends StoreOptions {
  /** How much is embedded. Default `full`. */
  readonly tier?: Tier;
  /** Shell patterns of files that are left out. */
  readonly exclude?: readonly string[];
}

/** Files as they are stored, and those that were left out. */
export interface ChosenFiles {
  readonly stored: readonly StoredFile[];
  readonly omitted: readonly ManifestOmittedFile[];
}

/** Encodes the files that tier and patterns take, and records the others with size and hash. @throws {MetadataError} `FILE_TOO_LARGE`. */
export async function chooseFiles(files: readonly SourceFile[], options: ChoiceOptions): Promise<ChosenFiles> {
  const stored: StoredFile[] = [];
  const omitted: ManifestOmittedFile[] = [];
  const level = TIERS.indexOf(options.tier ?? 'full');
  for (const file of files) {
    if (file.size > MAX_FILE) throw tooLarge(file.path, file.size, MAX_FILE);
    const bytes = await file.read();
    const excluded = options.exclude?.some((pattern) => matchesGlob(file.path, pattern)) === true;
    if (excluded || TIERS.indexOf(file.tier) > level) {
      const { path } = file;
      omitted.push({ path, size: bytes.length, sha256: sha256(bytes), reason: excluded ? 'excluded' : 'tier', url: path });
      continue;
    }
    const entry = storeFile(file.path, bytes, options);
    if (entry.value.length > MAX_STORED) throw tooLarge(file.path, entry.value.length, MAX_STORED);
    stored.push(entry);
  }
  return { stored, omitted };
}

/** What the manifest says beside the files. */
export interface ManifestFacts {
  readonly task: ManifestTask | undefined;
  readonly model: ManifestModel;
  readonly parts: readonly ManifestPart[];
  /** SHA-256 of the model without capsule entries. */
  readonly digest: string | undefined;
}

/** The manifest of `files` with `facts`. */
export function makeManifest(files: ChosenFiles, facts: ManifestFacts): CapsuleManifest {
  const rows: readonly ManifestFile[] = files.stored.map(({ row }) => row);
  return {
    format: FORMAT_VERSION,
    generator: GENERATOR,
    ...(facts.task === undefined ? {} : { task: facts.task }),
    model: facts.model,
    files: rows,
    ...(files.omitted.length > 0 ? { omitted: files.omitted } : {}),
    ...(facts.parts.length > 0 ? { parts: facts.parts } : {}),
    ...(facts.digest === undefined ? {} : { digest: { algorithm: 'sha256', value: facts.digest } }),
  };
}

/**
 * The entries of a capsule: manifest, signature where `signKey` (PEM) is given, files.
 *
 * @throws {MetadataError} `BAD_KEY`.
 */
export async function capsuleEntries(
  manifest: CapsuleManifest,
  stored: readonly StoredFile[],
  signKey: string | undefined,
): Promise<readonly NewEntry[]> {
  const value = new TextEncoder().encode(JSON.stringify(manifest));
  const files = stored.map(({ row, value: bytes }) => ({ key: FILE_KEY_PREFIX + row.path, value: bytes }));
  const signature = signKey === undefined ? [] : [{ key: SIGNATURE_KEY, value: await signManifest(value, signKey) }];
  return [{ key: MANIFEST_KEY, value }, ...signature, ...files];
}

function tooLarge(path: string, size: number, limit: number): MetadataError {
  return new MetadataError('FILE_TOO_LARGE', `${path} takes ${size} bytes; readers accept up to ${limit}.`, {
    where: path,
    hint: `Leave it out with --exclude ${path}.`,
  });
}
