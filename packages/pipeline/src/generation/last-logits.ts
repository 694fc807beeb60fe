/** The scores of the next token out of a graph's outputs. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { outputTensor } from '../label-scores.js';
import { convertTensor } from '../tensor-types.js';

/**
 * The scores behind the last of the `fresh` tokens that a run was given, for each row of `logits` `[rows, positions, vocabulary]`. A graph
 * of fixed length gives more positions than that (its padding), one that keeps the last only gives one.
 */
export function lastLogits(outputs: NamedTensors, fresh: number): Float32Array[] {
  const tensor = convertTensor(outputTensor(outputs, 'logits'), 'float32');
  const data = tensor.data as Float32Array;
  const vocabulary = tensor.dims.at(-1)!;
  const rows = tensor.dims[0]!;
  const positions = tensor.dims.length > 2 ? tensor.dims[1]! : 1;
  const last = Math.min(fresh, positions);
  return Array.from({ length: rows }, (_, row) => {
    const end = (row * positions + last) * vocabulary;
    return data.subarray(end - vocabulary, end);
  });
}
