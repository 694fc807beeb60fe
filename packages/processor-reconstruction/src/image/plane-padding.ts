/** Padding of finished planes: to a size with a pixel mask, to a multiple, by mirroring. */
import { ProcessorError } from '../processor-error.js';
import { checkTargetSize, type ImageSize } from './target-size.js';
import type { Planes } from './value-rules.js';

/** Samples at each side of an image. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** What stands in the margins: a constant, the mirrored image with (`symmetric`) or without (`reflect`) its edge, or the edge itself. */
export type PaddingMode = 'constant' | 'symmetric' | 'reflect' | 'replicate';

/** Source index of each padded position along one axis, -1 for the constant. Source: `np.pad`. */
function paddedPositions(size: number, before: number, after: number, mode: PaddingMode): Int32Array {
  const positions = new Int32Array(before + size + after);
  const period = mode === 'reflect' ? Math.max(1, 2 * (size - 1)) : 2 * size;
  for (let i = 0; i < positions.length; i++) {
    const at = i - before;
    if (at >= 0 && at < size) positions[i] = at;
    else if (mode === 'constant') positions[i] = -1;
    else if (mode === 'replicate') positions[i] = at < 0 ? 0 : size - 1;
    else {
      const phase = ((at % period) + period) % period;
      positions[i] = phase < size ? phase : mode === 'reflect' ? period - phase : period - 1 - phase;
    }
  }
  return positions;
}

/** `planes` with `margins` around them. @throws {ProcessorError} `BAD_IMAGE_SIZE` when a margin is negative. */
export function padPlanes(planes: Planes, margins: Margins, mode: PaddingMode = 'constant', value = 0): Planes {
  const { top, bottom, left, right } = margins;
  if (Math.min(top, bottom, left, right) < 0) {
    throw new ProcessorError('BAD_IMAGE_SIZE', `Cannot pad a ${planes.width} x ${planes.height} image to ${planes.width + left + right} x ${planes.height + top + bottom}: it is larger already.`, {
      hint: 'Raise the pad size of the configuration, or resize further down.',
    });
  }
  if (top + bottom + left + right === 0) return planes;
  checkTargetSize(planes.height + top + bottom, planes.width + left + right);
  const columns = paddedPositions(planes.width, left, right, mode);
  const rows = paddedPositions(planes.height, top, bottom, mode);
  const width = columns.length;
  const height = rows.length;
  const length = planes.channels * width * height;
  const data = planes.data instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
  if (value !== 0) data.fill(value);
  for (let c = 0; c < planes.channels; c++) {
    for (let y = 0; y < height; y++) {
      if (rows[y]! < 0) continue;
      const source = (c * planes.height + rows[y]!) * planes.width;
      const out = (c * height + y) * width;
      if (mode === 'constant') data.set(planes.data.subarray(source, source + planes.width), out + left);
      else for (let x = 0; x < width; x++) data[out + x] = planes.data[source + columns[x]!]!;
    }
  }
  return { data, width, height, channels: planes.channels };
}

/** `planes` with zeros at the right and the bottom up to `size`. */
export function padToSize(planes: Planes, [height, width]: ImageSize): Planes {
  return padPlanes(planes, { top: 0, left: 0, bottom: height - planes.height, right: width - planes.width });
}

/** The largest height and the largest width of a batch. */
export function largestSize(batch: readonly Planes[]): ImageSize {
  return [Math.max(...batch.map((planes) => planes.height)), Math.max(...batch.map((planes) => planes.width))];
}
