/** Signs a manifest, which binds every file by its hash, and the model where the manifest holds its digest. */
import { MetadataError } from '@onnx-capsule/metadata-schema';

/**
 * The value of `capsule.signature`: an Ed25519 signature over the exact bytes of `manifest`, with the public key (raw, 32 bytes).
 *
 * @param pem Private key, PKCS #8 in PEM, as `openssl genpkey -algorithm ed25519` writes it.
 * @throws {MetadataError} `BAD_KEY`.
 */
export async function signManifest(manifest: Uint8Array, pem: string): Promise<Uint8Array> {
  const body = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(pem)?.[1];
  if (body === undefined) throw badKey('it holds no "-----BEGIN PRIVATE KEY-----" block');
  let key: CryptoKey;
  let publicKey: string;
  try {
    key = await crypto.subtle.importKey('pkcs8', Buffer.from(body.replace(/\s/g, ''), 'base64'), 'Ed25519', true, ['sign']);
    publicKey = (await crypto.subtle.exportKey('jwk', key)).x ?? '';
  } catch (cause) {
    throw badKey('it is no Ed25519 key', cause);
  }
  const value = await crypto.subtle.sign('Ed25519', key, manifest as Uint8Array<ArrayBuffer>);
  const signature = {
    algorithm: 'Ed25519',
    key: Buffer.from(publicKey, 'base64url').toString('base64'),
    value: Buffer.from(value).toString('base64'),
  };
  return new TextEncoder().encode(JSON.stringify(signature));
}

function badKey(why: string, cause?: unknown): MetadataError {
  return new MetadataError('BAD_KEY', `The private key cannot be used: ${why}.`, {
    hint: 'Make one with: openssl genpkey -algorithm ed25519 -out key.pem',
    cause,
  });
}
