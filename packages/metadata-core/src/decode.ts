/** From a stored value back to the original file. */
import type { ManifestFile } from '@onnx-capsule/metadata-schema';

import type { CapsuleLimits } from './limits.js';

/**
 * The original bytes of an embedded file, of the length that the manifest says; of `utf8` a view of `stored`.
 *
 * @throws {MetadataError} `UNKNOWN_CODEC`, `BAD_BASE64`, `BAD_GZIP`, `BAD_TOKENIZER_PACK`, `SIZE_MISMATCH`, `LIMIT_EXCEEDED`.
 */
export async function decodeFile(file: ManifestFile, stored: Uint8Array, limits: CapsuleLimits): Promise<Uint8Array> {
  if (file.codec === 'utf8' && stored.length === file.size) return stored;
  return (await import('./decode-compressed.js')).decodeCompressed(file, stored, limits);
}
