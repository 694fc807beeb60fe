/** `pipeline()`: finds the model, its task and its processors, and returns one callable object. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { isEnabled } from '@onnx-capsule/metadata-core/feature-flags';

import { isRecord } from './call-arguments.js';
import { ONNXAutoModel, type ModelOptions } from './model.js';
import { openCalls } from './open-calls.js';
import { aliasOf, checkOptions, integer, refused, value, type OptionTable } from './option-guard.js';
import { describe, PipelineError } from './pipeline-error.js';
import { ONNXAutoProcessor } from './processor.js';
import { forwardFeatures, postprocessOutputs, preprocessCall, runCall, type StepOptions } from './run-task.js';
import { isModelSource, openSource, type ModelFile, type ModelInput, type ModelSource } from './sources.js';
import { findTask } from './task-choice.js';
import { connectTelemetry, isObserved, observed, observedStream, type Note } from './telemetry.js';
import type { CallOptions, ParsedCall, Task } from './task.js';
import { canonicalTask } from './task-names.js';
import { isTaskName, taskRow } from './task-table.js';
import type { AnyPipeline, PipelineOf, TaskName } from './task-types.js';

/** Options of `pipeline`: how the model is loaded, and default call options of the task under their own names. */
export interface PipelineOptions extends ModelOptions {
  /** The task, where it is not the first argument. */
  readonly task?: string;
  /** `false`: the task is not looked for; it has to be given. */
  readonly detectTask?: boolean;
  /** `false`: vocabularies are read as JSON, not from the packed columns of a capsule. Default `true`. */
  readonly packedTokenizer?: boolean;
  /** `false`: no tokenizer or processor is shared with other pipelines over the same files. Default `true`. */
  readonly processorCache?: boolean;
  /** Default call options of the task, e.g. `aggregation_strategy: 'simple'`; a call's own options win. */
  readonly [callOption: string]: unknown;
}

/** Options for every task. */
const SHARED_OPTIONS: OptionTable = {
  batch_size: integer(1),
  batchSize: aliasOf('batch_size', integer(1)),
  num_workers: refused('inputs are prepared in this process.'),
  signal: value('an AbortSignal', (signal) => signal instanceof AbortSignal),
};

const CHOOSE_FILE = 'modelFile chooses among the .onnx files of a folder.';
const NO_HUB = 'models come from where you say; nothing is fetched from a hub.';

/** Options that the references' `pipeline` has for hubs and devices. */
const HUB_OPTIONS: OptionTable = {
  device: refused("sessionOptions: { executionProviders: ['cuda'] } says where the graph runs."),
  dtype: refused(CHOOSE_FILE),
  torch_dtype: refused(CHOOSE_FILE),
  quantized: refused(CHOOSE_FILE),
  revision: refused(NO_HUB),
  cache_dir: refused(NO_HUB),
  local_files_only: refused(NO_HUB),
  trust_remote_code: refused('code from a model never runs.'),
  progress_callback: refused(NO_HUB),
};

/** Options of the pipeline itself that are on or off. */
const SWITCHES = ['detectTask', 'fallback', 'packedTokenizer', 'processorCache', 'zeroCopyStrip'] as const;

const CREATION_OPTIONS = new Set(['task', 'sessionOptions', 'runtime', 'modelFile', 'onWarning', ...SWITCHES]);

/**
 * Loads a model from one file and returns it as a function.
 *
 * The task is the first argument, or it is found: in the capsule, the configuration, the graph. The returned object runs the
 * task when called; `preprocess`, `forward` and `postprocess` are its three steps, `dispose` frees it.
 *
 * @throws {PipelineError} `UNKNOWN_TASK`, `TASK_NOT_FOUND`, `NO_MODEL`, `MISSING_FILES`, `SESSION_FAILED`, `UNKNOWN_OPTION`, …;
 * {MetadataError} for a damaged file, {ProcessorError} for files that make no tokenizer or processor.
 */
export async function pipeline<T extends TaskName>(task: T, model: ModelInput | ModelSource, options?: PipelineOptions): Promise<PipelineOf<T>>;
export async function pipeline(model: ModelInput | ModelSource, options?: PipelineOptions): Promise<AnyPipeline>;
export async function pipeline(...args: readonly unknown[]): Promise<AnyPipeline> {
  await connectTelemetry();
  return observed('create', {}, (note) => create(args, note));
}

async function create(args: readonly unknown[], note: Note): Promise<AnyPipeline> {
  const { taskName, model, options } = sortArguments(args);
  const warn = warnOnce(options.onWarning);
  if (taskName !== undefined) taskRow(taskName);
  const source = isModelSource(model) ? model : await observed('read', {}, () => openSource(model, { ...options, onWarning: warn }));
  const config = await observed('parse', {}, () => source.config());
  const loaded = await ONNXAutoModel.fromModel(source, options);
  try {
    const requestedTask = taskName ?? (await observed('detect', {}, () => findTask(loaded, { detect: isEnabled('autoDetect', options.detectTask), warn })));
    const createTask = await taskRow(requestedTask).load();
    const processor = new ONNXAutoProcessor(source.files, {
      graph: { inputs: loaded.inputs, outputs: loaded.outputs, opsets: {} },
      packedTokenizer: options.packedTokenizer,
      processorCache: options.processorCache,
      onWarning: warn,
    });
    const name = canonicalTask(requestedTask);
    note({ task: name });
    const openPart = (file: ModelFile): Promise<ONNXAutoModel> => ONNXAutoModel.fromModel({ ...source, main: file }, options);
    const context = { requestedTask, task: name, model: loaded, processor, files: source.files, config, openPart, warn };
    const task = (await createTask(context)) as Task;
    return assemble(name, task, loaded, processor, taskDefaults(name, task, options));
  } catch (error) {
    await loaded.dispose();
    throw error;
  }
}

