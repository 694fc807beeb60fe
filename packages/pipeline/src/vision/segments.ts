/** Masks of objects and regions from query-based models, by the reference's `compute_segments` and its kin. */
import { softmax } from '../label-scores.js';
import { sigmoidOf } from './boxes.js';
import type { Planes } from './planes.js';
import { resizePlanes } from './planes.js';
import { topValues } from '../top-values.js';

/** One segment and its pixels. */
export interface Segment {
  readonly labelId: number;
  /** Rounded to six digits, as in the reference. */
  readonly score: number;
  /** 255 where the segment is, 0 elsewhere; row-major. */
  readonly mask: Uint8Array;
}

/** Thresholds of the call. */
export interface SegmentOptions {
  readonly threshold: number;
  readonly maskThreshold: number;
  readonly overlapThreshold: number;
}

/** Class logits `[queries, classes + 1]` of one image, the last class meaning "nothing". */
export interface ClassLogits {
  readonly data: ArrayLike<number>;
  readonly queries: number;
  readonly classes: number;
}

interface Query {
  readonly index: number;
  readonly labelId: number;
  readonly score: number;
}

/** Class probabilities of each query, "nothing" included. */
function classProbabilities({ data, queries, classes }: ClassLogits): Float32Array[] {
  return Array.from({ length: queries }, (_, query) => softmax(Array.prototype.slice.call(data, query * classes, (query + 1) * classes)));
}

/** Segments that share no pixel: each pixel belongs to the query that is surest of it (panoptic, and DETR's instances). */
export function exclusiveSegments(logits: ClassLogits, masks: Planes, width: number, height: number, options: SegmentOptions): Segment[] {
  const limit = Math.fround(options.threshold);
  const kept: Query[] = [];
  for (const [index, probabilities] of classProbabilities(logits).entries()) {
    let labelId = 0;
    for (let i = 1; i < probabilities.length; i++) if (probabilities[i]! > probabilities[labelId]!) labelId = i;
    const score = probabilities[labelId]!;
    if (labelId !== logits.classes - 1 && score > limit) kept.push({ index, labelId, score });
  }
  if (kept.length === 0) return [];
  const size = masks.width * masks.height;
  const chosen = new Float32Array(kept.length * size);
  kept.forEach(({ index }, position) => {
    for (let i = 0; i < size; i++) chosen[position * size + i] = sigmoidOf(masks.data[index * size + i]!);
  });
  const resized = resizePlanes({ data: chosen, count: kept.length, width: masks.width, height: masks.height }, width, height, 'bilinear');
  return claimPixels(kept, resized, options);
}

function claimPixels(kept: readonly Query[], masks: Planes, options: SegmentOptions): Segment[] {
  const area = masks.width * masks.height;
  const { data } = masks;
  kept.forEach(({ score }, position) => {
    for (let i = position * area; i < (position + 1) * area; i++) data[i] = data[i]! * score;
  });
  const owner = surestPlanes(data, kept.length, area);
  const maskLimit = Math.fround(options.maskThreshold);
  const segments: Segment[] = [];
  kept.forEach(({ labelId, score }, position) => {
    const mask = new Uint8Array(area);
    let owned = 0;
    let covered = 0;
    for (let pixel = 0; pixel < area; pixel++) {
      if (data[position * area + pixel]! >= maskLimit) covered += 1;
      if (owner[pixel] !== position) continue;
      mask[pixel] = 255;
      owned += 1;
    }
    const exists = owned > 0 && covered > 0 && Math.fround(owned / covered) > options.overlapThreshold;
    if (exists) segments.push({ labelId, score: sixDigits(score), mask });
  });
  return segments;
}

/** Segments of MaskFormer's and Mask2Former's instances: the surest pairs of query and class; later ones cover earlier ones. */
export function instanceSegments(logits: ClassLogits, masks: Planes, width: number, height: number, threshold: number): Segment[] {
  const named = logits.classes - 1;
  const scores = classProbabilities(logits).flatMap((probabilities) => Array.from(probabilities.subarray(0, named)));
  const pairs = topValues(scores, logits.queries, false).map(
    ({ value, index }): Query => ({ index: Math.floor(index / named), labelId: index % named, score: value }),
  );
  const size = masks.width * masks.height;
  const owner = new Int32Array(width * height).fill(-1);
  const found: Query[] = [];
  for (const pair of pairs) {
    const binary = new Float32Array(size);
    let inside = 0;
    let sureness = 0;
    for (let i = 0; i < size; i++) {
      const logit = masks.data[pair.index * size + i]!;
      if (logit <= 0) continue;
      binary[i] = 1;
      inside += 1;
      sureness += sigmoidOf(logit);
    }
    const score = Math.fround(pair.score * Math.fround(Math.fround(sureness) / Math.fround(inside + 1e-6)));
    const resized = resizePlanes({ data: binary, count: 1, width: masks.width, height: masks.height }, width, height, 'nearest');
    if (!resized.data.some((value) => value !== 0) || !(score >= threshold)) continue;
    for (let i = 0; i < owner.length; i++) if (resized.data[i] === 1) owner[i] = found.length;
    found.push({ ...pair, score });
  }
  return found.map(({ labelId, score }, id) => ({ labelId, score: sixDigits(score), mask: maskOf(owner, id) }));
}

/** Class scores by pixel, `[classes, height, width]`, from queries: their probabilities weighted by their masks. */
export function semanticScores(logits: ClassLogits, masks: Planes): Planes {
  const named = logits.classes - 1;
  const size = masks.width * masks.height;
  const data = new Float32Array(named * size);
  const probabilities = classProbabilities(logits);
  const sums = new Float64Array(size);
  const covered = masks.data.slice(0, logits.queries * size);
  for (let i = 0; i < covered.length; i++) covered[i] = sigmoidOf(covered[i]!);
  for (let labelId = 0; labelId < named; labelId++) {
    sums.fill(0);
    for (let query = 0; query < logits.queries; query++) {
      const weight = probabilities[query]![labelId]!;
      for (let i = 0; i < size; i++) sums[i] = sums[i]! + weight * covered[query * size + i]!;
    }
    data.set(sums, labelId * size);
  }
  return { data, count: named, width: masks.width, height: masks.height };
}

/** One mask by class that wins any pixel, in the order of the class ids. */
export function semanticSegments(scores: Planes, width: number, height: number): { labelId: number; mask: Uint8Array }[] {
  const resized = resizePlanes(scores, width, height, 'bilinear');
  const winner = surestPlanes(resized.data, resized.count, width * height);
  return [...new Set(winner)].sort((a, b) => a - b).map((labelId) => ({ labelId, mask: maskOf(winner, labelId) }));
}

/** For each pixel the plane that is highest there, the first of equal ones. */
function surestPlanes(data: Float32Array, count: number, area: number): Int32Array {
  const owner = new Int32Array(area);
  const highest = data.slice(0, area);
  for (let plane = 1; plane < count; plane++) {
    const start = plane * area;
    for (let pixel = 0; pixel < area; pixel++) {
      const value = data[start + pixel]!;
      if (!(value > highest[pixel]!)) continue;
      highest[pixel] = value;
      owner[pixel] = plane;
    }
  }
  return owner;
}

/** 255 where `owner` is `id`, 0 elsewhere. */
function maskOf(owner: Int32Array, id: number): Uint8Array {
  const mask = new Uint8Array(owner.length);
  for (let pixel = 0; pixel < mask.length; pixel++) if (owner[pixel] === id) mask[pixel] = 255;
  return mask;
}

function sixDigits(score: number): number {
  return Number(score.toFixed(6));
}
