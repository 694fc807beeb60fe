/** The words of a detection: what goes in, what comes out. */
import type { CapsuleFiles, CapsuleManifest, GraphFacts } from '@onnx-capsule/metadata-schema';

/** What is known about a model; each part may be absent. */
export interface DetectionInput {
  /** The caller's word: it wins over everything. */
  readonly task?: string | undefined;
  readonly manifest?: CapsuleManifest | undefined;
  /** The parsed `config.json`; read from `files` where absent. */
  readonly config?: unknown;
  readonly files?: CapsuleFiles | undefined;
  /** Metadata entries of the model that are not the capsule's, for foreign dialects. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** What the graph says, or a function that reads it when nothing before decides. */
  readonly graph?: GraphFacts | (() => Promise<GraphFacts | undefined>) | undefined;
  /** `false` switches detection off: only the caller's word and the manifest count. */
  readonly detectTask?: boolean;
}

/** A task that is possible, with the confidence in it (0 to 1). */
export interface TaskCandidate {
  readonly task: string;
  readonly confidence: number;
}

/** What decided, in the order in which they are asked. */
export type DetectionSource = 'caller' | 'manifest' | 'dialect' | 'files' | 'architecture' | 'processor' | 'graph';

/** The task found, or `null` where nothing decides. */
export interface Detection {
  readonly task: string | null;
  /** 1: said outright; below 1: inferred. */
  readonly confidence: number;
  readonly source: DetectionSource | null;
  /** What was seen: a class name, a file, the names of inputs and outputs. */
  readonly evidence: readonly string[];
  /** All tasks that fit, the best first, where more than one does. */
  readonly candidates: readonly TaskCandidate[];
}

/** One clue's verdict. */
export interface Clue {
  readonly task: string;
  readonly confidence: number;
  readonly evidence: readonly string[];
  readonly others?: readonly TaskCandidate[];
}

/** A JSON object, or an empty one for anything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
