/** The default runtime: onnxruntime-node, imported when the first session is made. */
import { ortRuntime, type OrtModule } from './ort-runtime.js';
import { PipelineError } from './pipeline-error.js';
import type { InferenceRuntime } from './runtime.js';

let loading: Promise<InferenceRuntime> | undefined;

/**
 * The runtime of this process.
 *
 * @throws {PipelineError} `NO_RUNTIME` when onnxruntime-node is not installed or not built for this platform.
 */
export function nodeRuntime(): Promise<InferenceRuntime> {
  loading ??= import('onnxruntime-node').then(
    (ort) => ortRuntime(ort as unknown as OrtModule),
    (cause: unknown) => {
      loading = undefined;
      throw new PipelineError('NO_RUNTIME', 'onnxruntime-node cannot be loaded here.', {
        cause,
        hint: 'Install onnxruntime-node, or pass `runtime: ortRuntime(await import("onnxruntime-web"))`.',
      });
    },
  );
  return loading;
}
