/** Images whose results are measured in the original's pixels. */
import type { ImageProcessor } from '@onnx-capsule/processor-reconstruction/image';

import { readImage, type ImageInput } from '../image-input.js';
import { requireState } from '../prepared-state.js';
import type { Prepared } from '../task.js';
import type { ImageSize } from './boxes.js';

/** One image made ready, with its size as state. */
export async function prepareSizedImage(imageProcessor: ImageProcessor, input: ImageInput): Promise<Prepared> {
  const image = await readImage(input);
  const state: ImageSize = { width: image.width, height: image.height };
  return { feeds: [await imageProcessor.process([image])], state };
}

/** The size that `prepareSizedImage` noted. @throws {PipelineError} `NO_CONTEXT`. */
export function originalSize(prepared: Prepared, task: string): ImageSize {
  return requireState(prepared, task, "the image's size") as ImageSize;
}
