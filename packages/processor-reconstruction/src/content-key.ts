/** Keys for the cache: the same content gives the same key, whatever file it came in. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

/** A key and the bytes it stands for. */
export interface ContentKey {
  readonly key: string;
  /** Length of the content in bytes. */
  readonly size: number;
}

/**
 * The key of `kind` made from the given files and values; hashes are taken from the listing where it has them. `undefined` where the runtime
 * cannot hash: browsers have Web Crypto on https and localhost only.
 */
export async function contentKey(kind: string, files: CapsuleFiles, paths: readonly string[], values: readonly unknown[]): Promise<ContentKey | undefined> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (subtle === undefined) return undefined;
  const infos = files.list().filter(({ path }) => paths.includes(path));
  const hashes = await Promise.all(infos.map(async ({ path, sha256 }) => sha256 ?? (await sha256Hex(subtle, await files.bytes(path)))));
  const text = JSON.stringify([kind, infos.map(({ path }, i) => [path, hashes[i]]), values]);
  const size = infos.reduce((sum, info) => sum + info.size, text.length);
  return { key: await sha256Hex(subtle, new TextEncoder().encode(text)), size };
}

async function sha256Hex(subtle: SubtleCrypto, bytes: Uint8Array): Promise<string> {
  const digest = await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
