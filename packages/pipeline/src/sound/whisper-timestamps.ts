/** Whisper's rules for timestamp tokens while it writes, as transformers 4.57.6's WhisperTimeStampLogitsProcessor. */
import { logSoftmax } from '../generation/float-math.js';
import type { LogitsProcessor } from '../generation/logits-processors.js';

/** What the rules need to know of the vocabulary. */
export interface TimestampRules {
  /** Id of `<|notimestamps|>`; the timestamps follow it. */
  readonly noTimestampsId: number;
  readonly eosTokenId: number;
  /** Tokens before the first written one. */
  readonly beginIndex: number;
  /** How far into the window the first timestamp may be. */
  readonly maxInitialIndex: number | undefined;
}

/** The processor for one window. */
export function timestampProcessor({ noTimestampsId, eosTokenId, beginIndex, maxInitialIndex }: TimestampRules): LogitsProcessor {
  const first = noTimestampsId + 1;
  const forbid = (scores: Float32Array, from: number, to: number): void => {
    scores.fill(-Infinity, from, Math.min(to, scores.length));
  };
  return (sequence, scores) => {
    scores[noTimestampsId] = -Infinity;
    const written = sequence.slice(beginIndex);
    const lastWasTime = written.length >= 1 && written.at(-1)! >= first;
    const beforeWasTime = written.length < 2 || written.at(-2)! >= first;
    if (lastWasTime) {
      if (beforeWasTime) forbid(scores, first, scores.length);
      else forbid(scores, 0, eosTokenId);
    }
    const times = written.filter((token) => token >= first);
    if (times.length > 0) forbid(scores, first, lastWasTime && !beforeWasTime ? times.at(-1)! : times.at(-1)! + 1);
    if (sequence.length === beginIndex) {
      forbid(scores, 0, first);
      if (maxInitialIndex !== undefined) forbid(scores, first + maxInitialIndex + 1, scores.length);
    }
    if (timeIsLikelier(logSoftmax(scores), first)) forbid(scores, 0, first);
  };
}

/** Whether all timestamps together are more likely than any single other token. */
function timeIsLikelier(logs: Float32Array, first: number): boolean {
  let sum = 0;
  for (let token = first; token < logs.length; token++) sum += Math.exp(logs[token]!);
  let text = -Infinity;
  for (let token = 0; token < first; token++) text = Math.max(text, logs[token]!);
  return Math.log(sum) > text;
}
