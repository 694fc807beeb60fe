/** Recovers merges from a vocabulary of pieces, as `generate_merges` of transformers' `convert_slow_tokenizer`. */

/**
 * Merges in rank order: every split of a piece into two pieces, pieces with high scores first; splits of one piece by the ids of
 * their parts.
 *
 * @param vocabulary Ids of all pieces that may be parts.
 * @param scores Pieces with the scores that order them.
 */
export function generateMerges(
  vocabulary: ReadonlyMap<string, number>,
  scores: readonly (readonly [string, number])[],
): [string, string][] {
  const rows: { readonly left: string; readonly right: string; readonly score: number; readonly sizes: readonly [number, number] }[] = [];
  for (const [piece, score] of new Map(scores)) {
    const points = Array.from(piece);
    const splits: [string, string, number][] = [];
    for (let size = 1; size < points.length; size += 1) {
      const left = points.slice(0, size).join('');
      const right = piece.slice(left.length);
      if (vocabulary.has(left) && vocabulary.has(right)) splits.push([left, right, size]);
    }
    splits.sort((a, b) => idOf(vocabulary, a[0]) - idOf(vocabulary, b[0]) || idOf(vocabulary, a[1]) - idOf(vocabulary, b[1]));
    for (const [left, right, size] of splits) rows.push({ left, right, score, sizes: [size, points.length - size] });
  }
  rows.sort((a, b) => b.score - a.score || b.sizes[0] - a.sizes[0] || b.sizes[1] - a.sizes[1]);
  return rows.map(({ left, right }) => [left, right]);
}

function idOf(vocabulary: ReadonlyMap<string, number>, piece: string): number {
  return vocabulary.get(piece) ?? -1;
}
