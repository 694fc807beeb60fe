/** image-to-image: an image made from an image, after transformers 4.57.6's ImageToImagePipeline. */
import type { RawImage } from '@onnx-capsule/metadata-schema';

import { imageCall, readImage, type ImageInput } from '../image-input.js';
import { outputTensor } from '../label-scores.js';
import { refused } from '../option-guard.js';
import type { Task, TaskContext } from '../task.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';
import { planesOf } from '../vision/planes.js';

/** Call options of image-to-image. */
export type ImageToImageOptions = ImageCallOptions;

/** How an image-to-image pipeline is called. */
export interface ImageToImage {
  (input: ImageInput, options?: ImageToImageOptions): Promise<RawImage>;
  (input: readonly ImageInput[], options?: ImageToImageOptions): Promise<RawImage[]>;
}

/** The task over one model. */
export async function createImageToImage(context: TaskContext): Promise<Task<ImageInput>> {
  const imageProcessor = await context.processor.loadImageProcessor();
  return {
    options: { head_mask: refused('an exported graph has no such input.'), ...IMAGE_OPTIONS },
    parse: imageCall('image-to-image'),
    async prepare(item) {
      return { feeds: [await imageProcessor.process([await readImage(item)])] };
    },
    finish: (outputs): RawImage => {
      const { data, count, width, height } = planesOf(outputTensor(outputs[0]!, 'reconstruction'));
      const pixels = new Uint8Array(count * width * height);
      for (let channel = 0; channel < count; channel++) {
        for (let i = 0; i < width * height; i++) pixels[i * count + channel] = shade(data[channel * width * height + i]!);
      }
      return { data: pixels, width, height, channels: count };
    },
  };
}

/** A value of 0 … 1 as a byte, rounded half to even like numpy; what lies outside is cut. */
function shade(value: number): number {
  const scaled = Math.fround(Math.min(1, Math.max(0, value)) * 255);
  const floor = Math.floor(scaled);
  if (scaled - floor === 0.5) return floor + (floor % 2);
  return Math.round(scaled);
}
