/** Counts the calls that are under way, so that what they use is freed only when the last one has ended. */
import { PipelineError } from './pipeline-error.js';

/** The calls of one pipeline. */
export interface OpenCalls {
  /** Runs `call`, counted. Rejects with {PipelineError} `DISPOSED` once `close` has been called. */
  during<T>(call: () => Promise<T>): Promise<T>;
  /** Refuses further calls, waits for those under way, then runs `free`, once. */
  close(free: () => Promise<unknown>): Promise<void>;
}

/** A counter for one pipeline named `name` in messages. */
export function openCalls(name: string): OpenCalls {
  let running = 0;
  let closed: Promise<void> | undefined;
  let wake: (() => void) | undefined;
  return {
    async during(call) {
      if (closed) throw new PipelineError('DISPOSED', `The ${name} pipeline has been disposed of.`, { hint: 'Create a new one with pipeline().' });
      running++;
      try {
        return await call();
      } finally {
        running--;
        if (running === 0) wake?.();
      }
    },
    close(free) {
      closed ??= (running === 0 ? Promise.resolve() : new Promise<void>((resolve) => (wake = resolve))).then(async () => {
        await free();
      });
      return closed;
    },
  };
}
