/** Calls of keypoint detectors: images, and for ViTPose the boxes of the persons in each. */
import { isRecord, optionsAt } from '../call-arguments.js';
import { isImageInput, requireImage, type ImageInput } from '../image-input.js';
import { describe, PipelineError } from '../pipeline-error.js';
import type { CallOptions, ParsedCall } from '../task.js';
import { isPersonBox, type PersonBox } from './pose-boxes.js';

/** One image with its boxes. */
export interface KeypointItem {
  readonly image: ImageInput;
  /** Absent for detectors that look at whole images. */
  readonly boxes?: readonly PersonBox[];
}

const TASK = 'keypoint-detection';

/** Reads `(image, options)` and `(images, options)`; `image` may also be `{ image }`. */
export function wholeImageCall(args: readonly unknown[]): ParsedCall {
  const [first] = args;
  const options = optionsAt(args, 1);
  const read = (item: unknown): KeypointItem => {
    const { image, more } = splitItem(item);
    const unknown = Object.keys(more)[0];
    if (unknown !== undefined) throw new PipelineError('BAD_INPUT', `The input has the key ${unknown}; this model takes an image alone.`, { where: unknown });
    return { image };
  };
  return Array.isArray(first) ? { items: first.map(read), single: false, options } : { items: [read(first)], single: true, options };
}

/**
 * Reads `(image, { boxes })`, `(images, { boxes: [boxes of the first, …] })`, `({ image, boxes, …options })` and lists of `{ image, boxes }`.
 *
 * @throws {PipelineError} `BAD_INPUT`.
 */
export function boxedImageCall(args: readonly unknown[]): ParsedCall {
  const [first] = args;
  const { boxes, ...options } = optionsAt(args, 1);
  if (!Array.isArray(first)) {
    const { image, more } = splitItem(first);
    const { boxes: own = boxes, ...given } = more;
    return { items: [{ image, boxes: readBoxes(own, 'boxes') }], single: true, options: { ...given, ...options } };
  }
  if (boxes !== undefined && (!Array.isArray(boxes) || boxes.length !== first.length)) {
    throw new PipelineError('BAD_INPUT', `boxes must hold a list for each of the ${first.length} images; found ${describe(boxes)}.`, { where: 'boxes' });
  }
  const items = first.map((item: unknown, index): KeypointItem => {
    const { image, more } = splitItem(item);
    const { boxes: own = (boxes as unknown[] | undefined)?.[index], ...rest } = more;
    const unknown = Object.keys(rest)[0];
    if (unknown !== undefined) throw new PipelineError('BAD_INPUT', `The input has the key ${unknown}; known are image, boxes.`, { where: unknown });
    return { image, boxes: readBoxes(own, `boxes[${index}]`) };
  });
  return { items, single: false, options };
}

/** The image of an input, and what else stands beside it. */
function splitItem(item: unknown): { image: ImageInput; more: CallOptions } {
  if (isImageInput(item) || !isRecord(item) || !('image' in item)) return { image: requireImage(item, TASK), more: {} };
  const { image, ...more } = item;
  return { image: requireImage(image, TASK), more };
}

function readBoxes(boxes: unknown, where: string): readonly PersonBox[] {
  if (Array.isArray(boxes) && boxes.length > 0 && boxes.every(isPersonBox)) return boxes;
  throw new PipelineError('BAD_INPUT', `${where} must be a list of [left, top, width, height] with at least one; found ${describe(boxes)}.`, {
    where,
    hint: 'Detect persons first (object-detection) and pass their boxes in pixels.',
  });
}
