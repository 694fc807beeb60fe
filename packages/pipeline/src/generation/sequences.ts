/** Token rows as the tensor that `forward` of a generating task gives, and back. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { outputTensor } from '../label-scores.js';
import { int64Tensor } from '../tensor-types.js';

/** `{ sequences }`, int64 `[rows, tokens]`, as Python's `generate` returns them. */
export function sequencesTensor(rows: readonly (readonly number[])[]): NamedTensors {
  return { sequences: int64Tensor(rows.flat(), [rows.length, rows[0]?.length ?? 0]) };
}

/** The rows of `sequences`. */
export function sequenceRows(outputs: NamedTensors): number[][] {
  return tokenRows(outputTensor(outputs, 'sequences'));
}

/** The rows of a tensor of token ids. */
export function tokenRows(tensor: Tensor): number[][] {
  const [rows = 1, columns = 0] = tensor.dims;
  const ids = Array.from(tensor.data as ArrayLike<number | bigint>, Number);
  return Array.from({ length: rows }, (_, row) => ids.slice(row * columns, (row + 1) * columns));
}
