/**
 * Keypoints from heatmaps: the highest cell, refined by one Newton step on the blurred logarithm (DARK, unbiased data processing), as
 * `VitPoseImageProcessor.keypoints_from_heatmaps` of transformers 4.57.6 does it with scipy's Gaussian filter.
 */

/** `maps` heatmaps one after the other, each row-major. */
export interface Heatmaps {
  readonly data: ArrayLike<number>;
  readonly maps: number;
  readonly width: number;
  readonly height: number;
}

/** A peak in cells of its heatmap, and the height there. */
export interface Peak {
  readonly x: number;
  readonly y: number;
  readonly score: number;
}

const SIGMA = 0.8;
const FLOAT32_EPSILON = 2 ** -23;

/** One peak for each map; a map without a value above 0 has its peak at -1, -1 before the step. */
export function heatmapPeaks(heatmaps: Heatmaps, kernelSize: number): Peak[] {
  const { maps, width, height, data } = heatmaps;
  const area = width * height;
  const logs = paddedLogs(heatmaps, Math.floor((kernelSize - 1) / 2));
  const rowStep = width + 2;
  const mapStep = rowStep * (height + 2);
  const at = (index: number): number => logs[index < 0 ? index + logs.length : index]!;
  return Array.from({ length: maps }, (_, map): Peak => {
    let best = 0;
    for (let cell = 1; cell < area; cell++) if (data[map * area + cell]! > data[map * area + best]!) best = cell;
    const score = data[map * area + best]!;
    const [x, y] = score > 0 ? [best % width, Math.floor(best / width)] : [-1, -1];
    const [dx, dy] = newtonStep(at, x + 1 + (y + 1) * rowStep + map * mapStep, rowStep);
    return { x: Math.fround(x - dx), y: Math.fround(y - dy), score };
  });
}

/** Inverse Hessian times gradient at `index`, with the gradient in single precision as in the reference. */
function newtonStep(at: (index: number) => number, index: number, rowStep: number): readonly [number, number] {
  const f = Math.fround;
  const middle = at(index);
  const [right, left] = [at(index + 1), at(index - 1)];
  const [below, above] = [at(index + rowStep), at(index - rowStep)];
  const [diagonal, opposite] = [at(index + rowStep + 1), at(index - rowStep - 1)];
  const dx = f(0.5 * f(right - left));
  const dy = f(0.5 * f(below - above));
  const dxx = f(f(right - 2 * middle) + left) + FLOAT32_EPSILON;
  const dyy = f(f(below - 2 * middle) + above) + FLOAT32_EPSILON;
  const mixed = [right, below].reduce((sum, value) => f(sum - value), diagonal);
  const dxy = f(0.5 * [middle, middle, -left, -above, opposite].reduce((sum, value) => f(sum + value), mixed));
  const determinant = dxx * dyy - dxy * dxy;
  return [(dyy * dx - dxy * dy) / determinant, (dxx * dy - dxy * dx) / determinant];
}

/** The logarithm of the blurred maps, with one more cell on every side that repeats the edge. */
function paddedLogs({ data, maps, width, height }: Heatmaps, radius: number): Float32Array {
  const rowStep = width + 2;
  const padded = new Float32Array(maps * rowStep * (height + 2));
  const weights = gaussianWeights(radius);
  for (let map = 0; map < maps; map++) {
    const start = map * width * height;
    const source = Float32Array.from({ length: width * height }, (_, i) => data[start + i]!);
    const down = blurLines(source, weights, width, height, width, 1);
    const blurred = blurLines(down, weights, height, width, 1, width);
    for (let y = 0; y < height + 2; y++) {
      for (let x = 0; x < rowStep; x++) {
        const cell = clamp(y - 1, height) * width + clamp(x - 1, width);
        padded[(map * (height + 2) + y) * rowStep + x] = Math.log(Math.min(50, Math.max(Math.fround(0.001), blurred[cell]!)));
      }
    }
  }
  return padded;
}

function clamp(position: number, length: number): number {
  return Math.min(length - 1, Math.max(0, position));
}

function gaussianWeights(radius: number): number[] {
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp((-0.5 / (SIGMA * SIGMA)) * (i - radius) ** 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Blurs `lines` lines of `length` cells; the edge cell is mirrored too. Sums in double precision, as scipy's `correlate1d`. */
function blurLines(source: Float32Array, weights: readonly number[], lines: number, length: number, step: number, lineStep: number): Float32Array {
  const radius = (weights.length - 1) / 2;
  const result = new Float32Array(source.length);
  const mirrored = (position: number): number => {
    const within = ((position % (2 * length)) + 2 * length) % (2 * length);
    return within < length ? within : 2 * length - 1 - within;
  };
  for (let line = 0; line < lines; line++) {
    const at = (position: number): number => source[line * lineStep + mirrored(position) * step]!;
    for (let i = 0; i < length; i++) {
      let sum = at(i) * weights[radius]!;
      for (let j = radius; j > 0; j--) sum += (at(i - j) + at(i + j)) * weights[radius - j]!;
      result[line * lineStep + i * step] = sum;
    }
  }
  return result;
}
