/** Every corpus folder goes into its model and comes back byte for byte, in both layouts and all tiers. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { locateEntries, stripped } from '@onnx-capsule/metadata-core';
import { unpackTokenizer } from '@onnx-capsule/metadata-core/tokenizer-pack';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { MetadataExtractor, ONNXMetadataEmbedder, sourceFolderOf, type Tier } from '../src/index.js';

const models = new URL('../../../fixtures/models/', import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capsule-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** The `.onnx` files of a corpus folder. */
function onnxFilesOf(id: string): readonly string[] {
  return readdirSync(join(models, id), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.onnx'));
}

/** The files of the capsule in `bytes`, decoded here by other means than the reader's. */
function filesOf(bytes: Uint8Array): { readonly manifest: { omitted?: unknown[] }; readonly files: Map<string, Buffer> } {
  const values = new Map(
    locateEntries(bytes).entries.map((entry) => [entry.key, Buffer.from(bytes.subarray(entry.valueStart, entry.valueEnd))]),
  );
  const manifest = JSON.parse(values.get('capsule.manifest')!.toString()) as {
    omitted?: unknown[];
    files: { path: string; codec: string; size: number; stored?: number }[];
  };
  const files = new Map(
    manifest.files.map(({ path, codec, size, stored }) => {
      const value = values.get(`capsule.file/${path}`)!;
      expect(value.length).toBe(stored ?? size);
      if (codec === 'utf8') return [path, value];
      const unzipped = gunzipSync(Buffer.from(value.toString('latin1'), 'base64'));
      return [path, codec === 'gzip' ? unzipped : Buffer.from(unpackTokenizer(unzipped))];
    }),
  );
  return { manifest, files };
}

for (const id of readdirSync(models)) {
  for (const tier of ['full', 'essential', 'minimal'] as const satisfies Tier[]) {
    for (const layout of ['tail', 'head'] as const) {
      test(`${id} comes back from tier ${tier}, layout ${layout}`, async () => {
        const name = onnxFilesOf(id)[0]!;
        const original = await readFile(join(models, id, name));
        const output = join(folder, `${id}-${tier}-${layout}.onnx`);
        const source = await sourceFolderOf(join(models, id, name));
        const embedder = new ONNXMetadataEmbedder();
        const options = { tier, layout, output, hierarchy: 'keep' } as const;
        const result = await embedder.embed(join(models, id, name), source, options);
        const written = await readFile(output);
        expect(result.bytesAfter).toBe(written.length);
        expect(Buffer.compare(stripped(written), original)).toBe(0);

        const { files } = filesOf(written);
        const expected = (await new MetadataExtractor().discover(source)).files;
        const taken = expected.filter((file) => tier === 'full' || file.tier === 'minimal' || (tier === 'essential' && file.tier !== 'full'));
        expect([...files.keys()]).toEqual(taken.map(({ path }) => path));
        for (const [path, bytes] of files) expect(bytes.equals(await readFile(join(source, path)))).toBe(true);
        expect((result.manifest.omitted ?? []).map(({ path }) => path)).toEqual(
          expected.filter((file) => !taken.includes(file)).map(({ path }) => path),
        );

        const again = join(folder, 'again.onnx');
        await embedder.embed(output, source, { ...options, output: again, force: true });
        if (result.manifest.parts === undefined) expect(Buffer.compare(await readFile(again), written)).toBe(0);
        await rm(output);
      });
    }
  }
}

test('the corpus leaves no file of a folder behind', async () => {
  for (const id of readdirSync(models)) {
    const all = readdirSync(join(models, id), { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.onnx'))
      .map((entry) => join(entry.parentPath, entry.name).slice(models.length + id.length + 1));
    const found = (await new MetadataExtractor().discover(join(models, id))).files.map(({ path }) => path);
    expect(found.toSorted()).toEqual(all.toSorted());
  }
});
