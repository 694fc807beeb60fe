/** Rows of tensors: slice, join and pad along the first two dimensions. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { allocate, elementCount } from './tensor-types.js';
import { PipelineError } from './pipeline-error.js';

/** Rows `start` to `end` (exclusive) along the first dimension; shares memory with `tensor` where it is numeric. */
export function sliceRows(tensor: Tensor, start: number, end: number): Tensor {
  const size = elementCount(tensor.dims.slice(1));
  const dims = [end - start, ...tensor.dims.slice(1)];
  const { data } = tensor;
  if (isStrings(data)) return { type: tensor.type, dims, data: data.slice(start * size, end * size) };
  return { type: tensor.type, dims, data: data.subarray(start * size, end * size) };
}

function isStrings(data: Tensor['data']): data is readonly string[] {
  return Array.isArray(data);
}

/** Tensors of equal row shape, one after the other. @throws {PipelineError} `BAD_FEED` when the row shapes differ. */
export function concatRows(tensors: readonly Tensor[]): Tensor {
  const first = tensors[0]!;
  if (tensors.length === 1) return first;
  const row = first.dims.slice(1).join('x');
  let rows = 0;
  for (const tensor of tensors) {
    if (tensor.dims.slice(1).join('x') !== row) {
      throw new PipelineError('BAD_FEED', `Rows of shape ${row} and ${tensor.dims.slice(1).join('x')} cannot be put into one batch.`, {
        hint: 'Use batch_size 1.',
      });
    }
    rows += tensor.dims[0]!;
  }
  const dims = [rows, ...first.dims.slice(1)];
  if (first.type === 'string') return { type: 'string', dims, data: tensors.flatMap((tensor) => tensor.data as readonly string[]) };
  const data = allocate(first.type, elementCount(dims));
  let offset = 0;
  for (const tensor of tensors) {
    data.set(tensor.data as never, offset);
    offset += elementCount(tensor.dims);
  }
  return { type: first.type, dims, data };
}

/** Which side of the second dimension is filled. */
export type PaddingSide = 'left' | 'right';

/** `tensor` with its second dimension grown to `length`, filled with `value`. */
export function padColumns(tensor: Tensor, length: number, value: number, side: PaddingSide = 'right'): Tensor {
  const columns = tensor.dims[1]!;
  if (columns === length || tensor.type === 'string') return tensor;
  const rows = tensor.dims[0]!;
  const inner = elementCount(tensor.dims.slice(2));
  const dims = [rows, length, ...tensor.dims.slice(2)];
  const data = allocate(tensor.type, elementCount(dims));
  if (value !== 0) data.fill((typeof data[0] === 'bigint' ? BigInt(value) : value) as never);
  const shift = side === 'left' ? length - columns : 0;
  for (let row = 0; row < rows; row++) {
    const source = (tensor.data as Float32Array).subarray(row * columns * inner, (row + 1) * columns * inner);
    data.set(source as never, (row * length + shift) * inner);
  }
  return { type: tensor.type, dims, data };
}

/** `length` columns of `tensor`, from the right end where `side` (the padding's) is left. */
export function cutColumns(tensor: Tensor, length: number, side: PaddingSide = 'right'): Tensor {
  const columns = tensor.dims[1]!;
  if (columns === length) return tensor;
  const rows = tensor.dims[0]!;
  const inner = elementCount(tensor.dims.slice(2));
  const dims = [rows, length, ...tensor.dims.slice(2)];
  const shift = side === 'left' ? columns - length : 0;
  const data = allocate(tensor.type, elementCount(dims));
  for (let row = 0; row < rows; row++) {
    const start = (row * columns + shift) * inner;
    data.set((tensor.data as Float32Array).subarray(start, start + length * inner) as never, row * length * inner);
  }
  return { type: tensor.type, dims, data };
}

/** Number of rows of the first tensor that has any dimension. */
export function rowCount(tensors: NamedTensors): number {
  for (const name in tensors) {
    const rows = tensors[name]!.dims[0];
    if (rows !== undefined) return rows;
  }
  return 1;
}
