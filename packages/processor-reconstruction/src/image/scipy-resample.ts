/** Resampling of float images as scipy.ndimage does it: Gaussian blur, linear zoom on a pixel grid, affine maps. */
import type { Pixels } from './pixels.js';

/** Index of sample `at` in an axis of `size` that is mirrored without repeating its edges. Source: scipy's mode `mirror`. */
function mirrored(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const phase = ((at % period) + period) % period;
  return phase < size ? phase : period - phase;
}

/** Weights of a Gaussian with `sigma`, cut off at four deviations, centre first. Source: `scipy.ndimage._gaussian_kernel1d`. */
function gaussianWeights(sigma: number): Float64Array {
  const radius = Math.trunc(4 * sigma + 0.5);
  const weights = Float64Array.from({ length: radius + 1 }, (_, i) => Math.exp((-0.5 / (sigma * sigma)) * i * i));
  const sum = weights[0]! + 2 * weights.subarray(1).reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Blurs along one axis: `count` samples that lie `stride` apart, for each of the other positions. */
function blurAxis(data: Float32Array, weights: Float64Array, count: number, stride: number): Float32Array {
  const target = new Float32Array(data.length);
  const line = new Float64Array(count);
  for (let start = 0; start < data.length; start++) {
    if (Math.floor(start / stride) % count !== 0) continue;
    for (let i = 0; i < count; i++) line[i] = data[start + i * stride]!;
    for (let i = 0; i < count; i++) {
      let sum = line[i]! * weights[0]!;
      for (let k = weights.length - 1; k > 0; k--) sum += (line[mirrored(i - k, count)]! + line[mirrored(i + k, count)]!) * weights[k]!;
      target[start + i * stride] = sum;
    }
  }
  return target;
}

/** `image` blurred as before an antialiased resize to `height` x `width`: sigma is half of what each axis shrinks by. */
export function blurForShrinking(data: Float32Array, image: Omit<Pixels, 'data'>, height: number, width: number): Float32Array {
  const down = Math.max(0, (image.height / height - 1) / 2);
  const across = Math.max(0, (image.width / width - 1) / 2);
  const rows = down > 1e-15 ? blurAxis(data, gaussianWeights(down), image.height, image.width * 3) : data;
  return across > 1e-15 ? blurAxis(rows, gaussianWeights(across), image.width, 3) : rows;
}

/** Samples and weights of a linear zoom along one axis, pixel centres kept on the grid, edges mirrored. */
function zoomTaps(source: number, target: number): { readonly low: Int32Array; readonly high: Int32Array; readonly fraction: Float64Array } {
  const zoom = source / target;
  const low = new Int32Array(target);
  const high = new Int32Array(target);
  const fraction = new Float64Array(target);
  for (let i = 0; i < target; i++) {
    let at = (i + 0.5) * zoom - 0.5;
    if (source > 1) {
      const period = 2 * (source - 1);
      at = at < 0 ? -at % period : at % period;
      if (at > source - 1) at = period - at;
    } else at = 0;
    const floor = Math.floor(at);
    low[i] = mirrored(floor, source);
    high[i] = mirrored(floor + 1, source);
    fraction[i] = at - floor;
  }
  return { low, high, fraction };
}

/** Interleaved RGB floats resized to `height` x `width`. Source: `scipy.ndimage.zoom(order=1, mode='mirror', grid_mode=True)`. */
export function zoomLinear(data: Float32Array, image: Omit<Pixels, 'data'>, height: number, width: number): Float32Array {
  const down = zoomTaps(image.height, height);
  const across = zoomTaps(image.width, width);
  const target = new Float32Array(height * width * 3);
  let out = 0;
  for (let y = 0; y < height; y++) {
    const top = down.low[y]! * image.width;
    const bottom = down.high[y]! * image.width;
    const v = down.fraction[y]!;
    for (let x = 0; x < width; x++) {
      const left = across.low[x]!;
      const right = across.high[x]!;
      const u = across.fraction[x]!;
      for (let c = 0; c < 3; c++) {
        target[out++] =
          data[(top + left) * 3 + c]! * (1 - v) * (1 - u) +
          data[(top + right) * 3 + c]! * (1 - v) * u +
          data[(bottom + left) * 3 + c]! * v * (1 - u) +
          data[(bottom + right) * 3 + c]! * v * u;
      }
    }
  }
  return target;
}

/** Where a target pixel comes from: `source = scale * target + shift` on each axis. */
export interface AxisMap {
  readonly scale: number;
  readonly shift: number;
}

/** Bytes of `image` seen through two axis maps, linear between pixels, 0 outside. Source: `scipy.ndimage.affine_transform(order=1)`. */
export function warpBytes(image: Pixels & { readonly data: Uint8Array }, rows: AxisMap, columns: AxisMap, height: number, width: number): Uint8Array {
  const { data } = image;
  const target = new Uint8Array(height * width * 3);
  for (let y = 0; y < height; y++) {
    const atY = rows.scale * y + rows.shift;
    if (atY < 0 || atY > image.height - 1) continue;
    const top = Math.min(Math.floor(atY), image.height - 1);
    const bottom = Math.min(top + 1, image.height - 1);
    const v = atY - top;
    for (let x = 0; x < width; x++) {
      const atX = columns.scale * x + columns.shift;
      if (atX < 0 || atX > image.width - 1) continue;
      const left = Math.min(Math.floor(atX), image.width - 1);
      const right = Math.min(left + 1, image.width - 1);
      const u = atX - left;
      for (let c = 0; c < 3; c++) {
        const value =
          data[(top * image.width + left) * 3 + c]! * (1 - v) * (1 - u) +
          data[(top * image.width + right) * 3 + c]! * (1 - v) * u +
          data[(bottom * image.width + left) * 3 + c]! * v * (1 - u) +
          data[(bottom * image.width + right) * 3 + c]! * v * u;
        target[(y * width + x) * 3 + c] = Math.min(255, Math.floor(value + 0.5));
      }
    }
  }
  return target;
}
