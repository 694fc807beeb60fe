/** The five ways to treat the matches of a splitting pattern. */

export const SPLIT_BEHAVIORS = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const;
export type SplitBehavior = (typeof SPLIT_BEHAVIORS)[number];

/** Stretches of a text, one after the other: starts, ends, and whether each is a match. */
interface Stretches {
  readonly starts: number[];
  readonly ends: number[];
  readonly kinds: boolean[];
}

function stretchesOf(length: number, matches: readonly number[], invert: boolean): Stretches {
  const stretches: Stretches = { starts: [], ends: [], kinds: [] };
  const add = (start: number, end: number, isMatch: boolean): void => {
    stretches.starts.push(start);
    stretches.ends.push(end);
    stretches.kinds.push(isMatch);
  };
  let end = 0;
  for (let m = 0; m < matches.length; m += 2) {
    const start = matches[m]!;
    if (start !== end) add(end, start, invert);
    end = matches[m + 1]!;
    add(start, end, !invert);
  }
  if (end !== length) add(end, length, invert);
  return stretches;
}

/** Whether stretch `i` and the one behind it become one part. */
function isJoined({ kinds }: Stretches, i: number, behavior: SplitBehavior): boolean {
  switch (behavior) {
    case 'MergedWithPrevious': return kinds[i + 1]! && !kinds[i]!;
    case 'MergedWithNext': return kinds[i]! && !kinds[i + 1]!;
    case 'Contiguous': return kinds[i] === kinds[i + 1];
    default: return false;
  }
}

/** The parts of a text of `length` units that is split at `matches` (starts and ends, alternating), in the same form; none of them is empty. */
export function splitBounds(length: number, matches: readonly number[], behavior: SplitBehavior, invert = false): number[] {
  const stretches = stretchesOf(length, matches, invert);
  const { starts, ends, kinds } = stretches;
  const bounds: number[] = [];
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!;
    if (behavior === 'Removed' && kinds[i]!) continue;
    while (i + 1 < starts.length && isJoined(stretches, i, behavior)) i++;
    if (start < ends[i]!) bounds.push(start, ends[i]!);
  }
  return bounds;
}
