/** Tensors that come from outside: whether they are tensors at all. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { isRecord } from './call-arguments.js';
import { describe, PipelineError } from './pipeline-error.js';
import { elementCount, isTensorType } from './tensor-types.js';

/**
 * `given` as tensors by name.
 *
 * @throws {PipelineError} `code` when it is no object, or one of its values is no `{ type, dims, data }` with as much data as its shape says.
 */
export function requireTensors(given: unknown, code: 'BAD_FEED' | 'BAD_OUTPUT'): NamedTensors {
  if (!isRecord(given)) throw new PipelineError(code, `Tensors by name were expected; found ${describe(given)}.`);
  for (const [name, tensor] of Object.entries(given)) {
    if (!isTensor(tensor)) {
      throw new PipelineError(code, `${name} must be a tensor { type, dims, data }; found ${describe(tensor)}.`, { where: name });
    }
    if (tensor.data.length !== elementCount(tensor.dims)) {
      throw new PipelineError(code, `${name} has ${tensor.data.length} elements; its shape [${tensor.dims.join(', ')}] has ${elementCount(tensor.dims)}.`, { where: name });
    }
  }
  return given as NamedTensors;
}

function isTensor(value: unknown): value is Tensor {
  if (typeof value !== 'object' || value === null) return false;
  const { type, dims, data } = value as Partial<Tensor>;
  return isTensorType(type) && Array.isArray(dims) && dims.every((dim) => Number.isInteger(dim) && dim >= 0) && (Array.isArray(data) || ArrayBuffer.isView(data));
}
