/// <reference types="node" />
/** Graph facts of every corpus model agree with Python's onnx, from memory and from a source that is read in parts. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { GraphFacts, GraphValue } from '@onnx-capsule/metadata-schema';
import { expect, test } from 'vitest';

import { readGraph, readGraphFrom } from '../src/graph.js';
import { onnxFiles } from './onnx-files.js';

type Value = readonly [name: string, type: string, shape: readonly (number | string | null)[] | null];

interface Golden {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly opsets: Readonly<Record<string, number>>;
  readonly irVersion: number;
  readonly producer: string;
  readonly nodeCount: number;
  readonly operators: Readonly<Record<string, number>>;
  readonly initializers: readonly [count: number, sha256: string];
  readonly externalData: readonly string[];
  readonly functions: readonly string[];
}

const golden = JSON.parse(readFileSync(new URL('graph-facts.json', import.meta.url), 'utf8')) as Record<string, Golden>;

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url)));
}

/** A source that gives no more than is asked for, and counts. */
function counting(bytes: Uint8Array): { size: number; read: (offset: number, length: number) => Promise<Uint8Array>; taken: () => number } {
  let taken = 0;
  return {
    size: bytes.length,
    read: (offset, length) => {
      taken += length;
      return Promise.resolve(bytes.slice(offset, offset + length));
    },
    taken: () => taken,
  };
}

function asGolden(facts: GraphFacts): Golden {
  const value = ({ name, type, shape }: GraphValue): Value => [name, type, shape ?? null];
  const rows = Object.entries(facts.initializers!).toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return {
    inputs: facts.inputs.map(value),
    outputs: facts.outputs.map(value),
    opsets: facts.opsets,
    irVersion: facts.irVersion ?? 0,
    producer: facts.producer ?? '',
    nodeCount: facts.nodeCount!,
    operators: facts.operators!,
    initializers: [rows.length, createHash('sha256').update(JSON.stringify(rows)).digest('hex')],
    externalData: facts.externalData!.toSorted(),
    functions: facts.functions!,
  };
}

test.each(Object.keys(golden))('agrees with onnx about %s', async (name) => {
  const bytes = fixture(name);
  const facts = readGraphFrom(bytes);
  expect(asGolden(facts)).toEqual(golden[name]);
  expect(await readGraph(bytes)).toEqual(facts);
  expect(await readGraph(counting(bytes))).toEqual(facts);
});

test('reads nodes and the heads of weights only', async () => {
  const bytes = fixture('models/bert-tiny-langid/model.onnx');
  // The same model with 64 MiB of weights: an initializer (field 5 of the graph) whose raw data (field 9) comes before its name.
  const raw = 64 * 2 ** 20;
  const tensor = [0x08, ...varint(raw), 0x10, 2, 0x4a, ...varint(raw)];
  const name = [0x42, 3, 0x62, 0x69, 0x67];
  const initializer = [0x2a, ...varint(tensor.length + raw + name.length), ...tensor];
  const graph = [0x3a, ...varint(initializer.length + raw + name.length), ...initializer];
  const big = new Uint8Array(bytes.length + graph.length + raw + name.length);
  big.set(bytes);
  big.set(graph, bytes.length);
  big.set(name, bytes.length + graph.length + raw);
  const source = counting(big);
  const facts = await readGraph(source);
  expect(facts.initializers).toEqual({ ...readGraphFrom(bytes).initializers, big: [raw] });
  expect(source.taken()).toBeLessThan(2 ** 20 + bytes.length);
});

test('says which graphs carry hierarchy tags', () => {
  expect(readGraphFrom(fixture('models/electra-hate-tagged/model.onnx')).hierarchyTags).toBe(true);
  expect(readGraphFrom(fixture('models/distilbert-ner-metadata/model.onnx')).hierarchyTags).toBe(false);
});

test.each(onnxFiles.map(({ file }) => file))('gives facts or a typed error for %s, the same from memory and in parts', async (file) => {
  const bytes = fixture(`onnxfiles/${file}`);
  const outcome = (facts: Promise<GraphFacts>): Promise<unknown> => facts.catch((error: unknown) => (error as { name: string }).name);
  const results = [await outcome(readGraph(bytes)), await outcome(readGraph(counting(bytes)))];
  for (const result of results) if (typeof result === 'string') expect(result).toBe('MetadataError');
});

test('subgraphs 3,000 deep end in a typed error', async () => {
  let graph: number[] = [];
  for (let depth = 0; depth < 3000; depth++) {
    const attribute = [0x32, ...varint(graph.length), ...graph];
    const node = [0x2a, ...varint(attribute.length), ...attribute];
    graph = [0x0a, ...varint(node.length), ...node];
  }
  const bytes = Uint8Array.from([0x3a, ...varint(graph.length), ...graph]);
  await expect(readGraph(bytes)).rejects.toMatchObject({ code: 'MALFORMED_GRAPH' });
  await expect(readGraph(counting(bytes))).rejects.toMatchObject({ code: 'MALFORMED_GRAPH' });
});

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
