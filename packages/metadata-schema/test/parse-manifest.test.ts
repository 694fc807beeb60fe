/** The guard lets through what the format says, and names the field of everything else. */
import { expect, test } from 'vitest';

import { isSafePath, parseJson, parseManifest } from '../src/index.js';

const sha256 = 'a'.repeat(64);
const file = { path: 'config.json', codec: 'utf8', size: 2, sha256 };
const manifest = { format: 1, generator: 'onnx-capsule/0.1.0', model: { type: 'bert' }, files: [file], later: { kept: true } };

test('keeps a manifest with its unknown fields', () => {
  expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
});

test('refuses a larger format with the numbers of both', () => {
  expect(() => parseManifest(JSON.stringify({ ...manifest, format: 2 }))).toThrow(
    expect.objectContaining({
      code: 'UNSUPPORTED_FORMAT',
      message: 'The capsule has format 2; this release reads up to 1.',
    }) as Error,
  );
});

test.each([
  ['manifest', []],
  ['format', { ...manifest, format: -1 }],
  ['format', { ...manifest, format: '1' }],
  ['format', { ...manifest, format: 1.5 }],
  ['generator', { ...manifest, generator: 1 }],
  ['model', { ...manifest, model: null }],
  ['model.type', { ...manifest, model: { type: 1 } }],
  ['model.architectures', { ...manifest, model: { architectures: 'Bert' } }],
  ['files', { ...manifest, files: {} }],
  ['files[0]', { ...manifest, files: [1] }],
  ['files[0].path', { ...manifest, files: [{ ...file, path: '../config.json' }] }],
  ['files[0].size', { ...manifest, files: [{ ...file, size: -1 }] }],
  ['files[0].size', { ...manifest, files: [{ ...file, size: 2 ** 53 }] }],
  ['files[0].sha256', { ...manifest, files: [{ ...file, sha256: 'A'.repeat(64) }] }],
  ['files[0].stored', { ...manifest, files: [{ ...file, stored: 'x' }] }],
  ['omitted[0].reason', { ...manifest, omitted: [file] }],
  ['parts[0].role', { ...manifest, parts: [file] }],
  ['task', { ...manifest, task: [] }],
  ['task.evidence[0]', { ...manifest, task: { name: 'a', source: 'b', evidence: [1] } }],
  ['digest.algorithm', { ...manifest, digest: { algorithm: 'md5', value: sha256 } }],
  ['digest.value', { ...manifest, digest: { algorithm: 'sha256', value: '' } }],
])('names %s of a bad manifest', (where, value) => {
  expect(() => parseManifest(JSON.stringify(value))).toThrow(
    expect.objectContaining({ name: 'MetadataError', code: 'BAD_MANIFEST', where }) as Error,
  );
});

test.each(['', '{', 'null x', '"'])('refuses %j as JSON', (json) => {
  expect(() => parseManifest(json)).toThrow(expect.objectContaining({ code: 'BAD_JSON' }) as Error);
});

test('accepts relative paths alone', () => {
  const good = ['config.json', 'onnx/model.onnx', '1_Pooling/config.json', 'a..b', '.hidden', 'näh/日本.txt', 'ab:c'];
  const bad = ['', '/a', 'a/', 'a//b', '.', './a', '..', '../a', 'a/../b', 'a/..', 'a\\b', 'C:a', 'c:/a', 'a\0', 'a\nb', 'x'.repeat(1025), 1];
  expect(good.filter((path) => !isSafePath(path))).toEqual([]);
  expect(bad.filter((path) => isSafePath(path))).toEqual([]);
});

test('refuses JSON that nests too deep without recursing into it', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  expect(parseJson(`{"[[": "\\"[", "a": ${nested(63)}}`, 'x.json')).toMatchObject({ '[[': '"[' });
  for (const depth of [65, 10_000, 1_000_000]) {
    expect(() => parseJson(nested(depth), 'x.json')).toThrow(
      expect.objectContaining({
        code: 'LIMIT_EXCEEDED',
        message: 'x.json nests deeper than 64 at character 64.',
      }) as Error,
    );
  }
});

test('keeps hostile keys away from prototypes', () => {
  const text = '{"a":{"__proto__":{"polluted":1}},"\\u005f_proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  const value = parseJson(text, 'x.json') as { a: object };
  const copy = Object.assign({}, value, value.a) as { polluted?: number };
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  expect(copy.polluted).toBeUndefined();
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('keeps a vocabulary whose tokens are named like prototypes', () => {
  const vocabulary = parseJson('{"__proto__":1,"constructor":2,"prototype":3}', 'vocab.json') as object;
  expect(Object.entries(vocabulary)).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
    ['prototype', 3],
  ]);
});
