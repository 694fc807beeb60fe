/** What a task is to the pipeline: how a call is read, how features are made, what a run's numbers mean. */
import type { CapsuleFiles, NamedTensors } from '@onnx-capsule/metadata-schema';

import type { ONNXAutoModel } from './model.js';
import type { OptionTable } from './option-guard.js';
import type { ONNXAutoProcessor } from './processor.js';
import type { ModelFile } from './sources.js';
import type { PaddingSide } from './tensor-rows.js';

/** Options of a call after the guard, under the reference's names. */
export type CallOptions = Readonly<Record<string, unknown>>;

/** What a task is made from. */
export interface TaskContext {
  /** The task's name as found or asked for: an alias or `translation_en_to_de` arrives as it was written. */
  readonly requestedTask: string;
  readonly task: string;
  readonly model: ONNXAutoModel;
  readonly processor: ONNXAutoProcessor;
  readonly files: CapsuleFiles;
  /** `config.json`, or an empty object where there is none. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Opens another `.onnx` of the model with the pipeline's own options; who opens it disposes of it. */
  readonly openPart: (file: ModelFile) => Promise<ONNXAutoModel>;
  /** Tells the user something once. */
  readonly warn: (message: string) => void;
}

/** One input made ready: the tensors of its forward passes, and what `finish` needs beside their outputs. */
export interface Prepared {
  readonly feeds: readonly NamedTensors[];
  readonly state?: unknown;
}

/** A call's arguments, sorted. */
export interface ParsedCall {
  readonly items: readonly unknown[];
  /** Whether one input was given, not a list. */
  readonly single: boolean;
  /** Options as given; the guard checks them. */
  readonly options: CallOptions;
  /** The call's value from its items' results; by default the only result, or the list. */
  readonly result?: (results: readonly unknown[], options: CallOptions) => unknown;
}

/** How rows of several inputs become one batch. */
export interface Batching {
  /** Fill values by input name; 0 for the others. */
  readonly padding: Readonly<Record<string, number>>;
  readonly side: PaddingSide;
  /** Whether outputs of the padded length are cut to the row's own length. */
  readonly alignedOutputs: boolean;
}

/** A task over one loaded model. `Item` is one input after `parse`. */
export interface Task<Item = unknown> {
  /** The call options; `batch_size` and `signal` are added for every task. */
  readonly options: OptionTable;
  parse(args: readonly unknown[]): ParsedCall;
  prepare(item: Item, options: CallOptions): Prepared | Promise<Prepared>;
  /** One forward pass, where it is more than running the graph once. */
  run?(feeds: NamedTensors, options: CallOptions, state: unknown): Promise<NamedTensors>;
  /** The result of one input from the outputs of its forward passes. */
  finish(outputs: readonly NamedTensors[], prepared: Prepared, options: CallOptions): unknown;
  /** Absent where inputs always run one by one. */
  readonly batching?: Batching | undefined;
  /** What the pipeline object offers beyond the call, e.g. `encode`. */
  readonly methods?: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** The result of one input in pieces, where the task can give them; the pipeline object then has `stream`. */
  stream?(item: Item, options: CallOptions): AsyncIterable<unknown>;
  /** Frees what the task opened besides the model. */
  dispose?(): Promise<void>;
}

/** Makes a task; what `load` in the task table resolves to. */
export type TaskFactory = (context: TaskContext) => Task<never> | Promise<Task<never>>;
