/** The small interface to ONNX Runtime that everything here runs on; implement it to bring another runtime. */
import type { GraphValue, NamedTensors } from '@onnx-capsule/metadata-schema';

/** Options that reach the runtime untouched, e.g. `executionProviders` or `graphOptimizationLevel`. */
export type SessionOptions = Readonly<Record<string, unknown>>;

/** A loaded model. */
export interface RuntimeSession {
  /** Graph inputs in the graph's order, with type and shape. */
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** Runs the graph; `outputNames` limits what is computed and copied. */
  run(feeds: NamedTensors, outputNames?: readonly string[]): Promise<NamedTensors>;
  /** Frees the native memory. */
  release(): Promise<void>;
}

/** What loads models. */
export interface InferenceRuntime {
  /** `model` is the serialized model, or a path where external data lies beside it. */
  createSession(model: Uint8Array | string, options: SessionOptions): Promise<RuntimeSession>;
}
