/** The five ways to treat the matches of a splitting pattern. */
import { type AlignedText, sliceAligned } from '../aligned-text.js';

export const SPLIT_BEHAVIORS = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const;
export type SplitBehavior = (typeof SPLIT_BEHAVIORS)[number];

interface Range {
  start: number;
  end: number;
  readonly isMatch: boolean;
}

function rangesOf(length: number, matches: readonly number[], invert: boolean): Range[] {
  const ranges: Range[] = [];
  let end = 0;
  for (let m = 0; m < matches.length; m += 2) {
    const start = matches[m]!;
    if (start !== end) ranges.push({ start: end, end: start, isMatch: invert });
    end = matches[m + 1]!;
    ranges.push({ start, end, isMatch: !invert });
  }
  if (end !== length) ranges.push({ start: end, end: length, isMatch: invert });
  return ranges;
}

/** Joins a match to its neighbour before, unless that one is a match as well. */
function mergeMatches(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  let previous = false;
  for (const range of ranges) {
    const last = merged.at(-1);
    if (range.isMatch && !previous && last !== undefined) {
      last.start = Math.min(last.start, range.start);
      last.end = Math.max(last.end, range.end);
    } else merged.push({ ...range });
    previous = range.isMatch;
  }
  return merged;
}

/** Joins neighbours that are both matches or both none. */
function mergeAlike(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  let previous = false;
  for (const range of ranges) {
    const last = merged.at(-1);
    if (range.isMatch === previous && last !== undefined) last.end = range.end;
    else merged.push({ ...range });
    previous = range.isMatch;
  }
  return merged;
}

/** Splits `piece` at `matches` (starts and ends, alternating); empty parts are left out. */
export function splitAligned(piece: AlignedText, matches: readonly number[], behavior: SplitBehavior, invert = false): AlignedText[] {
  let ranges = rangesOf(piece.text.length, matches, invert);
  if (behavior === 'Removed') ranges = ranges.filter((range) => !range.isMatch);
  else if (behavior === 'Contiguous') ranges = mergeAlike(ranges);
  else if (behavior === 'MergedWithPrevious') ranges = mergeMatches(ranges);
  else if (behavior === 'MergedWithNext') ranges = mergeMatches(ranges.reverse()).reverse();
  const pieces: AlignedText[] = [];
  for (const { start, end } of ranges) if (start < end) pieces.push(sliceAligned(piece, start, end));
  return pieces;
}
