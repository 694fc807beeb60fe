/** depth-estimation: a depth by pixel, after transformers 4.57.6's DepthEstimationPipeline. */
import type { NamedTensors, RawImage, Tensor } from '@onnx-capsule/metadata-schema';

import { imageCall, type ImageInput } from '../image-input.js';
import { outputTensor } from '../label-scores.js';
import type { Task, TaskContext } from '../task.js';
import { floatData } from '../tensor-types.js';
import type { ImageSize } from '../vision/boxes.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';
import { cropPlanes, planesOf, resizePlanes, type Planes } from '../vision/planes.js';
import { processorFamily } from '../vision/processor-family.js';
import { originalSize, prepareSizedImage } from '../vision/sized-image.js';

/** Call options of depth-estimation. */
export type DepthEstimationOptions = ImageCallOptions;

/** The depth of one image. */
export interface DepthEstimate {
  /** Depth as the model gives it, `[height, width]` of the original image. */
  readonly predicted_depth: Tensor;
  /** The same, spread over 0 … 255 as one channel. */
  readonly depth: RawImage;
}

/** How a depth-estimation pipeline is called. */
export interface DepthEstimation {
  (input: ImageInput, options?: DepthEstimationOptions): Promise<DepthEstimate>;
  (input: readonly ImageInput[], options?: DepthEstimationOptions): Promise<DepthEstimate[]>;
}

/** The task over one model. */
export async function createDepthEstimation(context: TaskContext): Promise<Task<ImageInput>> {
  const imageProcessor = await context.processor.loadImageProcessor();
  const family = processorFamily(imageProcessor.className);
  const resizeDepth = family === 'depthpro' ? resizeMetricDepth : family === 'zoedepth' && imageProcessor.fields['do_pad'] !== false ? resizePaddedDepth : resizeDepthMap;
  return {
    options: IMAGE_OPTIONS,
    parse: imageCall('depth-estimation'),
    prepare: (item) => prepareSizedImage(imageProcessor, item),
    finish(outputs, prepared) {
      const size = originalSize(prepared, 'depth-estimation');
      return describeDepth(resizeDepth(planesOf(outputTensor(outputs[0]!, 'predicted_depth')), size, outputs[0]!));
    },
  };
}

function resizeDepthMap(depth: Planes, { width, height }: ImageSize): Planes {
  return resizePlanes(depth, width, height, 'bicubic');
}

/** ZoeDepth: the prediction covers a border that its processor added. */
function resizePaddedDepth(depth: Planes, { width, height }: ImageSize): Planes {
  const x = Math.trunc(Math.sqrt(width / 2) * 3);
  const y = Math.trunc(Math.sqrt(height / 2) * 3);
  return cropPlanes(resizePlanes(depth, width + 2 * x, height + 2 * y, 'bicubic'), x, y, width, height);
}

/** DepthPro: the prediction is an inverse depth, scaled by the field of view. */
function resizeMetricDepth(depth: Planes, { width, height }: ImageSize, outputs: NamedTensors): Planes {
  const view = outputs['field_of_view'];
  const scaled = { ...depth, data: Float32Array.from(depth.data) };
  if (view) {
    const focalLength = (0.5 * width) / Math.tan((0.5 * floatData(view)[0]! * Math.PI) / 180);
    for (let i = 0; i < scaled.data.length; i++) scaled.data[i] = (scaled.data[i]! * width) / focalLength;
  }
  const resized = resizePlanes(scaled, width, height, 'bilinear');
  for (let i = 0; i < resized.data.length; i++) resized.data[i] = 1 / Math.min(1e4, Math.max(1e-4, resized.data[i]!));
  return resized;
}

function describeDepth({ data, width, height }: Planes): DepthEstimate {
  let least = Infinity;
  let most = -Infinity;
  for (const value of data) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const range = Math.fround(most - least);
  const shades = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    shades[i] = Math.trunc(Math.fround(Math.fround(Math.fround(data[i]! - least) / range) * 255));
  }
  return { predicted_depth: { type: 'float32', dims: [height, width], data }, depth: { data: shades, width, height, channels: 1 } };
}
