/** Reads what a graph says about itself from any source, without its weights. */
import type { GraphFacts } from '@onnx-capsule/metadata-schema';

import type { ByteSource } from './byte-source.js';
import { factsOf } from './graph-facts.js';
import { decodeModel } from './onnx-messages.js';
import { withoutWeights } from './without-weights.js';

/** The facts about the model in `bytes`. @throws {MetadataError} `MALFORMED_GRAPH`. */
export function readGraphFrom(bytes: Uint8Array): GraphFacts {
  return factsOf(decodeModel(bytes));
}

/**
 * The facts about the model in `source`. Weights are neither read nor held: what is read is the nodes and the head of each initializer.
 *
 * @throws {MetadataError} `MALFORMED_GRAPH`, `MALFORMED_MODEL`, `TRUNCATED_MODEL`, and what the source throws.
 */
export async function readGraph(source: ByteSource | Uint8Array): Promise<GraphFacts> {
  if (source instanceof Uint8Array) return readGraphFrom(source);
  return readGraphFrom(source.bytes ?? (await withoutWeights(source)));
}
