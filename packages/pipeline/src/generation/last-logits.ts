/** The scores of the next token out of a graph's outputs. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { outputTensor } from '../label-scores.js';
import { convertTensor } from '../tensor-types.js';

/** The last position of each row of `logits` `[rows, positions, vocabulary]`. */
export function lastLogits(outputs: NamedTensors): Float32Array[] {
  const tensor = convertTensor(outputTensor(outputs, 'logits'), 'float32');
  const data = tensor.data as Float32Array;
  const vocabulary = tensor.dims.at(-1)!;
  const rows = tensor.dims[0]!;
  const positions = tensor.dims.length > 2 ? tensor.dims[1]! : 1;
  return Array.from({ length: rows }, (_, row) => {
    const end = (row + 1) * positions * vocabulary;
    return data.subarray(end - vocabulary, end);
  });
}
