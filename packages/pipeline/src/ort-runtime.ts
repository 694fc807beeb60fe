/** Adapts a module with ONNX Runtime's JavaScript API (`onnxruntime-node`, `onnxruntime-web`) to `InferenceRuntime`. */
import type { GraphValue, NamedTensors, Tensor, TensorData, TensorType } from '@onnx-capsule/metadata-schema';

import { PipelineError } from './pipeline-error.js';
import type { InferenceRuntime, RuntimeSession, SessionOptions } from './runtime.js';

interface OrtTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

interface OrtValueMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

interface OrtSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata?: readonly OrtValueMetadata[];
  readonly outputMetadata?: readonly OrtValueMetadata[];
  run(feeds: Record<string, unknown>, fetches?: readonly string[]): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
}

/** The part of ONNX Runtime's JavaScript API that is used. */
export interface OrtModule {
  readonly InferenceSession: {
    create(model: Uint8Array | string, options?: object): Promise<unknown>;
  };
  readonly Tensor: new (type: string, data: never, dims?: readonly number[]) => unknown;
}

/** `InferenceRuntime` over an ONNX Runtime module; pass the imported module. */
export function ortRuntime(ort: OrtModule): InferenceRuntime {
  return {
    async createSession(model, options) {
      const session = (await create(ort, model, options)) as OrtSession;
      return {
        inputs: graphValues(session.inputNames, session.inputMetadata),
        outputs: graphValues(session.outputNames, session.outputMetadata),
        async run(feeds, outputNames) {
          const values: Record<string, unknown> = {};
          for (const name in feeds) {
            const { type, data, dims } = feeds[name]!;
            values[name] = new ort.Tensor(type, data as never, dims);
          }
          return plainTensors(await (outputNames ? session.run(values, outputNames) : session.run(values)));
        },
        release: () => session.release(),
      } satisfies RuntimeSession;
    },
  };
}

async function create(ort: OrtModule, model: Uint8Array | string, options: SessionOptions): Promise<unknown> {
  try {
    return await ort.InferenceSession.create(model, options);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PipelineError('SESSION_FAILED', `ONNX Runtime refuses the model: ${reason}`, {
      cause,
      hint: 'Run `onnx-capsule validate` on the file; it names damage and unsupported parts.',
    });
  }
}

function graphValues(names: readonly string[], metadata: readonly OrtValueMetadata[] | undefined): GraphValue[] {
  return names.map((name, index) => {
    const value = metadata?.[index];
    if (value?.isTensor !== true) return { name, type: value ? 'unknown' : 'float32' };
    const shape = (value.shape ?? []).map((dim) => (dim === '' ? null : dim));
    return { name, type: value.type ?? 'float32', shape };
  });
}

function plainTensors(values: Readonly<Record<string, OrtTensor>>): NamedTensors {
  const tensors: Record<string, Tensor> = {};
  for (const name in values) {
    const { type, dims, data } = values[name]!;
    tensors[name] = { type: type as TensorType, dims: [...dims], data: type === 'float16' ? halfBits(data) : (data as TensorData) };
  }
  return tensors;
}

/** Newer engines give `Float16Array`; here float16 travels as bit patterns. */
function halfBits(data: unknown): Uint16Array {
  if (data instanceof Uint16Array) return data;
  const view = data as ArrayBufferView;
  return new Uint16Array(view.buffer, view.byteOffset, view.byteLength / 2);
}
