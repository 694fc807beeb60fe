/** Drives a task: prepares inputs, runs them alone or in batches, finishes each; and the same by hand in three steps. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import type { ONNXAutoModel } from './model.js';
import { requireTensors } from './named-tensors.js';
import { PipelineError } from './pipeline-error.js';
import type { Batching, CallOptions, ParsedCall, Prepared, Task } from './task.js';
import { concatRows, cutColumns, padColumns, rowCount, sliceRows } from './tensor-rows.js';

type AnyTask = Task;

/** One forward pass of one input. */
interface Pass {
  readonly prepared: Prepared;
  readonly feeds: NamedTensors;
}

/** Runs a call's inputs. Calls do not share anything that changes, so they may overlap. */
export async function runCall(task: AnyTask, model: ONNXAutoModel, call: ParsedCall, options: CallOptions): Promise<unknown> {
  const batchSize = (options['batch_size'] as number | undefined) ?? model.fixedBatch ?? 1;
  const results =
    batchSize > 1 && task.batching && task.run === undefined
      ? await runBatches(task, task.batching, model, call.items, options, batchSize)
      : await runAlone(task, model, call.items, options);
  if (call.result) return call.result(results, options);
  return call.single ? results[0] : results;
}

async function runAlone(task: AnyTask, model: ONNXAutoModel, items: readonly unknown[], options: CallOptions): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const item of items) {
    stopIfAborted(options);
    const prepared = await task.prepare(item, options);
    const outputs: NamedTensors[] = [];
    for (const feeds of prepared.feeds) {
      stopIfAborted(options);
      outputs.push(await forwardOnce(task, model, feeds, options, prepared.state));
    }
    results.push(await task.finish(outputs, prepared, options));
  }
  return results;
}

function forwardOnce(task: AnyTask, model: ONNXAutoModel, feeds: NamedTensors, options: CallOptions, state: unknown): Promise<NamedTensors> {
  return task.run ? task.run(feeds, options, state) : model.run(feeds);
}

function stopIfAborted(options: CallOptions): void {
  (options['signal'] as AbortSignal | undefined)?.throwIfAborted();
}

async function runBatches(
  task: AnyTask,
  batching: Batching,
  model: ONNXAutoModel,
  items: readonly unknown[],
  options: CallOptions,
  batchSize: number,
): Promise<unknown[]> {
  const passes: Pass[] = [];
  const all: Prepared[] = [];
  for (const item of items) {
    const prepared = await task.prepare(item, options);
    all.push(prepared);
    for (const feeds of prepared.feeds) passes.push({ prepared, feeds });
  }
  const outputs = new Map<Prepared, NamedTensors[]>(all.map((prepared) => [prepared, []]));
  for (let start = 0; start < passes.length; start += batchSize) {
    stopIfAborted(options);
    const batch = passes.slice(start, start + batchSize);
    const rows = splitRows(batching, await model.run(joinRows(batching, batch.map((pass) => pass.feeds))), batch);
    batch.forEach((pass, index) => outputs.get(pass.prepared)!.push(rows[index]!));
  }
  const results: unknown[] = [];
  for (const prepared of all) results.push(await task.finish(outputs.get(prepared)!, prepared, options));
  return results;
}

/** Rows of several passes as one batch, padded to the longest. */
function joinRows(batching: Batching, feeds: readonly NamedTensors[]): NamedTensors {
  const joined: Record<string, Tensor> = {};
  for (const name of Object.keys(feeds[0]!)) {
    const tensors = feeds.map((feed) => feed[name]!);
    const columns = Math.max(...tensors.map((tensor) => tensor.dims[1] ?? 0));
    const padded = tensors.map((tensor) =>
      tensor.dims.length > 1 ? padColumns(tensor, columns, batching.padding[name] ?? 0, batching.side) : tensor,
    );
    joined[name] = concatRows(padded);
  }
  return joined;
}

function tokenCount(feeds: NamedTensors): number | undefined {
  return (feeds['input_ids'] ?? feeds['attention_mask'])?.dims[1];
}

/** The outputs of each pass, cut to what a run of its own would give. */
function splitRows(batching: Batching, outputs: NamedTensors, passes: readonly Pass[]): NamedTensors[] {
  const longest = Math.max(...passes.map((pass) => tokenCount(pass.feeds) ?? 0));
  let start = 0;
  return passes.map((pass) => {
    const rows = rowCount(pass.feeds);
    const own = tokenCount(pass.feeds);
    const part: Record<string, Tensor> = {};
    for (const name in outputs) {
      const slice = sliceRows(outputs[name]!, start, start + rows);
      const aligned = batching.alignedOutputs && own !== undefined && slice.dims[1] === longest;
      part[name] = aligned ? cutColumns(slice, own, batching.side) : slice;
    }
    start += rows;
    return part;
  });
}

