/** From a stored value back to the original file. */
import { type ManifestFile, MetadataError } from '@onnx-capsule/metadata-schema';

import { decodeBase64 } from './base64.js';
import { gunzip } from './gunzip.js';
import type { CapsuleLimits } from './limits.js';

/**
 * The original bytes of an embedded file: always a new array, of the length that the manifest says.
 *
 * @throws {MetadataError} `UNKNOWN_CODEC`, `BAD_BASE64`, `BAD_GZIP`, `SIZE_MISMATCH`, `LIMIT_EXCEEDED`.
 */
export async function decodeFile(file: ManifestFile, stored: Uint8Array, limits: CapsuleLimits): Promise<Uint8Array> {
  const bytes = await decode(file, stored, limits);
  if (bytes.length === file.size) return bytes;
  throw new MetadataError('SIZE_MISMATCH', `${file.path} has ${bytes.length} bytes; its manifest row says ${file.size}.`, {
    where: file.path,
    hint: 'Embed the file again.',
  });
}

async function decode(file: ManifestFile, stored: Uint8Array, limits: CapsuleLimits): Promise<Uint8Array> {
  switch (file.codec) {
    case 'utf8':
      return stored.slice();
    case 'gzip':
      return await gunzip(decodeBase64(stored, file.path), outputLimit(stored, limits), file.path);
    default:
      throw new MetadataError('UNKNOWN_CODEC', `${file.path} is stored with the unknown codec ${JSON.stringify(file.codec)}.`, {
        where: file.path,
        hint: 'Update onnx-capsule.',
      });
  }
}

/** Bytes that may come out of `stored`. */
export function outputLimit(stored: Uint8Array, limits: CapsuleLimits): number {
  return Math.min(limits.fileBytes, stored.length * limits.expansion);
}
