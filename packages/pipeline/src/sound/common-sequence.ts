/** Joins token sequences that overlap, by their best match: `_find_longest_common_sequence` of transformers 4.57.6's Whisper. */

/** One sequence out of several that follow each other and share some tokens. */
export function longestCommonSequence(sequences: readonly (readonly number[])[]): number[] {
  let left = sequences[0] ?? [];
  const total: number[] = [];
  for (const right of sequences.slice(1)) {
    const [leftStart, leftStop, rightStart, rightStop] = bestOverlap(left, right);
    total.push(...left.slice(0, Math.floor((leftStart + leftStop) / 2)));
    left = right.slice(Math.floor((rightStart + rightStop) / 2));
  }
  total.push(...left);
  return total;
}

function bestOverlap(left: readonly number[], right: readonly number[]): readonly [number, number, number, number] {
  let best: readonly [number, number, number, number] = [left.length, left.length, 0, 0];
  let most = 0;
  for (let shift = 1; shift < left.length + right.length; shift++) {
    const leftStart = Math.max(0, left.length - shift);
    const leftStop = Math.min(left.length, left.length + right.length - shift);
    const rightStart = Math.max(0, shift - left.length);
    let matches = 0;
    for (let i = leftStart; i < leftStop; i++) if (left[i] === right[rightStart + i - leftStart]) matches++;
    const matching = matches / shift + shift / 10000;
    if (matches > 1 && matching > most) {
      most = matching;
      best = [leftStart, leftStop, rightStart, Math.min(right.length, shift)];
    }
  }
  return best;
}
