/** Whole checks of a capsule: every file, the model's bytes, the signature. */
import { decodeBase64 } from '@onnx-capsule/metadata-core/codecs';
import { CAPSULE_PREFIX, MANIFEST_KEY, MetadataError, parseJson, SIGNATURE_KEY } from '@onnx-capsule/metadata-schema';

import type { Capsule } from './capsule.js';
import { digestMismatch } from './failures.js';

/** Bytes that are read at once while a model is hashed in parts. */
const PART_BYTES = 2 ** 20;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** What stands before the key in a SubjectPublicKeyInfo for Ed25519 (RFC 8410). */
const SPKI_PREFIX = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/** What to check a capsule against. */
export interface VerifyOptions {
  /**
   * Ed25519 public key that must have signed: PEM, base64, or bytes, each of the 32 raw bytes or of a SubjectPublicKeyInfo.
   * Without it a signature is checked against the key that the file itself names, which shows damage and not who signed.
   */
  readonly key?: string | Uint8Array;
}

/** What was checked; whatever does not match is an error. */
export interface Verification {
  /** Embedded files whose SHA-256 matched. */
  readonly files: number;
  /** Whether the manifest has a digest of the model, and it matched. */
  readonly digest: boolean;
  /** `none`; `valid` against the key in the file; `trusted` against the key that was given. */
  readonly signature: 'none' | 'valid' | 'trusted';
  /** The signer's key, base64 of 32 bytes. */
  readonly key?: string;
}

/**
 * Checks every embedded file, the model's bytes where the manifest has their digest, and the signature. The digest needs the model in
 * memory, except in Node, where it is hashed in parts.
 *
 * @throws {MetadataError} `DIGEST_MISMATCH`, `NO_SIGNATURE` where a key is given and nothing is signed, `BAD_SIGNATURE`, `BAD_KEY`, and what
 * reading the files throws.
 */
export async function verifyCapsule(capsule: Capsule, { key }: VerifyOptions): Promise<Verification> {
  const signature = await checkSignature(capsule, key);
  for (const file of capsule.manifest.files) {
    const found = await capsule.opened.sha256(await capsule.bytes(file.path));
    if (found !== file.sha256) throw digestMismatch(file, found);
  }
  const { digest } = capsule.manifest;
  if (digest !== undefined) {
    const found = await modelDigest(capsule);
    if (found !== digest.value) {
      throw new MetadataError('DIGEST_MISMATCH', `The model has SHA-256 ${found} without its capsule; the manifest says ${digest.value}.`, {
        where: 'digest',
        hint: 'The model was changed after embedding: embed again, or get the original file.',
      });
    }
  }
  return { files: capsule.manifest.files.length, digest: digest !== undefined, ...signature };
}

/** SHA-256 of all bytes of the model but the capsule entries. */
async function modelDigest(capsule: Capsule): Promise<string> {
  const { source, sha256, sha256OfParts } = capsule.opened;
  const ranges = await modelRanges(capsule);
  if (sha256OfParts !== undefined) {
    return await sha256OfParts(
      (async function* () {
        for (const { start, end } of ranges) {
          for (let offset = start; offset < end; offset += PART_BYTES) yield await source.read(offset, Math.min(PART_BYTES, end - offset));
        }
      })(),
    );
  }
  if (ranges.length === 1) return await sha256(await source.read(ranges[0]!.start, ranges[0]!.end - ranges[0]!.start));
  const bytes = new Uint8Array(ranges.reduce((sum, { start, end }) => sum + end - start, 0));
  let position = 0;
  for (const { start, end } of ranges) {
    bytes.set(await source.read(start, end - start), position);
    position += end - start;
  }
  return await sha256(bytes);
}

/** What belongs to no capsule entry. */
async function modelRanges(capsule: Capsule): Promise<readonly { readonly start: number; readonly end: number }[]> {
  const { entries, size } = await capsule.layout();
  const gaps = entries.filter(({ key }) => key.startsWith(CAPSULE_PREFIX));
  const starts = [0, ...gaps.map(({ end }) => end)];
  return starts.map((start, index) => ({ start, end: gaps[index]?.start ?? size })).filter(({ start, end }) => start < end);
}

async function checkSignature(capsule: Capsule, expected: string | Uint8Array | undefined): Promise<Pick<Verification, 'signature' | 'key'>> {
  const wanted = expected === undefined ? undefined : rawKey(expected);
  const manifest = await capsule.entry(MANIFEST_KEY);
  const stored = await capsule.entry(SIGNATURE_KEY);
  if (stored === undefined) {
    if (wanted === undefined) return { signature: 'none' };
    throw new MetadataError('NO_SIGNATURE', `${capsule.origin} is not signed.`, { hint: 'Embed with --sign, or do not ask for a signature.' });
  }
  const record = parseJson(new TextDecoder().decode(stored), SIGNATURE_KEY) as { algorithm?: unknown; key?: unknown; value?: unknown } | null;
  if (record?.algorithm !== 'Ed25519' || typeof record.key !== 'string' || typeof record.value !== 'string') {
    throw badSignature(capsule, 'is no Ed25519 record');
  }
  const named = rawKey(record.key);
  const base64 = toBase64(named);
  if (wanted !== undefined && toBase64(wanted) !== base64) throw badSignature(capsule, `was made with the key ${base64}, not with the given one`);
  const value = decodeBase64(new TextEncoder().encode(record.value), SIGNATURE_KEY);
  if (value.length !== SIGNATURE_BYTES) throw badSignature(capsule, `has ${value.length} bytes and not ${SIGNATURE_BYTES}`);
  const key = await crypto.subtle.importKey('raw', named as Uint8Array<ArrayBuffer>, 'Ed25519', false, ['verify']).catch((cause: unknown) => {
    throw new MetadataError('BAD_KEY', 'This platform cannot use the Ed25519 key.', { hint: 'Update the runtime.', cause });
  });
  const good = await crypto.subtle.verify('Ed25519', key, value as Uint8Array<ArrayBuffer>, manifest as Uint8Array<ArrayBuffer>);
  if (!good) throw badSignature(capsule, 'does not match its manifest');
  return { signature: wanted === undefined ? 'valid' : 'trusted', key: base64 };
}

/** The 32 bytes of a public key in any of the accepted forms. */
function rawKey(key: string | Uint8Array): Uint8Array {
  const bytes = typeof key === 'string' ? decodeKey(key) : key;
  if (bytes.length === KEY_BYTES) return bytes;
  const prefix = SPKI_PREFIX.length;
  if (bytes.length === prefix + KEY_BYTES && SPKI_PREFIX.every((byte, index) => bytes[index] === byte)) return bytes.subarray(prefix);
  throw new MetadataError('BAD_KEY', `The key has ${bytes.length} bytes and is no Ed25519 public key.`, {
    hint: 'Give the public key, as PEM or as base64 of its 32 bytes.',
  });
}

function decodeKey(text: string): Uint8Array {
  const body = text.replace(/-----(BEGIN|END) PUBLIC KEY-----|\s+/g, '');
  try {
    return decodeBase64(new TextEncoder().encode(body), 'key');
  } catch (cause) {
    throw new MetadataError('BAD_KEY', 'The key is neither a PEM public key nor base64.', {
      hint: 'Give the public key, as PEM or as base64 of its 32 bytes.',
      cause,
    });
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function badSignature(capsule: Capsule, what: string): MetadataError {
  return new MetadataError('BAD_SIGNATURE', `The signature of ${capsule.origin} ${what}.`, {
    where: SIGNATURE_KEY,
    hint: 'Do not trust this file; get it again from where it was signed.',
  });
}
