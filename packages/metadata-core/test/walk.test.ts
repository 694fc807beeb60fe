/** The walk keeps protobuf's rules, also where bytes come in small windows. */
import { expect, test } from 'vitest';

import { joinParts } from '../src/codecs.js';
import { type ByteSource, encodeVarint, locateEntries, locateEntriesIn, readVarint, splice, varintLength, walkFields } from '../src/index.js';

const utf8 = new TextEncoder();

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joinParts(parts, length);
}

function field(number: number, value: Uint8Array): Uint8Array {
  return concat(encodeVarint(number * 8 + 2), encodeVarint(value.length), value);
}

/** A source that is not in memory, and what is read of it. */
function remote(bytes: Uint8Array): ByteSource & { readonly reads: number[] } {
  const reads: number[] = [];
  return {
    size: bytes.length,
    reads,
    read: (offset, length) => {
      reads.push(length);
      return Promise.resolve(bytes.slice(offset, offset + length));
    },
  };
}

test.each([0, 1, 127, 128, 300, 2 ** 31, 2 ** 32 + 5, 2 ** 53 - 1])('writes and reads the varint of %d', (value) => {
  const bytes = encodeVarint(value);
  expect(bytes).toHaveLength(varintLength(value));
  expect(readVarint({ bytes, base: 0 }, 0, bytes.length)).toEqual({ value, end: bytes.length });
});

test('gives a group as one field, whatever it holds', () => {
  const inner = field(14, Uint8Array.of(0x0a, 1, 0x6b));
  const bytes = concat(Uint8Array.of(0x08, 8, 0x1b, 0x23), inner, Uint8Array.of(0x24, 0x1c, 0x10, 1));
  expect([...walkFields(bytes)]).toEqual([
    { number: 1, wireType: 0, start: 0, valueStart: 1, end: 2 },
    { number: 3, wireType: 3, start: 2, valueStart: 3, end: 11 },
    { number: 2, wireType: 0, start: 11, valueStart: 12, end: 13 },
  ]);
  expect(locateEntries(bytes).entries).toEqual([]);
});

test('accepts 100 nested groups and refuses 101', () => {
  const nested = (depth: number): Uint8Array => Uint8Array.from([...Array<number>(depth).fill(0x1b), ...Array<number>(depth).fill(0x1c)]);
  expect([...walkFields(nested(100))]).toHaveLength(1);
  expect(() => [...walkFields(nested(101))]).toThrow(expect.objectContaining({ code: 'MALFORMED_MODEL', where: 'offset 100' }) as Error);
});

test('takes the last of keys and values, and parts that are missing as empty', () => {
  const bytes = concat(
    field(14, concat(field(1, utf8.encode('a')), field(2, utf8.encode('x')), field(1, utf8.encode('b')))),
    field(14, new Uint8Array()),
    field(14, field(2, utf8.encode('only'))),
  );
  const text = (start: number, end: number): string => new TextDecoder().decode(bytes.subarray(start, end));
  expect(locateEntries(bytes).entries.map((entry) => [entry.key, text(entry.keyStart, entry.keyEnd), text(entry.valueStart, entry.valueEnd)])).toEqual([
    ['b', 'b', 'x'],
    ['', '', ''],
    ['', '', 'only'],
  ]);
});

test('lets no other key pass for a capsule’s', () => {
  const keys = ['\ufeffcapsule.manifest', 'capsule', 'xcapsule.manifest', 'Capsule.manifest'];
  const bytes = concat(...keys.map((key) => field(14, field(1, utf8.encode(key)))));
  expect(locateEntries(bytes).entries.map(({ key }) => key)).toEqual(keys);
  const long = field(14, field(1, new Uint8Array(10_000).fill(0x61)));
  expect(locateEntries(long).entries[0]!.key).toHaveLength(4096);
});

test('reads a large model in two windows, with the graph skipped', async () => {
  const model = concat(Uint8Array.of(0x08, 8), field(7, new Uint8Array(1_000_000)));
  const bytes = splice(model, [
    { key: 'capsule.manifest', value: utf8.encode('{}') },
    { key: 'capsule.file/big', value: new Uint8Array(300_000).fill(0x61) },
  ]);
  const source = remote(bytes);
  const layout = await locateEntriesIn(source);
  expect(layout).toEqual(locateEntries(bytes));
  expect(layout).toMatchObject({ graphStart: 2, graphEnd: model.length });
  expect(source.reads).toEqual([16_384, 40_960]);
});

test('meets every window boundary with the same result', async () => {
  const entries = Array.from({ length: 400 }, (_, index) => ({ key: `key${index}`, value: utf8.encode('v'.repeat((index * 37) % 900)) }));
  for (let shift = 0; shift < 40; shift++) {
    const bytes = splice(field(99, new Uint8Array(shift)), entries);
    expect(await locateEntriesIn(remote(bytes))).toEqual(locateEntries(bytes));
  }
});

test('bounds entries and fields, and says where', () => {
  const entries = Array.from({ length: 5 }, (_, index) => ({ key: `capsule.file/${index}`, value: new Uint8Array() }));
  const bytes = splice(Uint8Array.of(0x08, 8), entries);
  const limits = { entries: 4, fields: 100, storedBytes: 1, fileBytes: 1, expansion: 1, manifestBytes: 1, jsonDepth: 1 };
  expect(() => locateEntries(bytes, limits)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED', message: 'Over 4 entries at offset 82.' }) as Error);
  expect(() => locateEntries(bytes, { ...limits, entries: 5, fields: 3 })).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }) as Error);
});