/** What travels unseen from `preprocess` to `postprocess`. */
interface Journey {
  readonly call: ParsedCall;
  readonly prepared: readonly Prepared[];
  /** The options of `preprocess`, which hold for the steps after it too. */
  readonly options: CallOptions;
  /** Outputs of all passes by input, once `forward` has run. */
  readonly outputs?: readonly (readonly NamedTensors[])[];
}

const journeys = new WeakMap<NamedTensors, Journey>();

/** Options of a single step: its own win over those of the step before, and these over the pipeline's defaults. */
export interface StepOptions {
  readonly defaults: CallOptions;
  readonly given: CallOptions;
}

/**
 * The named tensors of a call: of its only input, or of a list as one padded batch. Where an input needs several forward
 * passes (windows of a long text, labels to try) these are the tensors of the first; `forward` runs the others too.
 */
export async function preprocessCall(task: AnyTask, call: ParsedCall, options: CallOptions): Promise<NamedTensors> {
  const prepared: Prepared[] = [];
  for (const item of call.items) prepared.push(await task.prepare(item, options));
  const first = prepared[0]?.feeds[0];
  if (!first) throw new PipelineError('BAD_INPUT', 'There is no input to prepare: the list is empty.');
  const onePassEach = prepared.every((item) => item.feeds.length === 1);
  const features =
    prepared.length > 1 && onePassEach && task.batching
      ? joinRows(task.batching, prepared.map((item) => item.feeds[0]!))
      : { ...first };
  journeys.set(features, { call, prepared, options });
  return features;
}

/** The model's outputs for `features`, which come from `preprocess` or are named tensors of your own. */
export async function forwardFeatures(task: AnyTask, model: ONNXAutoModel, features: NamedTensors, steps: StepOptions): Promise<NamedTensors> {
  const journey = journeys.get(requireTensors(features, 'BAD_FEED'));
  if (!journey) return forwardOnce(task, model, features, { ...steps.defaults, ...steps.given }, undefined);
  const { prepared } = journey;
  const options = { ...journey.options, ...steps.given };
  if (prepared.length > 1 && task.batching && !task.run && prepared.every((item) => item.feeds.length === 1)) {
    const outputs = await model.run(features);
    const passes = prepared.map((item) => ({ prepared: item, feeds: item.feeds[0]! }));
    journeys.set(outputs, { ...journey, options, outputs: splitRows(task.batching, outputs, passes).map((row) => [row]) });
    return outputs;
  }
  const all: NamedTensors[][] = [];
  for (const item of prepared) {
    const own: NamedTensors[] = [];
    for (const feeds of item.feeds) {
      const given = all.length === 0 && own.length === 0 ? features : feeds;
      own.push(await forwardOnce(task, model, given, options, item.state));
    }
    all.push(own);
  }
  const outputs = { ...all[0]![0]! };
  journeys.set(outputs, { ...journey, options, outputs: all });
  return outputs;
}

/**
 * The result of a call from what `forward` gave.
 *
 * @throws {PipelineError} `BAD_OUTPUT` when `outputs` are no tensors; `NO_CONTEXT` when the task needs the input's text or positions and `outputs` did not come from `forward`
 * over what `preprocess` returned.
 */
export async function postprocessOutputs(task: AnyTask, outputs: NamedTensors, steps: StepOptions): Promise<unknown> {
  const journey = journeys.get(requireTensors(outputs, 'BAD_OUTPUT'));
  const options = { ...(journey?.options ?? steps.defaults), ...steps.given };
  if (journey?.outputs) {
    const results: unknown[] = [];
    for (const [index, prepared] of journey.prepared.entries()) results.push(await task.finish(journey.outputs[index]!, prepared, options));
    if (journey.call.result) return journey.call.result(results, options);
    return journey.call.single ? results[0] : results;
  }
  const rows = rowCount(outputs);
  const results: unknown[] = [];
  for (let row = 0; row < rows; row++) {
    const part = rows === 1 ? outputs : Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, sliceRows(tensor, row, row + 1)]));
    results.push(await task.finish([part], { feeds: [] }, options));
  }
  return rows === 1 ? results[0] : results;
}