function sortArguments(args: readonly unknown[]): { taskName: string | undefined; model: ModelInput | ModelSource; options: PipelineOptions } {
  const [first, second] = args;
  const taskFirst = typeof first === 'string' && args.length > 1 && !isOptions(second);
  const model = taskFirst ? second : first;
  const options = (taskFirst ? args[2] : second) ?? {};
  if (typeof first === 'string' && args.length === 1 && isTaskName(first)) {
    throw new PipelineError('NO_MODEL', `pipeline(${JSON.stringify(first)}) names a task but no model.`, {
      hint: 'Pass the model as the second argument: a path, a URL or its bytes.',
    });
  }
  if (model === undefined || model === null) throw new PipelineError('NO_MODEL', 'pipeline() needs a model: a path, a URL or its bytes.');
  if (!isOptions(options)) throw new PipelineError('BAD_OPTION', `The options of pipeline() must be an object; found ${describe(options)}.`);
  for (const name of SWITCHES) {
    const given = (options as PipelineOptions)[name];
    if (given !== undefined && typeof given !== 'boolean') {
      throw new PipelineError('BAD_OPTION', `${name} must be true or false; found ${describe(given)}.`, { where: name });
    }
  }
  const taskName = taskFirst ? first : (options as PipelineOptions).task;
  if (taskName !== undefined && typeof taskName !== 'string') {
    throw new PipelineError('BAD_OPTION', `task must be a string; found ${describe(taskName)}.`, { where: 'task' });
  }
  return { taskName, model: model as ModelInput, options: options as PipelineOptions };
}

function isOptions(value: unknown): boolean {
  return value === undefined || value === null || (isRecord(value) && !isModelSource(value) && typeof value['bytes'] !== 'function');
}

function warnOnce(onWarning: ((message: string) => void) | undefined): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message)) return;
    said.add(message);
    if (onWarning) onWarning(message);
    else console.warn(message);
  };
}

function taskDefaults(name: string, task: Task, options: PipelineOptions): CallOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([key]) => !CREATION_OPTIONS.has(key)));
  const creation = Object.fromEntries([...CREATION_OPTIONS].map((key) => [key, value('', () => true)]));
  return checkOptions(name, { ...task.options, ...SHARED_OPTIONS, ...HUB_OPTIONS, ...creation }, given);
}

function assemble(name: string, task: Task, model: ONNXAutoModel, processor: ONNXAutoProcessor, defaults: CallOptions): AnyPipeline {
  const table = { ...task.options, ...SHARED_OPTIONS };
  const check = (options: CallOptions): CallOptions => ({ ...defaults, ...checkOptions(name, table, options) });
  const parse = (args: readonly unknown[]): { call: ParsedCall; options: CallOptions } => {
    if (args.length === 0) throw new PipelineError('BAD_INPUT', `${name} needs an input.`);
    const call = task.parse(args);
    return { call, options: check(call.options) };
  };
  const step = (options: CallOptions): StepOptions => ({ defaults, given: checkOptions(name, table, options) });
  const calls = openCalls(name);
  const run = (...args: readonly unknown[]): Promise<unknown> =>
    observed('call', { task: name }, (note) =>
      calls.during(async () => {
        const { call, options } = parse(args);
        note({ inputs: call.items.length });
        return runCall(task, model, call, options);
      }),
    );
  const stream = (...args: readonly unknown[]): AsyncIterable<unknown> => {
    const { call, options } = parse(args);
    if (!call.single) throw new PipelineError('BAD_INPUT', 'stream takes one input, not a list.');
    const parts = task.stream!(call.items[0], options);
    return isObserved() ? observedStream('call', { task: name, inputs: 1 }, parts) : parts;
  };
  const dispose = (): Promise<void> => calls.close(() => Promise.all([model.dispose(), task.dispose?.()]));
  return Object.assign(run, {
    task: name,
    model,
    processor,
    async preprocess(...args: readonly unknown[]): Promise<NamedTensors> {
      const { call, options } = parse(args);
      return preprocessCall(task, call, options);
    },
    forward: async (features: NamedTensors, options: CallOptions = {}): Promise<NamedTensors> =>
      forwardFeatures(task, model, features, step(options)),
    postprocess: async (outputs: NamedTensors, options: CallOptions = {}): Promise<unknown> => postprocessOutputs(task, outputs, step(options)),
    ...(task.stream && { stream }),
    ...task.methods,
    dispose,
    [Symbol.asyncDispose]: dispose,
  });
}
