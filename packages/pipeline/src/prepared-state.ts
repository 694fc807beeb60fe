/** What a task's preparation leaves for its results: texts, labels, sizes. */
import { PipelineError } from './pipeline-error.js';
import type { Prepared } from './task.js';

/**
 * The state of `prepared`; `what` says in an error what the results lack without it.
 *
 * @throws {PipelineError} `NO_CONTEXT` where the outputs did not come from `forward` over what `preprocess` returned.
 */
export function requireState({ state }: Prepared, task: string, what: string): unknown {
  if (state !== undefined) return state;
  throw new PipelineError('NO_CONTEXT', `${task} needs ${what}; pass outputs of forward over what preprocess returned.`);
}
