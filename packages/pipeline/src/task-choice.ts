/** Which task a model is for, when nobody says it. */

import { PipelineError } from './pipeline-error.js';
import type { ModelSource } from './sources.js';
import { isTaskName, supportedTasks } from './task-table.js';

/** The task found for a source. @throws {PipelineError} `TASK_NOT_FOUND`, or `UNKNOWN_TASK` for a task that does not run here. */
export async function findTask(source: ModelSource, detect: boolean): Promise<string> {
  if (!detect) {
    throw new PipelineError('TASK_NOT_FOUND', 'No task is given and detectTask is false.', {
      where: source.origin,
      hint: "Call pipeline('text-classification', model), or leave detectTask on.",
    });
  }
  const config = await source.config();
  const manifestTask = source.files.manifest?.task?.name;
  if (manifestTask !== undefined && isTaskName(manifestTask)) return manifestTask;
  const { TaskDetector } = await import('@onnx-capsule/task-detector');
  const { task, candidates } = await new TaskDetector().detect({
    config,
    files: source.files,
    manifest: source.files.manifest,
    metadata: await source.metadata(),
    graph: () => source.graph(),
  });
  if (task === null) {
    throw new PipelineError('TASK_NOT_FOUND', 'The model does not say what it is for.', {
      where: source.origin,
      hint: `Name the task: pipeline('${candidates[0]?.task ?? 'text-classification'}', model). Tasks: ${supportedTasks().join(', ')}.`,
    });
  }
  if (!isTaskName(task)) {
    throw new PipelineError('UNKNOWN_TASK', `The model is for ${task}, which does not run here.`, {
      where: source.origin,
      hint: `Tasks: ${supportedTasks().join(', ')}.`,
    });
  }
  return task;
}
