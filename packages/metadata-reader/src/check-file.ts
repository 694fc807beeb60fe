/** Checks that every file read goes through: its hash, its encoding. */

/** SHA-256 of `bytes` in lower-case hexadecimal, by WebCrypto. @throws {MetadataError} `NO_WEBCRYPTO`. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  // Browsers give it to secure contexts alone.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) throw (await import('./failures.js')).noWebCrypto();
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => (byte + 256).toString(16).slice(1)).join('');
}

/** `bytes` as UTF-8. @throws {MetadataError} `BAD_UTF8`. */
export async function decodeText(bytes: Uint8Array, name: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw (await import('./failures.js')).badUtf8(name, cause);
  }
}
