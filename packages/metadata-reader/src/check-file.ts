/** Checks that every file read goes through: its hash, its encoding. */
import { type CapsuleFileInfo, MetadataError } from '@onnx-capsule/metadata-schema';

/** SHA-256 of `bytes` in lower-case hexadecimal, by WebCrypto. @throws {MetadataError} `NO_WEBCRYPTO`. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  // Browsers give it to secure contexts alone.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) {
    throw new MetadataError('NO_WEBCRYPTO', 'This page has no WebCrypto, so hashes cannot be compared.', {
      hint: 'Serve the page by https, or open the model with verify: false.',
    });
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Compares `bytes` with the hash that is known of `file`. @throws {MetadataError} `DIGEST_MISMATCH`, `NO_WEBCRYPTO`. */
export async function checkSha256(file: CapsuleFileInfo, bytes: Uint8Array): Promise<void> {
  const found = await sha256Of(bytes);
  if (found === file.sha256) return;
  throw new MetadataError('DIGEST_MISMATCH', `${file.path} has SHA-256 ${found}; the manifest says ${file.sha256}.`, {
    where: file.path,
    hint: 'Get the original file, or embed the metadata again.',
  });
}

/** `bytes` as UTF-8. @throws {MetadataError} `BAD_UTF8`. */
export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new MetadataError('BAD_UTF8', `${name} is not UTF-8 text.`, { where: name, hint: 'Read it as bytes.', cause });
  }
}
