/** What a kind of speech recognition offers to the task: options, and the transcript of one clip. */
import type { NamedTensors, RawAudio } from '@onnx-capsule/metadata-schema';

import type { OptionTable } from '../option-guard.js';
import type { CallOptions } from '../task.js';

/** A part of a transcript with its time in seconds. */
export interface TranscriptChunk {
  readonly text: string;
  /** Start and end; `null` where the model gives none. */
  readonly timestamp: readonly [start: number | null, end: number | null];
  readonly language?: string | null;
}

/** What was said. */
export interface Transcript {
  readonly text: string;
  /** With `return_timestamps`. */
  readonly chunks?: readonly TranscriptChunk[];
}

/** A clip, and how many samples at its ends belong to its neighbours where it is a piece of a longer one. */
export interface Clip {
  readonly audio: RawAudio;
  readonly stride?: readonly [left: number, right: number] | undefined;
}

/** A clip made ready: the features of each of its pieces, and what `finish` needs besides their outputs. */
export interface PreparedClip {
  readonly feeds: readonly NamedTensors[];
  readonly state: unknown;
}

/** One kind of speech recognition over one model. */
export interface Recognizer {
  readonly options: OptionTable;
  prepare(clip: Clip, options: CallOptions): Promise<PreparedClip>;
  /** One piece's outputs, where it is more than running the graph once. */
  run?(feeds: NamedTensors, options: CallOptions): Promise<NamedTensors>;
  /** The transcript from the outputs of all pieces; `state` is absent for outputs that did not come from `prepare`. */
  finish(outputs: readonly NamedTensors[], state: unknown, options: CallOptions): Transcript;
  dispose(): Promise<void>;
}
