/** Cuts what Whisper wrote about one window into segments, and says how far the window reached: `_retrieve_segment` of transformers 4.57.6. */

/** What one window gave. */
export interface WindowSegments {
  /** Tokens of the segments that are complete, timestamps included. */
  readonly tokens: readonly number[];
  /** Frames to go on by. */
  readonly frames: number;
}

/** @param firstTime - id of the first timestamp token @param windowFrames - frames of the window that hold sound */
export function windowSegments(sequence: readonly number[], firstTime: number, windowFrames: number, inputStride: number): WindowSegments {
  const isTime = sequence.map((token) => token >= firstTime);
  const cuts: number[] = [];
  for (let i = 1; i < sequence.length; i++) if (isTime[i - 1] && isTime[i]) cuts.push(i);
  const endsInOneTime = isTime.at(-1) === true && isTime.at(-2) === false;
  if (cuts.length === 0) return { tokens: sequence, frames: windowFrames };
  if (endsInOneTime) return { tokens: sequence, frames: windowFrames };
  const end = cuts.at(-1)! + 1;
  return { tokens: sequence.slice(0, end), frames: (sequence[end - 2]! - firstTime) * inputStride };
}
