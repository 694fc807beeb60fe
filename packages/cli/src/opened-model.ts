/** A model as the commands see it: its capsule or foreign metadata, its graph, its task. */
import { readGraph } from '@onnx-capsule/metadata-core/graph';
import { openModel, type OpenedModel } from '@onnx-capsule/metadata-reader/node';
import type { CapsuleFiles, GraphFacts } from '@onnx-capsule/metadata-schema';
import { type Detection, TaskDetector } from '@onnx-capsule/task-detector';

import type { Context } from './context.js';
import { modelArgument } from './model-argument.js';

/** Opens the model that an argument names. @throws {MetadataError} when it cannot be read or is no ONNX file. */
export async function openModelArgument(argument: string, context: Context): Promise<OpenedModel> {
  return openModel(await modelArgument(argument, context), { signal: context.terminal.signal });
}

/** What the graph says, read in the parts that are needed. */
export async function graphOf(model: OpenedModel): Promise<GraphFacts> {
  return readGraph(model.opened.source);
}

/** The task of a model, from its own metadata and from `files` where they stand beside it. */
export async function detectTask(model: OpenedModel, files: CapsuleFiles | undefined = model.files): Promise<Detection> {
  return new TaskDetector().detect({
    files,
    manifest: model.capsule?.manifest,
    metadata: Object.fromEntries(model.metadata.map(({ key, value }) => [key, value])),
    graph: () => graphOf(model),
  });
}
