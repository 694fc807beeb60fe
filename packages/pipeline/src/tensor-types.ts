/** Conversions between the element types of tensors, and float views of model outputs. */
import type { Tensor, TensorData, TensorType } from '@onnx-capsule/metadata-schema';

import { floatToHalf, halfToFloat } from './float16.js';
import { PipelineError } from './pipeline-error.js';

type NumericArray = Exclude<TensorData, readonly string[]>;

const ARRAYS: Readonly<Record<Exclude<TensorType, 'string'>, new (length: number) => NumericArray>> = {
  float32: Float32Array,
  float16: Uint16Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};

/** Whether `type` names an element type. */
export function isTensorType(type: unknown): type is TensorType {
  return typeof type === 'string' && (type === 'string' || Object.hasOwn(ARRAYS, type));
}

/** Number of elements of a shape. */
export function elementCount(dims: readonly number[]): number {
  let count = 1;
  for (const dim of dims) count *= dim;
  return count;
}

/** A tensor of zeros (empty strings for `string`). */
export function zeros(type: TensorType, dims: readonly number[]): Tensor {
  const length = elementCount(dims);
  return { type, dims, data: type === 'string' ? new Array<string>(length).fill('') : new ARRAYS[type](length) };
}

/** An empty array that holds elements of `type`. */
export function allocate(type: TensorType, length: number): NumericArray {
  if (type === 'string') throw new PipelineError('BAD_FEED', 'A tensor of strings has no numbers.');
  return new ARRAYS[type](length);
}

function wholeNumber(value: number, type: TensorType): bigint {
  if (Number.isFinite(value)) return BigInt(Math.trunc(value));
  throw new PipelineError('BAD_FEED', `${value} cannot become a number of type ${type}.`);
}

/** `tensor` with the element type `type`; the same object where it has it already. @throws {PipelineError} `BAD_FEED` for what has no such number. */
export function convertTensor(tensor: Tensor, type: TensorType): Tensor {
  if (tensor.type === type) return tensor;
  if (tensor.type === 'string' || type === 'string') {
    throw new PipelineError('BAD_FEED', `A tensor of ${tensor.type} cannot become a tensor of ${type}.`);
  }
  const source = tensor.data as NumericArray;
  const target = new ARRAYS[type](source.length);
  const read = tensor.type === 'float16' ? halfToFloat : undefined;
  const wide = type === 'int64' || type === 'uint64';
  for (let i = 0; i < source.length; i++) {
    const raw = source[i]!;
    const value = typeof raw === 'bigint' ? raw : read ? read(raw) : raw;
    if (wide) (target as BigInt64Array)[i] = typeof value === 'bigint' ? value : wholeNumber(value, type);
    else if (type === 'bool') (target as Uint8Array)[i] = Number(value) === 0 ? 0 : 1;
    else if (type === 'float16') (target as Uint16Array)[i] = floatToHalf(Number(value));
    else (target as Float32Array)[i] = Number(value);
  }
  return { type, dims: tensor.dims, data: target };
}

/** The numbers of a tensor as doubles or singles, whatever its type. */
export function floatData(tensor: Tensor): Float32Array | Float64Array {
  if (tensor.data instanceof Float32Array || tensor.data instanceof Float64Array) return tensor.data;
  return convertTensor(tensor, 'float32').data as Float32Array;
}

/** A tensor of 64-bit integers from plain numbers. */
export function int64Tensor(values: ArrayLike<number>, dims: readonly number[] = [1, values.length]): Tensor {
  const data = new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i++) data[i] = BigInt(values[i]!);
  return { type: 'int64', dims, data };
}

/** Numbers in lists of lists, one level per dimension. */
export type NestedNumbers = number | NestedNumbers[];

/** A tensor as nested lists, as Python's `tolist` gives it. */
export function nestedList(tensor: Tensor): NestedNumbers {
  const { dims, data } = tensor;
  let offset = 0;
  const level = (axis: number): NestedNumbers => {
    if (axis === dims.length) return Number(data[offset++]);
    return Array.from({ length: dims[axis]! }, () => level(axis + 1));
  };
  return level(0);
}
