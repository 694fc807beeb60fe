/** How large an image becomes: the rules by which configurations name a size. All sizes are [height, width] in pixels. */

import { ProcessorError } from '../processor-error.js';

/** [height, width] in pixels. */
export type ImageSize = readonly [height: number, width: number];

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
