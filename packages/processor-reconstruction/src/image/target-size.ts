/** How large an image becomes: the rules by which configurations name a size. All sizes are [height, width] in pixels. */

import { ProcessorError } from '../processor-error.js';

/** [height, width] in pixels. */
export type ImageSize = readonly [height: number, width: number];

/** Largest image that a processor makes, in pixels: 8192 x 8192, 0.8 GB as floats. */
const MAX_TARGET_PIXELS = 2 ** 26;

/**
 * Refuses sizes that cannot be made: what configurations ask for meets a limit before anything is allocated.
 *
 * @throws {ProcessorError} `BAD_IMAGE_SIZE` when a side is not a positive whole number or the image would have more than 67 million pixels.
 */
export function checkTargetSize(height: number, width: number): void {
  if (!Number.isInteger(height) || !Number.isInteger(width) || height < 1 || width < 1) {
    throw new ProcessorError('BAD_IMAGE_SIZE', `Cannot make an image of ${width} x ${height} pixels: height and width must be > 0.`, {
      hint: 'Use an image that is less elongated, or another `size` in the processor configuration.',
    });
  }
  if (height * width > MAX_TARGET_PIXELS) {
    throw new ProcessorError('BAD_IMAGE_SIZE', `Cannot make an image of ${width} x ${height} pixels; the limit is ${MAX_TARGET_PIXELS} pixels.`, {
      hint: 'Use an image that is less elongated, or a smaller `size`, `crop_size` or `pad_size` in the processor configuration.',
    });
  }
}

/** Rounds half to even, as Python's `round` does. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The shorter edge becomes `edge`, the longer keeps the ratio, cut to a whole pixel. Source: `get_resize_output_image_size` of transformers. */
export function shortestEdgeSize([height, width]: ImageSize, edge: number): ImageSize {
  const [short, long] = width <= height ? [width, height] : [height, width];
  const scaled = Math.trunc((edge * long) / short);
  return width <= height ? [scaled, edge] : [edge, scaled];
}

/** As `shortestEdgeSize`, but the longer edge stays within `longest`. Source: as there, with `max_size`. @throws {ProcessorError} `BAD_IMAGE_PROCESSOR_FIELD`. */
export function limitedShortestEdgeSize(size: ImageSize, edge: number, longest: number): ImageSize {
  if (longest <= edge) {
    throw new ProcessorError('BAD_IMAGE_PROCESSOR_FIELD', `size.longest_edge is ${longest}; expected more than size.shortest_edge, which is ${edge}.`, {
      where: 'size.longest_edge',
      hint: 'Raise longest_edge; the reference refuses such a size too.',
    });
  }
  const [height, width] = shortestEdgeSize(size, edge);
  const long = Math.max(height, width);
  if (long <= longest) return [height, width];
  const short = Math.trunc((longest * edge) / long);
  return size[1] <= size[0] ? [longest, short] : [short, longest];
}

/**
 * The shorter edge becomes `edge` unless the longer would pass `longest`. Source: `get_size_with_aspect_ratio` of transformers' DETR;
 * YOLOS asks about an upright image before it asks whether the size fits already (`uprightFirst`).
 */
export function shortestLongestSize([height, width]: ImageSize, shortest: number, longest: number, uprightFirst = false): ImageSize {
  let edge = shortest;
  let raw: number | undefined;
  const low = Math.min(height, width);
  const high = Math.max(height, width);
  if ((high / low) * edge > longest) {
    raw = (longest * low) / high;
    edge = roundHalfEven(raw);
  }
  const upright = uprightFirst && width < height;
  if (!upright && ((height <= width && height === edge) || (width <= height && width === edge))) return [height, width];
  if (width < height) return [Math.trunc(((raw ?? edge) * height) / width), edge];
  return [edge, Math.trunc(((raw ?? edge) * width) / height)];
}

/** The largest size with the same ratio that fits into `maxHeight` x `maxWidth`. Source: `get_image_size_for_max_height_width` of transformers. */
export function fitInsideSize([height, width]: ImageSize, maxHeight: number, maxWidth: number): ImageSize {
  const scale = Math.min(maxHeight / height, maxWidth / width);
  return [Math.trunc(height * scale), Math.trunc(width * scale)];
}
