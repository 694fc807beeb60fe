/** Keys for the cache: the same content gives the same key, whatever file it came in. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

/** A key and the bytes it stands for. */
export interface ContentKey {
  readonly key: string;
  /** Length of the content in bytes. */
  readonly size: number;
}

/** The key of `kind` made from the given files and values; hashes are taken from the listing where it has them. */
export async function contentKey(kind: string, files: CapsuleFiles, paths: readonly string[], values: readonly unknown[]): Promise<ContentKey> {
  const infos = files.list().filter(({ path }) => paths.includes(path));
  const hashes = await Promise.all(infos.map(async ({ path, sha256 }) => sha256 ?? (await sha256Hex(await files.bytes(path)))));
  const text = JSON.stringify([kind, infos.map(({ path }, i) => [path, hashes[i]]), values]);
  const size = infos.reduce((sum, info) => sum + info.size, text.length);
  return { key: await sha256Hex(new TextEncoder().encode(text)), size };
}

async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
