/** From a source file to its stored value and its manifest row. */
import { createHash } from 'node:crypto';

import { isEnabled } from '@onnx-capsule/metadata-core/feature-flags';
import { packTokenizer } from '@onnx-capsule/metadata-core/tokenizer-pack';
import type { Codec, ManifestFile } from '@onnx-capsule/metadata-schema';
import { gzip } from 'pako';

/** Bytes up to which text is stored as it is. */
export const COMPRESS_THRESHOLD = 10_240;
/** Level of compression; with one level of one implementation, the same inputs give the same bytes everywhere. */
const GZIP_LEVEL = 9;
const NUL = 0;

/** How files are stored. */
export interface StoreOptions {
  /** Bytes up to which text is stored as it is. Default 10 240. */
  readonly compressThreshold?: number;
  /** `false` stores text of every length as it is; binary files are compressed all the same, since a value must be text. */
  readonly compress?: boolean;
  /** `false` stores a `tokenizer.json` as any other text. Default `true`. */
  readonly packedTokenizer?: boolean;
}

/** A file ready to be written. */
export interface StoredFile {
  readonly row: ManifestFile;
  readonly value: Uint8Array;
}

/** `bytes` of the file at `path` as it is stored, with its row. */
export function storeFile(path: string, bytes: Uint8Array, options: StoreOptions = {}): StoredFile {
  const { codec, value } = encode(path, bytes, options);
  const stored = value.length === bytes.length ? {} : { stored: value.length };
  return { row: { path, codec, size: bytes.length, ...stored, sha256: sha256(bytes) }, value };
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function encode(path: string, bytes: Uint8Array, options: StoreOptions): { readonly codec: Codec; readonly value: Uint8Array } {
  const threshold = options.compress === false ? Infinity : (options.compressThreshold ?? COMPRESS_THRESHOLD);
  if (bytes.length <= threshold && isText(bytes)) return { codec: 'utf8', value: bytes };
  const packs = /(^|\/)tokenizer\.json$/.test(path) && isEnabled('packedTokenizer', options.packedTokenizer);
  const packed = packs ? packTokenizer(bytes) : undefined;
  return packed === undefined
    ? { codec: 'gzip', value: gzipText(bytes) }
    : { codec: 'tokenizer-pack', value: gzipText(packed) };
}

/** Base64 of gzip. */
export function gzipText(bytes: Uint8Array): Uint8Array {
  const packed = gzip(bytes, { level: GZIP_LEVEL });
  return new TextEncoder().encode(Buffer.from(packed).toString('base64'));
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(NUL)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
