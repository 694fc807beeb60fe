/** `torch.nn.functional.interpolate` on planes of floats: nearest, bilinear and bicubic, with aligned corners or antialiasing. */
import { ProcessorError } from '../processor-error.js';
import { checkTargetSize } from './target-size.js';

/** Planes that are interpolated: `count` planes of `height` x `width`, one after another. */
export interface FloatPlanes {
  readonly data: Float32Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/** How `interpolate` reads between samples. */
export interface InterpolateOptions {
  readonly mode: 'nearest' | 'nearest-exact' | 'bilinear' | 'bicubic';
  /** Whether the corner samples of input and output coincide; bilinear and bicubic without antialiasing only. */
  readonly alignCorners?: boolean;
  /** Whether the filter widens where the image shrinks, as Pillow's does; bilinear and bicubic only. */
  readonly antialias?: boolean;
}

/** Source samples and weights of each target sample: `taps` of each, one after another. */
interface Taps {
  readonly taps: number;
  readonly indices: Int32Array;
  readonly weights: Float32Array;
}

const f = Math.fround;

function clampIndex(index: number, size: number): number {
  return index < 0 ? 0 : index >= size ? size - 1 : index;
}

function nearestTaps(source: number, target: number, exact: boolean): Taps {
  const scale = f(source / target);
  const indices = Int32Array.from({ length: target }, (_, i) => Math.min(Math.floor(f((exact ? i + 0.5 : i) * scale)), source - 1));
  return { taps: 1, indices, weights: new Float32Array(target).fill(1) };
}

/** Keys' cubic with the given free coefficient, at distance `x`. */
function cubic(x: number, a: number): number {
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
}

function smoothTaps(source: number, target: number, mode: 'bilinear' | 'bicubic', alignCorners: boolean): Taps {
  const scale = alignCorners ? (target > 1 ? f((source - 1) / (target - 1)) : 0) : f(source / target);
  const taps = mode === 'bilinear' ? 2 : 4;
  const indices = new Int32Array(target * taps);
  const weights = new Float32Array(target * taps);
  for (let i = 0; i < target; i++) {
    const position = alignCorners ? f(scale * i) : f(f(scale * f(i + 0.5)) - 0.5);
    if (mode === 'bilinear') {
      const at = Math.max(0, position);
      const low = Math.min(Math.trunc(at), source - 1);
      const fraction = Math.min(Math.max(f(at - low), 0), 1);
      indices[i * 2] = low;
      indices[i * 2 + 1] = Math.min(low + 1, source - 1);
      weights[i * 2] = 1 - fraction;
      weights[i * 2 + 1] = fraction;
    } else {
      const low = Math.floor(position);
      const fraction = Math.min(Math.max(f(position - low), 0), 1);
      for (let k = 0; k < 4; k++) {
        indices[i * 4 + k] = clampIndex(low - 1 + k, source);
        weights[i * 4 + k] = cubic(fraction + 1 - k, -0.75);
      }
    }
  }
  return { taps, indices, weights };
}

/** Source: `HelperInterpBase` of PyTorch's antialiased kernels, which follow Pillow with float32 weights. */
function antialiasedTaps(source: number, target: number, mode: 'bilinear' | 'bicubic', alignCorners: boolean): Taps {
  const scale = alignCorners ? (target > 1 ? f((source - 1) / (target - 1)) : 0) : f(source / target);
  const size = mode === 'bilinear' ? 2 : 4;
  const support = scale >= 1 ? f(size * 0.5 * scale) : size * 0.5;
  const inverse = scale >= 1 ? f(1 / scale) : 1;
  const taps = Math.ceil(support) * 2 + 1;
  const indices = new Int32Array(target * taps);
  const weights = new Float32Array(target * taps);
  for (let i = 0; i < target; i++) {
    const center = f(scale * f(i + 0.5));
    const start = Math.max(Math.trunc(f(f(center - support) + 0.5)), 0);
    const count = Math.min(Math.trunc(f(f(center + support) + 0.5)), source) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const distance = f(f(f(k + start) - center + 0.5) * inverse);
      const weight = mode === 'bilinear' ? Math.max(0, f(1 - Math.abs(distance))) : f(cubic(distance, -0.5));
      weights[i * taps + k] = weight;
      sum = f(sum + weight);
    }
    for (let k = 0; k < taps; k++) {
      indices[i * taps + k] = clampIndex(start + k, source);
      if (sum !== 0) weights[i * taps + k] = k < count ? f(weights[i * taps + k]! / sum) : 0;
    }
  }
  return { taps, indices, weights };
}

function axisTaps(source: number, target: number, { mode, alignCorners = false, antialias = false }: InterpolateOptions): Taps {
  if (mode === 'nearest' || mode === 'nearest-exact') return nearestTaps(source, target, mode === 'nearest-exact');
  return antialias ? antialiasedTaps(source, target, mode, alignCorners) : smoothTaps(source, target, mode, alignCorners);
}

/**
 * `planes` resized to `height` x `width` as `torch.nn.functional.interpolate(x, size=(height, width), …)` does on the CPU, to float32 rounding.
 *
 * @throws {ProcessorError} `BAD_IMAGE_SIZE` when a size is not a positive whole number, `BAD_OPTION` when nearest is combined with an option it does not have.
 */
export function interpolate(planes: FloatPlanes, height: number, width: number, options: InterpolateOptions): FloatPlanes {
  checkTargetSize(height, width);
  if (options.mode.startsWith('nearest') && (options.alignCorners === true || options.antialias === true)) {
    throw new ProcessorError('BAD_OPTION', `mode ${options.mode} takes neither alignCorners nor antialias.`, { hint: 'Use bilinear or bicubic.' });
  }
  const across = axisTaps(planes.width, width, options);
  const down = axisTaps(planes.height, height, options);
  const { count, data } = planes;
  const rows = new Float32Array(planes.height * width);
  const target = new Float32Array(count * height * width);
  for (let plane = 0; plane < count; plane++) {
    for (let y = 0; y < planes.height; y++) sampleRow(data, (plane * planes.height + y) * planes.width, across, rows, y * width, width);
    for (let y = 0; y < height; y++) {
      const out = (plane * height + y) * width;
      for (let k = y * down.taps, end = k + down.taps; k < end; k++) {
        const weight = down.weights[k]!;
        const row = down.indices[k]! * width;
        if (weight !== 0) for (let x = 0; x < width; x++) target[out + x] = f(target[out + x]! + f(weight * rows[row + x]!));
      }
    }
  }
  return { data: target, count, height, width };
}

/** One row of `width` samples at `out` in `target`, from the row at `source` in `data`. */
function sampleRow(data: Float32Array, source: number, { taps, indices, weights }: Taps, target: Float32Array, out: number, width: number): void {
  if (taps === 2) {
    for (let x = 0; x < width; x++) {
      const k = 2 * x;
      target[out + x] = f(f(weights[k]! * data[source + indices[k]!]!) + f(weights[k + 1]! * data[source + indices[k + 1]!]!));
    }
    return;
  }
  for (let x = 0; x < width; x++) {
    let sum = 0;
    for (let k = x * taps, end = k + taps; k < end; k++) sum = f(sum + f(weights[k]! * data[source + indices[k]!]!));
    target[out + x] = sum;
  }
}
