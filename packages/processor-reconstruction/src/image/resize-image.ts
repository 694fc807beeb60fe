/** `Image.resize` of Pillow: filters, nearest neighbour, source boxes and the two-step reduction of `reducing_gap`. */
import { ProcessorError } from '../processor-error.js';
import { reduceImage, reducedBox } from './reduce-image.js';
import { resample, type SampleGrid, type Samples, type SourceBox } from './resample.js';
import type { ResamplingFilter } from './resampling-filter.js';
import { checkTargetSize } from './target-size.js';

/** How `resizeImage` reads its source. */
export interface ResizeOptions {
  /** Part of the source to resize, in pixels; the whole image by default. */
  readonly box?: SourceBox;
  /** As in Pillow: shrink by whole factors first where the result is smaller than the source by more than this, at least 1. */
  readonly reducingGap?: number;
}

/**
 * Source position of each target sample. Pillow's `ImagingScaleAffine` starts half a step in and adds the step, in doubles;
 * 16-bit images take its general transform, which multiplies.
 */
function nearestPositions(targetSize: number, sourceSize: number, from: number, to: number, multiply: boolean): Int32Array {
  const scale = Math.fround(to - from) / targetSize;
  const positions = new Int32Array(targetSize);
  let position = from + scale * 0.5;
  for (let i = 0; i < targetSize; i++, position += scale) {
    positions[i] = Math.min(Math.trunc(multiply ? (i + 0.5) * scale + from : position), sourceSize - 1);
  }
  return positions;
}

/** Pillow takes the box as float32. */
function asFloats([left, top, right, bottom]: SourceBox): SourceBox {
  return [Math.fround(left), Math.fround(top), Math.fround(right), Math.fround(bottom)];
}

function resizeNearest<T extends Samples>(source: SampleGrid<T>, width: number, height: number, box: SourceBox): SampleGrid<T> {
  const { channels, data } = source;
  const wide = data instanceof Uint16Array;
  const columns = nearestPositions(width, source.width, box[0], box[2], wide);
  const rows = nearestPositions(height, source.height, box[1], box[3], wide);
  const target = new (data.constructor as new (length: number) => T)(width * height * channels);
  let out = 0;
  for (const row of rows) {
    for (const column of columns) {
      const at = (row * source.width + column) * channels;
      for (let c = 0; c < channels; c++) target[out++] = data[at + c]!;
    }
  }
  return { data: target, width, height, channels };
}

/**
 * `image` resized to `width` x `height` pixels, equal to Pillow 13 bit for bit: bytes as its 8-bit modes (`L`, `RGB`),
 * `Uint16Array` as `I;16`, `Float32Array` as `F`. Channels are independent; there is no alpha premultiplication.
 *
 * @throws {ProcessorError} `BAD_IMAGE_SIZE` when a size is not a positive whole number or the box leaves the image.
 */
export function resizeImage<T extends Samples>(
  image: SampleGrid<T>, width: number, height: number, filter: ResamplingFilter, options: ResizeOptions = {},
): SampleGrid<T> {
  checkTargetSize(height, width);
  let box: SourceBox = options.box ?? [0, 0, image.width, image.height];
  if (box[0] < 0 || box[1] < 0 || box[2] > image.width || box[3] > image.height || box[2] <= box[0] || box[3] <= box[1]) {
    throw new ProcessorError('BAD_IMAGE_SIZE', `The box ${box.join(', ')} does not lie inside the ${image.width} x ${image.height} image.`, {
      hint: 'Give left, top, right and bottom inside the image.',
    });
  }
  if (width === image.width && height === image.height && box[0] === 0 && box[1] === 0 && box[2] === width && box[3] === height) {
    return { ...image, data: image.data.slice() as T };
  }
  if (filter === 'nearest') return resizeNearest(image, width, height, asFloats(box));
  let source: SampleGrid<T> = image;
  if (options.reducingGap !== undefined) {
    const factorX = Math.trunc((box[2] - box[0]) / width / options.reducingGap) || 1;
    const factorY = Math.trunc((box[3] - box[1]) / height / options.reducingGap) || 1;
    if (factorX > 1 || factorY > 1) {
      const safe = reducedBox(image, width, height, filter, box);
      source = reduceImage(image, factorX, factorY, safe);
      box = [(box[0] - safe[0]) / factorX, (box[1] - safe[1]) / factorY, (box[2] - safe[0]) / factorX, (box[3] - safe[1]) / factorY];
    }
  }
  return resample(source, width, height, filter, asFloats(box)) as SampleGrid<T>;
}
