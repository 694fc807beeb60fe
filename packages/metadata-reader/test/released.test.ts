/** Capsules written by released versions stay readable for ever: every format's folder in the fixtures is read here. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { stripped } from '@onnx-capsule/metadata-core';
import type { CapsuleManifest } from '@onnx-capsule/metadata-schema';
import { describe, expect, onTestFinished, test } from 'vitest';

import { openCapsule as openAnywhere } from '../src/index.js';
import { openCapsule } from '../src/node.js';

interface Released {
  readonly capsule: string;
  /** Folder of the fixtures that it was made from. */
  readonly model: string;
  readonly stripped: { readonly size: number; readonly sha256: string };
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  readonly publicKey?: string;
  readonly manifest: CapsuleManifest;
}

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe.each(readdirSync(`${fixtures}released`))('%s', (format) => {
  const folder = `${fixtures}released/${format}`;
  const rows = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as Released[];

  test('has a row for every capsule', () => {
    expect(rows.map((row) => row.capsule).toSorted()).toEqual(readdirSync(folder).filter((name) => name.endsWith('.onnx')).toSorted());
  });

  describe.each(rows)('$capsule', (row) => {
    const path = `${folder}/${row.capsule}`;

    test('has the manifest and the files it was written with', async () => {
      for (const capsule of [await openCapsule(path), await openAnywhere(new Uint8Array(readFileSync(path)))]) {
        expect(capsule.manifest).toEqual(row.manifest);
        expect(row.files.map((file) => file.path)).toEqual(capsule.manifest.files.map((file) => file.path));
        for (const file of row.files) expect(sha256(await capsule.bytes(file.path))).toBe(file.sha256);
      }
    });

    test('passes its own checks', async () => {
      const capsule = await openCapsule(path);
      const checked = await capsule.verify(row.publicKey === undefined ? {} : { key: row.publicKey });
      expect(checked).toMatchObject({
        files: row.files.length,
        digest: row.manifest.digest !== undefined,
        signature: row.publicKey === undefined ? 'none' : 'trusted',
      });
    });

    test('gives the model back that it was made from', () => {
      const model = stripped(new Uint8Array(readFileSync(path)));
      expect({ size: model.length, sha256: sha256(model) }).toEqual(row.stripped);
    });

    test('gives the columns of a packed tokenizer', async () => {
      const capsule = await openCapsule(path);
      for (const file of row.manifest.files) {
        const columns = await capsule.tokenizerColumns(file.path);
        expect(columns !== undefined).toBe(file.codec === 'tokenizer-pack');
        if (columns === undefined) continue;
        const { model } = JSON.parse(readFileSync(`${fixtures}${row.model}/${file.path}`, 'utf8')) as { model: { vocab: object | unknown[] } };
        expect(columns.vocab.count).toBe(Array.isArray(model.vocab) ? model.vocab.length : Object.keys(model.vocab).length);
      }
    });

    test('reads what it leaves out from beside itself', async () => {
      const alone = mkdtempSync(join(tmpdir(), 'capsule-released-'));
      onTestFinished(() => rmSync(alone, { recursive: true }));
      copyFileSync(path, join(alone, row.capsule));
      const omitted = row.manifest.omitted ?? [];
      const closed = await openCapsule(join(alone, row.capsule));
      for (const file of omitted) await expect(closed.bytes(file.path)).rejects.toMatchObject({ code: 'FILE_OMITTED' });
      for (const file of omitted) copyFileSync(`${fixtures}${row.model}/${file.path}`, join(alone, file.path));
      const opened = await openCapsule(join(alone, row.capsule));
      for (const file of omitted) expect(sha256(await opened.bytes(file.path))).toBe(file.sha256);
    });
  });
});
