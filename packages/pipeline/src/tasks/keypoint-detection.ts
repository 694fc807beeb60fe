/**
 * keypoint-detection: points in images. The reference has no pipeline of this name; results are those of its processors'
 * `post_process_keypoint_detection` (SuperPoint) and `post_process_pose_estimation` (ViTPose), transformers 4.57.6.
 */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';
import type { ImageProcessor } from '@onnx-capsule/processor-reconstruction/image';

import { readImage, type ImageInput } from '../image-input.js';
import { outputTensor } from '../label-scores.js';
import { decimal, integer, value, type OptionTable } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import { requireState } from '../prepared-state.js';
import type { CallOptions, Task, TaskContext } from '../task.js';
import { floatData, int64Tensor } from '../tensor-types.js';
import type { ImageSize } from '../vision/boxes.js';
import { heatmapPeaks } from '../vision/heatmap-peaks.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';
import { boxedImageCall, wholeImageCall, type KeypointItem } from '../vision/keypoint-call.js';
import { boxFrame, type PersonBox } from '../vision/pose-boxes.js';
import { processorFamily } from '../vision/processor-family.js';

/** Call options of keypoint-detection; all but the shared ones are for pose models. */
export interface KeypointDetectionOptions extends ImageCallOptions {
  /** The persons' boxes, `[left, top, width, height]` in pixels; for a list of images one list each. */
  readonly boxes?: readonly PersonBox[] | readonly (readonly PersonBox[])[];
  /** Points with a score above it are returned; all by default. */
  readonly threshold?: number | null;
  /** Width of the Gaussian that the heatmaps are blurred with, in cells; 11 by default. */
  readonly kernel_size?: number;
  /** Which expert of a ViTPose++ model to use; 0 by default. */
  readonly dataset_index?: number;
}

/** The points of one image (SuperPoint). */
export interface ImageKeypoints {
  /** int32 `[points, 2]`: x and y in pixels of the original image. */
  readonly keypoints: Tensor;
  /** float32 `[points]`. */
  readonly scores: Tensor;
  /** float32 `[points, width]`. */
  readonly descriptors: Tensor;
}

/** The pose of one person (ViTPose). */
export interface Pose {
  /** float32 `[points, 2]`: x and y in pixels of the original image. */
  readonly keypoints: Tensor;
  /** float32 `[points]`. */
  readonly scores: Tensor;
  /** int64 `[points]`: keys of `id2label`. */
  readonly labels: Tensor;
  /** float32 `[4]`, as the reference computes it from the box's centre and scale. */
  readonly bbox: Tensor;
}

/** How a keypoint-detection pipeline is called. Pose models give a list, one pose for each box. */
export interface KeypointDetection {
  (input: ImageInput | KeypointItem, options?: KeypointDetectionOptions): Promise<ImageKeypoints | Pose[]>;
  (input: readonly (ImageInput | KeypointItem)[], options?: KeypointDetectionOptions): Promise<(ImageKeypoints | Pose[])[]>;
}

const TASK = 'keypoint-detection';
const SIZE_AND_BOXES = "the image's size and boxes";
const DEFAULT_KERNEL = 11;

/** The task over one model. */
export async function createKeypointDetection(context: TaskContext): Promise<Task<KeypointItem>> {
  const imageProcessor = await context.processor.loadImageProcessor();
  const gives = (name: string): boolean => context.model.outputs.some((output) => output.name === name);
  if (processorFamily(imageProcessor.className) === 'vitpose' && gives('heatmaps')) return poseTask(context, imageProcessor);
  if (['keypoints', 'scores', 'descriptors', 'mask'].every(gives)) return pointTask(imageProcessor);
  throw new PipelineError('UNSUPPORTED_MODEL', `${TASK} runs SuperPoint and ViTPose models; this one is another.`, {
    where: 'the graph',
    hint: 'Use ONNXAutoModel and ONNXAutoProcessor to get at its tensors.',
  });
}

function pointTask(imageProcessor: ImageProcessor): Task<KeypointItem> {
  return {
    options: IMAGE_OPTIONS,
    parse: wholeImageCall,
    async prepare({ image }) {
      const pixels = await readImage(image);
      const size: ImageSize = { width: pixels.width, height: pixels.height };
      return { feeds: [await imageProcessor.process([pixels])], state: size };
    },
    finish: (outputs, prepared) => keypointsOf(outputs[0]!, requireState(prepared, TASK, SIZE_AND_BOXES) as ImageSize),
  };
}

