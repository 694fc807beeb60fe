/** Reads tensors from a `.safetensors` file (format of huggingface/safetensors). */
import { halfToFloat } from './float16.js';
import { PipelineError } from './pipeline-error.js';

/** Longest header that is parsed; the reference's own limit. */
const LONGEST_HEADER = 100_000_000;

/** A tensor of floats. */
export interface FloatTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

interface HeaderRow {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** All float tensors of a file by name. @throws {PipelineError} `BAD_MODULE` for a damaged file or a type other than F32, F16, BF16, F64. */
export function readSafetensors(bytes: Uint8Array, where: string): ReadonlyMap<string, FloatTensor> {
  const fail = (reason: string): never => {
    throw new PipelineError('BAD_MODULE', `${where} is no safetensors file: ${reason}.`, { where, hint: 'Take the file from the model folder again.' });
  };
  if (bytes.length < 8) fail(`${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > LONGEST_HEADER || 8 + length > bytes.length) fail(`a header of ${length} bytes in a file of ${bytes.length}`);
  let header: Readonly<Record<string, HeaderRow>> = {};
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, HeaderRow>;
  } catch {
    fail('its header is no JSON');
  }
  const tensors = new Map<string, FloatTensor>();
  for (const [name, row] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const [start, end] = row.data_offsets;
    const count = row.shape.reduce((product, dim) => product * dim, 1);
    if (!(start >= 0 && start <= end && 8 + length + end <= bytes.length)) fail(`${name} lies outside of it`);
    tensors.set(name, { dims: row.shape, data: readFloats(view, 8 + length + start, end - start, count, row.dtype, `${where} ${name}`) });
  }
  return tensors;
}

const READERS: Readonly<Record<string, readonly [size: number, read: (view: DataView, offset: number) => number]>> = {
  F64: [8, (view, offset) => view.getFloat64(offset, true)],
  F32: [4, (view, offset) => view.getFloat32(offset, true)],
  F16: [2, (view, offset) => halfToFloat(view.getUint16(offset, true))],
  BF16: [2, (view, offset) => bfloat(view.getUint16(offset, true))],
};

function bfloat(bits: number): number {
  const scratch = new DataView(new ArrayBuffer(4));
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

function readFloats(view: DataView, offset: number, length: number, count: number, dtype: string, where: string): Float32Array {
  const reader = READERS[dtype];
  if (!reader || reader[0] * count !== length) {
    throw new PipelineError('BAD_MODULE', `${where} has ${length} bytes of ${dtype}; ${count} floats were expected.`, { where });
  }
  const [size, read] = reader;
  return Float32Array.from({ length: count }, (_, i) => read(view, offset + i * size));
}
