/** Comparing tensors with the goldens of the fixtures: `{ dtype, shape, data }` with base64, or samples of a big tensor. */
import type { Tensor } from '@onnx-capsule/metadata-schema';

/** A tensor of a golden file; big ones have `values`, every `stride`-th element, instead of `data`. */
export interface GoldenTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data?: string;
  readonly stride?: number;
  readonly values?: GoldenTensor;
}

/** The numbers of a golden tensor as stored. */
export function goldenValues({ dtype, data = '' }: GoldenTensor): number[] {
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  switch (dtype) {
    case 'float32':
      return Array.from(new Float32Array(bytes.buffer));
    case 'int64':
      return Array.from(new BigInt64Array(bytes.buffer), Number);
    case 'uint8':
    case 'bool':
      return Array.from(bytes);
    default:
      throw new Error(`golden tensors of type ${dtype} are not read here`);
  }
}

/** Largest and mean absolute difference between a tensor and the golden's values; the shapes must agree. */
export function tensorDifference(tensor: Tensor | undefined, golden: GoldenTensor): { readonly max: number; readonly mean: number } {
  if (tensor === undefined) throw new Error('the tensor is missing');
  if (tensor.dims.join() !== golden.shape.join()) throw new Error(`dims ${tensor.dims.join()} instead of ${golden.shape.join()}`);
  const size = golden.shape.reduce((product, dim) => product * dim, 1);
  if (tensor.data.length !== size) throw new Error(`${tensor.data.length} elements instead of ${size}`);
  const stride = golden.values === undefined ? 1 : golden.stride!;
  const expected = goldenValues(golden.values ?? golden);
  if (expected.length !== Math.ceil(size / stride)) throw new Error(`the golden has ${expected.length} values, expected ${Math.ceil(size / stride)}`);
  let max = 0;
  let sum = 0;
  expected.forEach((value, k) => {
    const difference = Math.abs(Number(tensor.data[k * stride]) - value);
    // A NaN on either side must not pass.
    max = difference >= 0 ? Math.max(max, difference) : Infinity;
    sum += difference;
  });
  return { max, mean: expected.length === 0 ? 0 : sum / expected.length };
}
