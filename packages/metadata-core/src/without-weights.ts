/** A copy of a model that holds what says what its graph is, and none of the weights. */
import { MetadataError } from '@onnx-capsule/metadata-schema';

import type { ByteSource } from './byte-source.js';
import { ByteWindows } from './byte-windows.js';
import { joinParts } from './join-parts.js';
import { startWalk, STEP_BYTES, stepWalk, walkGoesOn, type WireField } from './walk.js';
import { varintLength, WIRE_LENGTH, writeVarint } from './wire.js';

/** Which fields of a message are kept: whole (`true`), or as a message whose own fields are chosen. All others are left out. */
interface Kept {
  readonly [field: number]: true | Kept | (() => Kept);
}

/** Protobuf's limit of nested messages. */
const MAX_DEPTH = 100;
/** Fields up to this length are kept whole, weights or not: looking inside would cost more. */
const SMALL = 4096;

const TENSOR: Kept = { 1: true, 2: true, 8: true, 13: true, 14: true };
const SPARSE: Kept = { 1: TENSOR, 2: TENSOR, 3: true };
const ATTRIBUTE: Kept = { 1: true, 5: TENSOR, 6: () => GRAPH, 10: TENSOR, 11: () => GRAPH, 22: SPARSE, 23: SPARSE };
const NODE: Kept = { 4: true, 5: ATTRIBUTE, 7: true };
const GRAPH: Kept = { 1: NODE, 5: TENSOR, 11: true, 12: true, 15: SPARSE };
const MODEL: Kept = { 1: true, 2: true, 3: true, 7: GRAPH, 8: true, 25: { 1: true, 7: NODE, 10: true } };

/**
 * The model in `source` as a `ModelProto` without weights, metadata and names of values inside.
 *
 * @throws {MetadataError} `MALFORMED_MODEL`, `TRUNCATED_MODEL`, and what the source throws.
 */
export async function withoutWeights(source: ByteSource): Promise<Uint8Array> {
  const parts = await keep(new ByteWindows(source), MODEL, 0, source.size, 0);
  return joinParts(parts, lengthOf(parts));
}

async function keep(windows: ByteWindows, kept: Kept, start: number, end: number, depth: number): Promise<Uint8Array[]> {
  if (depth > MAX_DEPTH) {
    throw new MetadataError('MALFORMED_GRAPH', `The graph nests deeper than ${MAX_DEPTH} messages at offset ${start}.`, {
      where: `offset ${start}`,
    });
  }
  const parts: Uint8Array[] = [];
  const walk = startWalk(start, end);
  while (walkGoesOn(walk)) {
    const needed = Math.min(STEP_BYTES, end - walk.position);
    let window = windows.find(walk.position, needed);
    if (window === undefined) {
      await windows.load(walk.position);
      window = windows.find(walk.position, needed)!;
    }
    const field = stepWalk(walk, window);
    if (field === undefined) continue;
    const rule = kept[field.number];
    if (rule === undefined) continue;
    if (rule === true || field.wireType !== WIRE_LENGTH || field.end - field.start <= SMALL) {
      if (windows.find(field.start, field.end - field.start) === undefined && field.end - field.start <= SMALL) await windows.load(field.start);
      parts.push((await windows.view(field.start, field.end - field.start)).slice());
      continue;
    }
    const inner = await keep(windows, typeof rule === 'function' ? rule() : rule, field.valueStart, field.end, depth + 1);
    parts.push(header(field, inner), ...inner);
  }
  return parts;
}

/** Tag and length of `field` with new content. */
function header({ number }: WireField, inner: readonly Uint8Array[]): Uint8Array {
  const length = lengthOf(inner);
  const bytes = new Uint8Array(varintLength(number * 8 + WIRE_LENGTH) + varintLength(length));
  writeVarint(bytes, writeVarint(bytes, 0, number * 8 + WIRE_LENGTH), length);
  return bytes;
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
