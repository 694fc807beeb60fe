/** Arithmetic on rows of logits, in single precision as the reference's tensors have it. */

/** `log_softmax`, as a new row. */
export function logSoftmax(row: Float32Array): Float32Array {
  const shift = largestValue(row);
  let sum = 0;
  for (const value of row) sum += Math.exp(value - shift);
  const total = Math.log(sum);
  const result = new Float32Array(row.length);
  for (let i = 0; i < row.length; i++) result[i] = row[i]! - shift - total;
  return result;
}

/** `softmax`, as a new row. */
export function softmaxRow(row: Float32Array): Float32Array {
  const shift = largestValue(row);
  const result = new Float32Array(row.length);
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    result[i] = Math.exp(row[i]! - shift);
    sum += result[i]!;
  }
  for (let i = 0; i < row.length; i++) result[i] = result[i]! / sum;
  return result;
}

function largestValue(row: Float32Array): number {
  let largest = -Infinity;
  for (const value of row) if (value > largest) largest = value;
  return largest;
}

/** Index of the largest value; the first of equal ones. */
export function argmax(row: Float32Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
}

/** Indices of the `count` largest values by falling value; of equal ones the first comes first. */
export function topIndices(row: ArrayLike<number>, count: number): number[] {
  const best: number[] = [];
  const kept = Math.min(count, row.length);
  for (let i = 0; i < row.length; i++) {
    const value = row[i]!;
    if (best.length === kept && !(value > row[best[kept - 1]!]!)) continue;
    let place = best.length;
    while (place > 0 && value > row[best[place - 1]!]!) place--;
    best.splice(place, 0, i);
    if (best.length > kept) best.pop();
  }
  return best;
}
