/** Keys for the cache: the same content gives the same key, whatever file it came in. */
import { type CapsuleFiles, FILE_KEY_PREFIX } from '@onnx-capsule/metadata-schema';

import { sha256Hex } from './sha256.js';

/** A key and the bytes it stands for. */
export interface ContentKey {
  readonly key: string;
  /** Length of the content in bytes. */
  readonly size: number;
}

/** What a key is made from: the files at `paths`, and settings. */
export interface KeyedContent {
  readonly kind: string;
  readonly files: CapsuleFiles;
  readonly paths: readonly string[];
  readonly values: readonly unknown[];
  /** Whether packed tokenizers are read as columns. */
  readonly packed?: boolean;
}

/**
 * The key of a content. Hashes are taken from the listing, against which files are checked when they are read; `undefined` where the runtime
 * cannot make the others: browsers have Web Crypto on https and localhost only.
 */
export async function contentKey({ kind, files, paths, values, packed = false }: KeyedContent): Promise<ContentKey | undefined> {
  const infos = files.list().filter(({ path }) => paths.includes(path));
  const hashes: string[] = [];
  for (const { path, sha256 } of infos) {
    const hash = packed && isPacked(files, path) ? await storedHash(files, path) : (sha256 ?? (await hashOf(await files.bytes(path))));
    if (hash === undefined) return undefined;
    hashes.push(hash);
  }
  const key = JSON.stringify([kind, infos.map(({ path }, i) => [path, hashes[i]]), values]);
  return { key, size: infos.reduce((sum, info) => sum + info.size, key.length) };
}

function isPacked(files: CapsuleFiles, path: string): boolean {
  return files.manifest?.files.some((row) => row.path === path && row.codec === 'tokenizer-pack') === true;
}

/** Columns are not checked against the hash of the text that they stand for, so what is stored has to be the same. */
async function storedHash(files: CapsuleFiles, path: string): Promise<string | undefined> {
  const stored = await files.entry?.(FILE_KEY_PREFIX + path);
  return stored && (await hashOf(stored));
}

/** `undefined` where the runtime cannot hash. */
async function hashOf(bytes: Uint8Array): Promise<string | undefined> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  return subtle && (await sha256Hex(subtle, bytes));
}
