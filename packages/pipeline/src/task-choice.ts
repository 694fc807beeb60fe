/** Which task a model is for, when nobody says it. */
import type { GraphFacts } from '@onnx-capsule/metadata-schema';

import type { ONNXAutoModel } from './model.js';
import { PipelineError } from './pipeline-error.js';
import { isTaskName, supportedTasks } from './task-table.js';

/** How to look for a task. */
export interface TaskChoice {
  readonly detect: boolean;
  readonly warn: (message: string) => void;
}

/** The task found for a model. @throws {PipelineError} `TASK_NOT_FOUND`, or `UNKNOWN_TASK` for a task that does not run here. */
export async function findTask(model: ONNXAutoModel, { detect, warn }: TaskChoice): Promise<string> {
  const { source, config } = model;
  const where = source.origin;
  if (!detect) {
    throw new PipelineError('TASK_NOT_FOUND', 'No task is given and detectTask is false.', {
      where,
      hint: "Call pipeline('text-classification', model), or leave detectTask on.",
    });
  }
  const manifestTask = source.files.manifest?.task?.name;
  if (manifestTask !== undefined && isTaskName(manifestTask)) return manifestTask;
  const { TaskDetector } = await import('@onnx-capsule/task-detector');
  const { task, candidates } = await new TaskDetector().detect({
    config,
    files: source.files,
    manifest: source.files.manifest,
    metadata: await source.metadata(),
    graph: () => graphFacts(model),
  });
  if (task !== null && isTaskName(task)) return task;
  const runnable = candidates.find((candidate) => isTaskName(candidate.task));
  if (task !== null && runnable) {
    warn(`${where} is for ${task}, which does not run here; it runs as ${runnable.task}.`);
    return runnable.task;
  }
  const tasks = `Tasks: ${supportedTasks().join(', ')}.`;
  if (task !== null) throw new PipelineError('UNKNOWN_TASK', `The model is for ${task}, which does not run here.`, { where, hint: tasks });
  throw new PipelineError('TASK_NOT_FOUND', 'The model does not say what it is for.', {
    where,
    hint: `Name the task: pipeline('text-classification', model), or embed its files: onnx-capsule embed-metadata ${where}. ${tasks}`,
  });
}

/** The session knows inputs and outputs; only a model without a configuration is read for more. */
async function graphFacts({ inputs, outputs, config, source }: ONNXAutoModel): Promise<GraphFacts | undefined> {
  return typeof config['model_type'] === 'string' ? { inputs, outputs, opsets: {} } : source.graph();
}
