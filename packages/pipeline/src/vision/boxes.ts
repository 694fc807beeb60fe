/** Boxes and scores of object detectors, by the arithmetic of the reference's `post_process_object_detection`. */
import type { Tensor } from '@onnx-capsule/metadata-schema';

import { softmax } from '../label-scores.js';
import { floatData } from '../tensor-types.js';
import { topValues } from '../top-values.js';

/** A box in pixels of the original image, as whole numbers. Its edges may lie outside of the image. */
export interface BoundingBox {
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
}

/** One detected object before its label has a name. */
export interface Detection {
  readonly score: number;
  readonly labelId: number;
  readonly box: BoundingBox;
}

/** Width and height of the original image in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** How class scores are read from the logits `[queries, classes]` of one image. */
export type DetectionHead =
  /** Softmax, the last class meaning "nothing": DETR, YOLOS. */
  | { readonly kind: 'softmax' }
  /** Sigmoid over all pairs of query and class, the best `limit` of them: Deformable and Conditional DETR, RT-DETR. */
  | { readonly kind: 'sigmoid'; readonly limit: (queries: number) => number }
  /** The largest logit of each query: OWL-ViT. */
  | { readonly kind: 'largest' };

/**
 * Detections with a score above `threshold`.
 *
 * @param logits - `[1, queries, classes]`
 * @param boxes - `[1, queries, 4]`: centre x, centre y, width, height, relative to `scale`
 */
export function readDetections(logits: Tensor, boxes: Tensor, head: DetectionHead, threshold: number, scale: ImageSize): Detection[] {
  const queries = logits.dims.at(-2)!;
  const classes = logits.dims.at(-1)!;
  const scores = floatData(logits);
  const corners = floatData(boxes);
  const box = (query: number): BoundingBox => scaleBox(corners, query * 4, scale);
  const limit = Math.fround(threshold);
  if (head.kind === 'sigmoid') {
    const pairs = Float32Array.from(scores, sigmoidOf);
    return topValues(pairs, head.limit(queries), true)
      .filter(({ value }) => value > limit)
      .map(({ index, value }) => ({ score: value, labelId: index % classes, box: box(Math.floor(index / classes)) }));
  }
  const detections: Detection[] = [];
  for (let query = 0; query < queries; query++) {
    const row = scores.subarray(query * classes, (query + 1) * classes);
    const { index, value } = head.kind === 'softmax' ? largest(softmax(row).subarray(0, classes - 1)) : largest(row);
    const score = head.kind === 'softmax' ? value : sigmoidOf(value);
    if (score > limit) detections.push({ score, labelId: index, box: box(query) });
  }
  return detections;
}

/** `1 / (1 + exp(-x))` in single precision. */
export function sigmoidOf(logit: number): number {
  return Math.fround(1 / (1 + Math.exp(-logit)));
}

function largest(values: ArrayLike<number>): { index: number; value: number } {
  let index = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[index]!) index = i;
  return { index, value: values[index] ?? 0 };
}

/** Corners in whole pixels; each step rounds to single precision, the end is cut towards zero, as in the reference. */
function scaleBox(values: ArrayLike<number>, offset: number, { width, height }: ImageSize): BoundingBox {
  const half = (size: number): number => Math.fround(0.5 * size);
  const [x, y, w, h] = [values[offset]!, values[offset + 1]!, values[offset + 2]!, values[offset + 3]!];
  const pixel = (position: number, size: number): number => Math.trunc(Math.fround(Math.fround(position) * size)) + 0;
  return {
    xmin: pixel(x - half(w), width),
    ymin: pixel(y - half(h), height),
    xmax: pixel(x + half(w), width),
    ymax: pixel(y + half(h), height),
  };
}
