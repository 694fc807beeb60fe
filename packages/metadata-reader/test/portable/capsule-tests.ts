/** Files in, files out: every codec, both layouts, every kind of source, limits and damage. */
import { ONNXMetadataReader, openCapsule, openModel } from '../../src/index.js';
import { base64, capsuleModel, gzip, type NewFile, plainModel, sha256, stored, toBytes } from './build.js';
import { equal, fails, type PortableTest } from './checks.js';
import { splice } from './core.js';

const CONFIG = '{"model_type":"bert","big":1e30,  "ä":"☺"}\n';
const VOCAB = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, id) => [`token${id * 7919}`, id])));
const BINARY = Uint8Array.from({ length: 3000 }, (_, index) => (index * index) & 255);

const FILES: readonly NewFile[] = [
  { path: 'config.json', content: CONFIG },
  { path: 'spiece.model', content: BINARY, codec: 'gzip' },
  { path: 'onnx/vocab.json', content: VOCAB, codec: 'gzip' },
];

async function check(capsule: Awaited<ReturnType<typeof openCapsule>>): Promise<void> {
  equal(
    capsule.list().map(({ path }) => path),
    FILES.map(({ path }) => path),
  );
  for (const { path, content } of FILES) equal(await capsule.bytes(path), toBytes(content), path);
  equal(await capsule.text('config.json'), CONFIG);
  equal(await capsule.json('config.json'), { model_type: 'bert', big: 1e30, ä: '☺' });
  await fails(capsule.bytes('nothing.json'), 'FILE_NOT_FOUND');
}

