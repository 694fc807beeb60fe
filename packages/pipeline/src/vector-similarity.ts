/** Similarities of vectors, as sentence-transformers defines them. */
import type { SimilarityName } from './sentence-modules.js';

/** The similarity of two vectors of one length; distances count as negative. */
export function vectorSimilarity(name: SimilarityName, a: ArrayLike<number>, b: ArrayLike<number>): number {
  let product = 0;
  let squares = 0;
  let distance = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    product += x * y;
    lengthA += x * x;
    lengthB += y * y;
    squares += (x - y) ** 2;
    distance += Math.abs(x - y);
  }
  if (name === 'dot') return product;
  if (name === 'euclidean') return -Math.sqrt(squares);
  if (name === 'manhattan') return -distance;
  return product / (Math.max(Math.sqrt(lengthA), 1e-12) * Math.max(Math.sqrt(lengthB), 1e-12));
}
