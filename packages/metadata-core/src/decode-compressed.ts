/** The codecs that unpack, apart from `decode.ts` so that a reader of plain text files does not load them. */
import { type ManifestFile, MetadataError } from '@onnx-capsule/metadata-schema';

import { decodeBase64 } from './base64.js';
import { gunzip } from './gunzip.js';
import type { CapsuleLimits } from './limits.js';

/** Decodes whatever `decodeFile` does not decode itself, and checks the length. @throws {MetadataError} as `decodeFile`. */
export async function decodeCompressed(file: ManifestFile, stored: Uint8Array, limits: CapsuleLimits): Promise<Uint8Array> {
  const bytes = await decode(file, stored, limits);
  if (bytes.length === file.size) return bytes;
  throw new MetadataError('SIZE_MISMATCH', `${file.path} has ${bytes.length} bytes; its manifest row says ${file.size}.`, {
    where: file.path,
    hint: 'Embed the file again.',
  });
}

/** Base64 of gzip. @throws {MetadataError} as `decodeFile`. */
export async function unzip(name: string, stored: Uint8Array, limits: CapsuleLimits): Promise<Uint8Array> {
  return await gunzip(decodeBase64(stored, name), Math.min(limits.fileBytes, stored.length * limits.expansion), name);
}

async function decode(file: ManifestFile, stored: Uint8Array, limits: CapsuleLimits): Promise<Uint8Array> {
  switch (file.codec) {
    case 'utf8':
      return stored;
    case 'gzip':
      return await unzip(file.path, stored, limits);
    case 'tokenizer-pack': {
      const packed = await unzip(file.path, stored, limits);
      const { unpackTokenizer } = await import('./tokenizer-pack-text.js');
      return unpackTokenizer(packed, Math.min(file.size, limits.fileBytes));
    }
    default:
      throw new MetadataError('UNKNOWN_CODEC', `${file.path} is stored with the unknown codec ${JSON.stringify(file.codec)}.`, {
        where: file.path,
        hint: 'Update onnx-capsule.',
      });
  }
}