/** Everything that needs no network. */
export const capsuleTests: readonly PortableTest[] = [
  ...(['tail', 'head'] as const).map((place) => ({
    name: `gives every file back byte for byte from bytes, a Blob and a reader, ${place} layout`,
    run: async () => {
      const bytes = await capsuleModel({ files: FILES, place, graphBytes: 200_000 });
      const read = (offset: number, length: number): Promise<Uint8Array> => Promise.resolve(bytes.slice(offset, offset + length));
      await check(await openCapsule(bytes));
      await check(await openCapsule(bytes.slice().buffer));
      await check(await openCapsule(new Blob([bytes as Uint8Array<ArrayBuffer>])));
      await check(await openCapsule({ size: bytes.length, read }));
    },
  })),
  {
    name: 'reads manifest and core files of a large model in two reads',
    run: async () => {
      for (const place of ['tail', 'head'] as const) {
        const bytes = await capsuleModel({ files: FILES, place, graphBytes: 3_000_000 });
        const reads: number[] = [];
        const capsule = await openCapsule({
          size: bytes.length,
          read: (offset, length) => {
            reads.push(length);
            return bytes.subarray(offset, offset + length);
          },
        });
        await capsule.json('config.json');
        await capsule.bytes('spiece.model');
        equal(reads.length <= 2 && reads.reduce((sum, length) => sum + length) <= 64 * 1024, true, `${place}: ${reads.join()}`);
      }
    },
  },
  {
    name: 'hands out bytes that are not the model’s nor shared',
    run: async () => {
      const bytes = await capsuleModel({ files: FILES });
      const before = bytes.slice();
      const capsule = await openCapsule(bytes);
      for (const path of ['config.json', 'config.json', 'spiece.model']) (await capsule.bytes(path)).fill(0);
      equal(bytes, before);
      await check(capsule);
    },
  },
  {
    name: 'says that a model has no capsule',
    run: async () => {
      await fails(openCapsule(plainModel()), 'NO_CAPSULE');
      equal((await openModel(plainModel())).files, undefined);
    },
  },
  {
    name: 'gives foreign metadata beside a capsule',
    run: async () => {
      const bytes = await capsuleModel({ files: FILES, foreign: { key: 'välue', other: '' } });
      const expected = [
        { key: 'key', value: 'välue' },
        { key: 'other', value: '' },
      ];
      equal(await (await openCapsule(bytes)).metadata(), expected);
      const model = await openModel(bytes);
      equal(model.metadata, expected);
      equal(model.files === model.capsule, true);
      equal(model.layout.entries.length, 6);
    },
  },
  {
    name: 'opens many models with the same options',
    run: async () => {
      const bytes = await capsuleModel({ files: FILES });
      const reader = new ONNXMetadataReader({ limits: { fileBytes: 100 } });
      equal(await (await reader.open(bytes)).text('config.json'), CONFIG);
      await fails((await reader.open(bytes)).bytes('spiece.model'), 'LIMIT_EXCEEDED');
      equal((await new ONNXMetadataReader().openModel(plainModel())).metadata, []);
    },
  },
  {
    name: 'refuses what is no source',
    run: async () => {
      for (const input of ['model.onnx', 'ftp://host/model.onnx', new URL('file:///model.onnx'), {}, { size: -1, read: () => BINARY }, 7, null]) {
        await fails(openCapsule(input as never), 'BAD_SOURCE');
      }
    },
  },
  {
    name: 'notices a source that gives too little',
    run: async () => {
      const bytes = await capsuleModel({ files: FILES });
      await fails(openCapsule({ size: bytes.length, read: (offset, length) => bytes.slice(offset, offset + length - 1) }), 'SOURCE_FAILED');
    },
  },
  {
    name: 'names entries that are missing or there twice',
    run: async () => {
      const row = { path: 'lost.json', codec: 'utf8', size: 1, sha256: await sha256('1') };
      const lost = await capsuleModel({ files: [], manifest: { files: [row] } });
      await fails((await openCapsule(lost)).bytes('lost.json'), 'MISSING_ENTRY');
      const entry = { key: 'capsule.manifest', value: toBytes('{}') };
      await fails(openCapsule(splice(plainModel(), [entry, entry])), 'DUPLICATE_ENTRY');
    },
  },
  {
    name: 'compares hashes and sizes unless told not to',
    run: async () => {
      const sizes = { path: 'config.json', codec: 'utf8', size: CONFIG.length + 1, sha256: await sha256(CONFIG) };
      const wrongSize = await capsuleModel({ files: FILES, manifest: { files: [sizes] } });
      await fails((await openCapsule(wrongSize)).bytes('config.json'), 'SIZE_MISMATCH');
      const hashes = { ...sizes, size: toBytes(CONFIG).length, sha256: '0'.repeat(64) };
      const wrongHash = await capsuleModel({ files: FILES, manifest: { files: [hashes] } });
      await fails((await openCapsule(wrongHash)).bytes('config.json'), 'DIGEST_MISMATCH');
      equal(await (await openCapsule(wrongHash, { verify: false })).text('config.json'), CONFIG);
    },
  },
  {
    name: 'types every kind of damage to a stored value',
    run: async () => {
      const good = new TextDecoder().decode(await stored(FILES[1]!));
      const cases: readonly (readonly [string, string, string])[] = [
        ['gzip', good.slice(0, -1), 'BAD_BASE64'],
        ['gzip', `!${good.slice(1)}`, 'BAD_BASE64'],
        ['gzip', base64((await gzip(BINARY)).slice(0, -30)), 'BAD_GZIP'],
        ['gzip', base64(toBytes('no gzip at all')), 'BAD_GZIP'],
        ['gzip', '', 'BAD_GZIP'],
        ['tokenizer-pack', base64(await gzip('no pack')), 'BAD_TOKENIZER_PACK'],
        ['brotli', good, 'UNKNOWN_CODEC'],
      ];
      for (const [codec, value, code] of cases) {
        const row = { path: 'x', codec, size: BINARY.length, sha256: await sha256(BINARY) };
        const capsule = await openCapsule(await capsuleModel({ files: [{ path: 'x', content: value }], manifest: { files: [row] } }));
        await fails(capsule.bytes('x'), code);
      }
    },
  },
  {
    name: 'stops a gzip bomb at the limit',
    run: async () => {
      const bomb = await capsuleModel({ files: [{ path: 'bomb', content: new Uint8Array(20_000_000), codec: 'gzip' }] });
      await fails((await openCapsule(bomb)).bytes('bomb'), 'LIMIT_EXCEEDED');
      const limits = { expansion: 100_000 };
      equal((await (await openCapsule(bomb, { limits })).bytes('bomb')).length, 20_000_000);
      await fails((await openCapsule(bomb, { limits: { ...limits, fileBytes: 1000 } })).bytes('bomb'), 'LIMIT_EXCEEDED');
    },
  },
  {
    name: 'keeps to every limit',
    run: async () => {
      const bytes = await capsuleModel({ files: FILES });
      const tries: readonly [Record<string, number>, string][] = [
        [{ entries: 3 }, 'config.json'],
        [{ fields: 5 }, 'config.json'],
        [{ manifestBytes: 10 }, 'config.json'],
        [{ storedBytes: 10 }, 'config.json'],
        [{ fileBytes: 10 }, 'config.json'],
        [{ expansion: 0.1 }, 'spiece.model'],
        [{ jsonDepth: 0 }, 'config.json'],
      ];
      for (const [limits, path] of tries) {
        await fails(async () => (await openCapsule(bytes, { limits })).json(path), 'LIMIT_EXCEEDED');
      }
      const deep = await capsuleModel({ files: [{ path: 'deep.json', content: '['.repeat(10_000) + ']'.repeat(10_000) }] });
      await fails((await openCapsule(deep)).json('deep.json'), 'LIMIT_EXCEEDED');
    },
  },
  {
    name: 'keeps hostile keys away from prototypes',
    run: async () => {
      const content = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
      const capsule = await openCapsule(await capsuleModel({ files: [{ path: 'config.json', content }, { path: '__proto__', content: 'x' }] }));
      const value = Object.assign({}, await capsule.json('config.json')) as { polluted?: number };
      equal([value.polluted, ({} as { polluted?: number }).polluted, await capsule.text('__proto__')], [undefined, undefined, 'x']);
      await fails(capsule.bytes('constructor'), 'FILE_NOT_FOUND');
    },
  },
  {
    name: 'gives our error or the right files for a model cut at any byte',
    run: async () => {
      const bytes = await capsuleModel({ files: [FILES[0]!, { path: 'b', content: 'b'.repeat(50), codec: 'gzip' }], graphBytes: 40 });
      for (let length = 0; length < bytes.length; length++) {
        const codes = ['EMPTY_FILE', 'TRUNCATED_MODEL', 'NO_CAPSULE', 'MISSING_ENTRY', 'NOT_ONNX'];
        await fails(async () => (await openCapsule(bytes.slice(0, length))).bytes('b'), codes);
      }
    },
  },
];
