/** Digest and signature. */
import { openCapsule } from '../../src/index.js';
import { base64, capsuleModel, type NewCapsule, plainModel, sha256, toBytes } from './build.js';
import { equal, fails, type PortableTest } from './checks.js';

const FILES = [{ path: 'config.json', content: '{}' }];

async function keys(): Promise<{ readonly raw: Uint8Array; readonly spki: Uint8Array; sign: (bytes: Uint8Array) => Promise<Uint8Array> }> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  return {
    raw: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
    spki: new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)),
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, toBytes(bytes))),
  };
}

async function signed(change: (record: Record<string, string>) => Record<string, string> = (record) => record): Promise<NewCapsule & { key: Uint8Array; spki: Uint8Array }> {
  const { raw, spki, sign } = await keys();
  return {
    files: FILES,
    key: raw,
    spki,
    sign: async (manifest) => JSON.stringify(change({ algorithm: 'Ed25519', key: base64(raw), value: base64(await sign(manifest)) })),
  };
}

/** Verification by WebCrypto. */
export const trustTests: readonly PortableTest[] = [
  {
    name: 'checks files and the model’s digest',
    run: async () => {
      for (const place of ['tail', 'head'] as const) {
        const digest = { algorithm: 'sha256', value: await sha256(plainModel()) };
        const good = await openCapsule(await capsuleModel({ files: FILES, place, manifest: { digest } }));
        equal(await good.verify(), { files: 1, digest: true, signature: 'none' });
        const bytes = await capsuleModel({ files: FILES, place, manifest: { digest }, graphBytes: 301 });
        await fails((await openCapsule(bytes)).verify(), 'DIGEST_MISMATCH');
      }
    },
  },
  {
    name: 'checks an Ed25519 signature against the key in the file or a given one',
    run: async () => {
      const recipe = await signed();
      const capsule = await openCapsule(await capsuleModel(recipe));
      const key = base64(recipe.key);
      equal(await capsule.verify(), { files: 1, digest: false, signature: 'valid', key });
      const pem = `-----BEGIN PUBLIC KEY-----\n${base64(recipe.spki)}\n-----END PUBLIC KEY-----\n`;
      for (const given of [recipe.key, key, recipe.spki, pem]) {
        equal(await capsule.verify({ key: given }), { files: 1, digest: false, signature: 'trusted', key });
      }
      await fails(capsule.verify({ key: (await keys()).raw }), 'BAD_SIGNATURE');
      await fails(capsule.verify({ key: 'not a key' }), 'BAD_KEY');
      await fails(capsule.verify({ key: new Uint8Array(31) }), 'BAD_KEY');
    },
  },
  {
    name: 'refuses signatures that are missing, of another kind, or of another manifest',
    run: async () => {
      const { raw } = await keys();
      await fails((await openCapsule(await capsuleModel({ files: FILES }))).verify({ key: raw }), 'NO_SIGNATURE');
      const changes: readonly [(record: Record<string, string>) => Record<string, string>, string][] = [
        [(record) => ({ ...record, algorithm: 'none' }), 'BAD_SIGNATURE'],
        [(record) => ({ ...record, value: base64(new Uint8Array(64)) }), 'BAD_SIGNATURE'],
        [(record) => ({ ...record, value: base64(new Uint8Array(3)) }), 'BAD_SIGNATURE'],
        [(record) => ({ ...record, value: '?' }), 'BAD_BASE64'],
        [(record) => ({ ...record, key: base64(raw) }), 'BAD_SIGNATURE'],
        [(record) => ({ ...record, key: '' }), 'BAD_KEY'],
      ];
      for (const [change, code] of changes) await fails((await openCapsule(await capsuleModel(await signed(change)))).verify(), code);
    },
  },
];