/** The points that the mask marks; the model's are relative to the image's sides. */
function keypointsOf(outputs: NamedTensors, { width, height }: ImageSize): ImageKeypoints {
  const [points, scores, descriptors] = ['keypoints', 'scores', 'descriptors'].map((name) => floatData(outputTensor(outputs, name)));
  const mask = outputTensor(outputs, 'mask');
  const kept = Array.from(mask.data as ArrayLike<number | bigint>, Number).flatMap((marked, index) => (marked === 0 ? [] : [index]));
  const depth = outputTensor(outputs, 'descriptors').dims.at(-1)!;
  const pixel = (position: number, side: number): number => Math.trunc(Math.fround(position * side));
  return {
    keypoints: {
      type: 'int32',
      dims: [kept.length, 2],
      data: Int32Array.from(kept.flatMap((index) => [pixel(points![index * 2]!, width), pixel(points![index * 2 + 1]!, height)])),
    },
    scores: { type: 'float32', dims: [kept.length], data: Float32Array.from(kept, (index) => scores![index]!) },
    descriptors: {
      type: 'float32',
      dims: [kept.length, depth],
      data: Float32Array.from(kept.flatMap((index) => Array.from(descriptors!.subarray(index * depth, (index + 1) * depth)))),
    },
  };
}

const POSE_OPTIONS: OptionTable = {
  threshold: { ...decimal(-Infinity), expects: 'a number, or null', accepts: (given) => given === null || Number.isFinite(given) },
  kernel_size: value('an odd whole number from 1', (size) => Number.isInteger(size) && (size as number) > 0 && (size as number) % 2 === 1),
  ...IMAGE_OPTIONS,
};

function poseTask({ model }: TaskContext, imageProcessor: ImageProcessor): Task<KeypointItem> {
  const hasExperts = model.takes('dataset_index');
  return {
    options: { ...POSE_OPTIONS, ...(hasExperts && { dataset_index: integer(0) }) },
    parse: boxedImageCall,
    async prepare({ image, boxes }, options) {
      const features = await imageProcessor.process([await readImage(image)], { boxes: [boxes!] });
      const expert = (options['dataset_index'] as number | undefined) ?? 0;
      return { feeds: [{ ...features, ...(hasExperts && { dataset_index: int64Tensor(boxes!.map(() => expert), [boxes!.length]) }) }], state: boxes };
    },
    finish: (outputs, prepared, options) => posesOf(outputTensor(outputs[0]!, 'heatmaps'), requireState(prepared, TASK, SIZE_AND_BOXES) as readonly PersonBox[], imageProcessor, options),
  };
}

function posesOf(heatmaps: Tensor, boxes: readonly PersonBox[], { fields }: ImageProcessor, options: CallOptions): Pose[] {
  const [, points = 0, height = 1, width = 1] = heatmaps.dims;
  const size = fields['size'] as { readonly width: number; readonly height: number };
  const kernelSize = (options['kernel_size'] as number | undefined) ?? DEFAULT_KERNEL;
  const peaks = heatmapPeaks({ data: floatData(heatmaps), maps: boxes.length * points, width, height }, kernelSize);
  const limit = options['threshold'] as number | null | undefined;
  return boxes.map((box, index): Pose => {
    const f = Math.fround;
    const { center, scale } = boxFrame(box, size.width / size.height);
    const inImage = (position: number, axis: 0 | 1, cells: number): number => {
      const extent = f(scale[axis] * 200);
      return f(f(f(position * f(extent / (cells - 1))) + center[axis]) - f(extent * 0.5));
    };
    const kept = peaks
      .slice(index * points, (index + 1) * points)
      .map((peak, label) => ({ ...peak, label }))
      .filter(({ score }) => limit === undefined || limit === null || score > f(limit));
    return {
      keypoints: { type: 'float32', dims: [kept.length, 2], data: Float32Array.from(kept.flatMap(({ x, y }) => [inImage(x, 0, width), inImage(y, 1, height)])) },
      scores: { type: 'float32', dims: [kept.length], data: Float32Array.from(kept, ({ score }) => score) },
      labels: int64Tensor(kept.map(({ label }) => label), [kept.length]),
      bbox: { type: 'float32', dims: [4], data: Float32Array.of(...center, f(f(scale[0] + center[0]) - 1), f(f(scale[1] + center[1]) - 1)) },
    };
  });
}
