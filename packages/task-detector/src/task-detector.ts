/** Finds the task of a model. */
import type { CapsuleFiles, CapsuleManifest, GraphFacts } from '@onnx-capsule/metadata-schema';

/** What is known about a model; each part may be absent. */
export interface DetectionInput {
  /** The caller's word: it wins over everything. */
  readonly task?: string | undefined;
  readonly manifest?: CapsuleManifest | undefined;
  /** The parsed `config.json`. */
  readonly config?: unknown;
  readonly files?: CapsuleFiles | undefined;
  /** Metadata entries of the model that are not the capsule's, for foreign dialects. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** What the graph says, or a function that reads it when nothing else decides. */
  readonly graph?: GraphFacts | (() => Promise<GraphFacts | undefined>) | undefined;
}

/** A task that is possible, with the confidence in it. */
export interface TaskCandidate {
  readonly task: string;
  readonly confidence: number;
}

/** What decided. */
export type DetectionSource = 'caller' | 'manifest' | 'dialect' | 'files' | 'architecture' | 'processor' | 'graph';

/** The task found, or `undefined` with the candidates that remain. */
export interface Detection {
  readonly task: string | undefined;
  readonly confidence: number;
  readonly source: DetectionSource | undefined;
  readonly evidence: readonly string[];
  readonly candidates: readonly TaskCandidate[];
}

/** Finds the task of a model from whatever is known about it. */
export class TaskDetector {
  /** The task with confidence and evidence. Reads files and graph only as far as it needs. */
  detect(input: DetectionInput): Promise<Detection> {
    const task = input.task ?? input.manifest?.task?.name;
    const source = input.task === undefined ? 'manifest' : 'caller';
    return Promise.resolve(
      task === undefined
        ? { task, confidence: 0, source: undefined, evidence: [], candidates: [] }
        : { task, confidence: 1, source, evidence: [task], candidates: [] },
    );
  }
}
