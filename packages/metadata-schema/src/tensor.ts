/** Element types, named as ONNX Runtime for JavaScript names them. */
export type TensorType =
  | 'float32'
  | 'float16'
  | 'float64'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool'
  | 'string';

/** Elements of a tensor: `float16` travels as `Uint16Array` bit patterns, `bool` as `Uint8Array`, 64-bit integers as `BigInt…Array`. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly string[];

/** A tensor as plain data, row-major. */
export interface Tensor {
  readonly type: TensorType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/** Tensors by the name of a graph input or output. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** Pixels, row-major and interleaved: sample `(y * width + x) * channels + c`. */
export interface RawImage {
  readonly data: Uint8Array | Uint8ClampedArray | Float32Array;
  readonly width: number;
  readonly height: number;
  /** 1 (grayscale), 3 (RGB) or 4 (RGBA, alpha is dropped without blending). */
  readonly channels: number;
}

/** One channel of sound, nominal range -1 … 1. */
export interface RawAudio {
  readonly data: Float32Array;
  /** Samples per second. */
  readonly samplingRate: number;
}
