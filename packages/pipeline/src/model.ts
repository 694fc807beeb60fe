/** A model by itself: its session, fed by the graph's input names, with the files that came along. */
import type { CapsuleFiles, GraphValue, NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { fitFeeds, planFeeds, splitBatch, type FeedPlan } from './graph-feeds.js';
import { requireTensors } from './named-tensors.js';
import { PipelineError } from './pipeline-error.js';
import type { InferenceRuntime, RuntimeSession, SessionOptions } from './runtime.js';
import { isModelSource, openSource, type ModelInput, type ModelSource, type SourceOptions } from './sources.js';
import { connectTelemetry, observed } from './telemetry.js';
import { concatRows, sliceRows } from './tensor-rows.js';

/** How a model is loaded. */
export interface ModelOptions extends SourceOptions {
  /** Any option of the runtime's session, e.g. `executionProviders`; passed on untouched. */
  readonly sessionOptions?: SessionOptions;
  /** Where sessions come from; onnxruntime-node by default. */
  readonly runtime?: InferenceRuntime;
}

/**
 * A loaded model: `run` takes tensors by name and gives tensors by name.
 *
 * Tensors are converted to the types that the graph wants; inputs that the graph names and that follow from the others
 * (`token_type_ids`, `position_ids`, `pixel_mask`, …) are filled in, those it lacks are left out; frozen shapes are padded to and
 * batches split. Calls may overlap.
 */
export class ONNXAutoModel {
  readonly source: ModelSource;
  /** `config.json`, or an empty object. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Graph inputs in the graph's order. */
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly #session: RuntimeSession;
  readonly #plan: FeedPlan;
  #running = 0;
  #idle: (() => void) | undefined;
  #released: Promise<void> | undefined;

  private constructor(source: ModelSource, config: Readonly<Record<string, unknown>>, session: RuntimeSession) {
    this.source = source;
    this.config = config;
    this.#session = session;
    this.inputs = session.inputs;
    this.outputs = session.outputs;
    const pad = config['pad_token_id'];
    this.#plan = planFeeds(session.inputs, typeof pad === 'number' && pad >= 0 ? pad : 0);
  }

  /**
   * Loads a model from a path, URL, bytes, a folder, a capsule, or an opened source.
   *
   * @throws {PipelineError} `NO_MODEL`, `NO_RUNTIME`, `SESSION_FAILED`; {MetadataError} when the file is no model.
   */
  static async fromModel(input: ModelInput | ModelSource, options: ModelOptions = {}): Promise<ONNXAutoModel> {
    await connectTelemetry();
    const source = isModelSource(input) ? input : await observed('read', {}, () => openSource(input, options));
    return observed('session', {}, () => ONNXAutoModel.#load(source, options));
  }

  static async #load(source: ModelSource, options: ModelOptions): Promise<ONNXAutoModel> {
    const runtimeOf = async (): Promise<InferenceRuntime> => options.runtime ?? (await import('./node-runtime.js')).nodeRuntime();
    const [config, model, runtime] = await Promise.all([source.config(), source.main.load(), runtimeOf()]);
    return new ONNXAutoModel(source, config, await openSession(runtime, model, source.main.path, { ...defaultsFor(model), ...options.sessionOptions }));
  }

  /** The files that came with the model: capsule, folder, or both. */
  get files(): CapsuleFiles {
    return this.source.files;
  }

  /** The token count that the graph is frozen to, if it is. */
  get fixedLength(): number | undefined {
    return this.#plan.fixedLength;
  }

  /** The batch size that the graph is frozen to, if it is. */
  get fixedBatch(): number | undefined {
    return this.#plan.fixedBatch;
  }

  /** Whether the graph has an input of this name. */
  takes(name: string): boolean {
    return this.inputs.some((input) => input.name === name);
  }

  /**
   * Runs the graph. `outputNames` limits what comes back.
   *
   * @throws {PipelineError} `MISSING_INPUT`, `BAD_FEED`, `INPUT_TOO_LONG` for feeds that do not fit, `RUN_FAILED` when the runtime
   * fails, `DISPOSED` after `dispose`.
   */
  async run(feeds: NamedTensors, outputNames?: readonly string[]): Promise<NamedTensors> {
    if (this.#released) throw new PipelineError('DISPOSED', 'The model has been disposed of.', { where: this.source.origin });
    const fitted = fitFeeds(this.#plan, requireTensors(feeds, 'BAD_FEED'));
    this.#running++;
    try {
      const { fixedBatch } = this.#plan;
      return await (fixedBatch === undefined || hasRows(fitted, fixedBatch)
        ? this.#session.run(fitted, outputNames)
        : this.#runSplit(fitted, fixedBatch, outputNames));
    } catch (cause) {
      if (cause instanceof PipelineError) throw cause;
      throw new PipelineError('RUN_FAILED', `The model run failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
        where: this.source.origin,
        hint: 'Compare the shapes and values of the inputs with what the graph was exported for.',
      });
    } finally {
      this.#running--;
      if (this.#running === 0) this.#idle?.();
    }
  }

  async #runSplit(feeds: NamedTensors, batch: number, outputNames: readonly string[] | undefined): Promise<NamedTensors> {
    const parts: NamedTensors[] = [];
    for (const { feeds: part, rows } of splitBatch(feeds, batch)) {
      const outputs = await this.#session.run(part, outputNames);
      parts.push(Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, ownRows(tensor, batch, rows)])));
    }
    return Object.fromEntries(Object.keys(parts[0]!).map((name) => [name, concatRows(parts.map((part) => part[name]!))]));
  }

  /** Frees the session once running calls have ended; later calls are refused. Safe to call twice. */
  dispose(): Promise<void> {
    this.#released ??= (this.#running === 0 ? Promise.resolve() : new Promise<void>((resolve) => (this.#idle = resolve))).then(() =>
      this.#session.release(),
    );
    return this.#released;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

/** Up to this size one thread is faster than several, whose waking costs more than they save. */
const SMALL_MODEL = 16 * 2 ** 20;

/** What fails is thrown; ONNX Runtime need not print it too. */
const ONLY_FATAL = 4;

/** Session options that suit a model; the user's win. */
function defaultsFor(model: Uint8Array | string): SessionOptions {
  const small = typeof model !== 'string' && model.length <= SMALL_MODEL;
  return { logSeverityLevel: ONLY_FATAL, ...(small && { intraOpNumThreads: 1 }) };
}

/**
 * Opens a session. Nodes with hierarchy tags, which ONNX Runtime refuses, lose them in memory; weights in other files are found by
 * opening the model by its path.
 */
async function openSession(
  runtime: InferenceRuntime,
  model: Uint8Array | string,
  path: string | undefined,
  options: SessionOptions,
): Promise<RuntimeSession> {
  try {
    return await runtime.createSession(model, options);
  } catch (error) {
    if (typeof model === 'string' || !(error instanceof PipelineError)) throw error;
    if (path !== undefined && /external data/i.test(error.message)) return runtime.createSession(path, options);
    if (!error.message.includes('hierarchy_tag')) throw error;
    const { withoutHierarchyTags } = await import('@onnx-capsule/metadata-core/graph');
    return runtime.createSession(withoutHierarchyTags(model), options);
  }
}

function hasRows(feeds: NamedTensors, rows: number): boolean {
  for (const name in feeds) {
    const dim = feeds[name]!.dims[0];
    if (dim !== undefined && dim !== rows) return false;
  }
  return true;
}

function ownRows(tensor: Tensor, batch: number, rows: number): Tensor {
  return tensor.dims[0] === batch && rows < batch ? sliceRows(tensor, 0, rows) : tensor;
}
