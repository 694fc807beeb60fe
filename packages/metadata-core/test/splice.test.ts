/** Entries go in and out of models, and everything else stays byte for byte. */
import { describe, expect, test } from 'vitest';

import { applyEdits, hierarchyEdits, readGraph, readGraphFrom, withoutHierarchyTags } from '../src/graph.js';
import { bytesSource, joinPieces, locateEntries, splice, stripped } from '../src/index.js';
import { onnxFile, onnxFiles, toHex } from './onnx-files.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const entries = [
  { key: 'capsule.manifest', value: encode('{}') },
  { key: 'capsule.file/config.json', value: encode('x'.repeat(300)) },
];
/** Files whose top level parses, and that have no capsule of their own. */
const models = onnxFiles.filter(({ walk, file }) => walk === 'ok' && !locateEntries(onnxFile(file)).entries.some(({ key }) => key.startsWith('capsule.')));

describe.each(['tail', 'head'] as const)('in the layout %s', (place) => {
  test.each(models.map(({ file }) => file))('%s carries entries and comes back', (file) => {
    const model = onnxFile(file);
    const once = splice(model, entries, place);
    expect(toHex(stripped(once))).toBe(toHex(model));
    expect(toHex(splice(once, entries, place))).toBe(toHex(once));
    expect(toHex(splice(splice(once, [], 'tail'), entries, place))).toBe(toHex(once));
    const found = locateEntries(once).entries.filter(({ key }) => key.startsWith('capsule.'));
    expect(found.map(({ key, valueStart, valueEnd }) => [key, toHex(once.subarray(valueStart, valueEnd))])).toEqual(
      entries.map(({ key, value }) => [key, toHex(value)]),
    );
    const { graphStart } = locateEntries(once);
    if (place === 'head' && graphStart !== undefined) expect(found.at(-1)!.end).toBe(graphStart);
    if (place === 'tail') expect(found.at(-1)!.end).toBe(once.length);
  });
});

test('the stripped view of a tail layout shares memory with the model', () => {
  const model = splice(onnxFile('meta-one.onnx'), entries);
  expect(stripped(model).buffer).toBe(model.buffer);
});

test('hierarchy tags become node metadata or go, wherever the nodes are', async () => {
  const model = onnxFile('node-attribute-hierarchy-tag.onnx');
  const facts = readGraphFrom(model);
  expect(facts.hierarchyTags).toBe(true);
  const whole = [{ start: 0, end: model.length }];
  const { edits, tags } = await hierarchyEdits({ size: model.length, read: (offset, length) => model.slice(offset, offset + length) }, 'move');
  expect(tags).toBe(facts.nodeCount);
  const moved = joinPieces(model, applyEdits(whole, edits));
  expect(readGraphFrom(moved)).toEqual({ ...facts, hierarchyTags: false });
  expect(await readGraph(bytesSource(moved))).toEqual({ ...facts, hierarchyTags: false });
  const key = toHex(encode('hierarchy_tag'));
  expect(toHex(moved).split(key).length - 1).toBe(tags);
  const dropped = withoutHierarchyTags(model);
  expect(readGraphFrom(dropped)).toEqual({ ...facts, hierarchyTags: false });
  expect(toHex(dropped)).not.toContain(key);
  expect((await hierarchyEdits(bytesSource(model), 'keep')).edits).toEqual([]);
  expect(withoutHierarchyTags(dropped)).toBe(dropped);
});

test('tags of nodes inside subgraphs and functions are found', () => {
  const field = (number: number, ...content: number[]): number[] => [number * 8 + 2, content.length, ...content];
  const long = (number: number, ...content: number[]): number[] => [((number * 8 + 2) & 127) | 128, (number * 8 + 2) >> 7, content.length, ...content];
  const tag = field(5, ...field(1, ...encode('hierarchy_tag')), ...field(4, ...encode('/a')));
  const inner = field(1, ...field(4, ...encode('Add')), ...tag);
  const branch = field(5, ...field(1, ...encode('then_branch')), ...field(6, ...inner));
  const graph = field(7, ...field(1, ...field(4, ...encode('If')), ...branch));
  const functions = long(25, ...field(7, ...field(4, ...encode('Mul')), ...tag));
  const model = Uint8Array.from([...graph, ...functions]);
  expect(readGraphFrom(model)).toMatchObject({ hierarchyTags: true, operators: { If: 1, Add: 1, Mul: 1 } });
  const runnable = withoutHierarchyTags(model);
  expect(readGraphFrom(runnable)).toMatchObject({ hierarchyTags: false, operators: { If: 1, Add: 1, Mul: 1 } });
  expect(runnable.length).toBe(model.length - 2 * tag.length);
});
