/** When a row is complete: length, end tokens, stop strings, time. */
import type { GenerationSettings } from './settings.js';

/** Whether a row is complete with its last token. */
export type StopRule = (row: readonly number[]) => boolean;

/** The rule for `settings`. `decode` gives the text of tokens for stop strings. */
export function createStopRule(settings: GenerationSettings, decode: (tokens: readonly number[]) => string): StopRule {
  const { maxLength, eosTokenIds, stopStrings, maxTime } = settings;
  const deadline = maxTime === undefined ? Infinity : performance.now() + maxTime;
  return (row) =>
    row.length >= maxLength ||
    eosTokenIds.includes(row.at(-1)!) ||
    (stopStrings.length > 0 && endsWithin(row, stopStrings, decode)) ||
    performance.now() > deadline;
}

/** Whether one of the texts was completed by the last token; what follows it within that token does not matter. */
function endsWithin(row: readonly number[], texts: readonly string[], decode: (tokens: readonly number[]) => string): boolean {
  const longest = Math.max(...texts.map((text) => text.length));
  const tail = row.slice(-(longest + 8));
  const before = decode(tail.slice(0, -1)).length;
  const now = decode(tail);
  return texts.some((text) => {
    const found = now.indexOf(text, Math.max(0, before - text.length + 1));
    return found >= 0 && found + text.length > before;
  });
}
