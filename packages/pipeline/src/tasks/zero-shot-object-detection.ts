/** zero-shot-object-detection: boxes for labels given with the call, after transformers 4.57.6's ZeroShotObjectDetectionPipeline. */
import { readImage, requireImage, type ImageInput } from '../image-input.js';
import { outputTensor } from '../label-scores.js';
import { candidateLabels, itemLabels, labelledCall, type LabelledItem } from '../labelled-call.js';
import { decimal, integer } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import { requireState } from '../prepared-state.js';
import type { Task, TaskContext } from '../task.js';
import { textEncoder } from '../text-encoding.js';
import { readDetections, type ImageSize } from '../vision/boxes.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';
import { processorFamily } from '../vision/processor-family.js';
import type { DetectedObject } from './object-detection.js';

/** Call options of zero-shot-object-detection. */
export interface ZeroShotObjectDetectionOptions extends ImageCallOptions {
  readonly candidate_labels?: string | readonly string[];
  /** Objects with a score above it are returned; 0.1 by default. */
  readonly threshold?: number;
  /** How many objects to return; all by default. */
  readonly top_k?: number | null;
}

/** An image with the labels to look for. */
export interface ImageWithLabels {
  readonly image: ImageInput;
  readonly candidate_labels: string | readonly string[];
}

/** How a zero-shot-object-detection pipeline is called. */
export interface ZeroShotObjectDetection {
  (input: ImageInput, labels: string | readonly string[], options?: ZeroShotObjectDetectionOptions): Promise<DetectedObject[]>;
  (input: ImageInput | ImageWithLabels, options?: ZeroShotObjectDetectionOptions): Promise<DetectedObject[]>;
  (input: readonly (ImageInput | ImageWithLabels)[], options?: ZeroShotObjectDetectionOptions): Promise<DetectedObject[][]>;
}

const TASK = 'zero-shot-object-detection';
const DEFAULT_THRESHOLD = 0.1;

interface State {
  readonly labels: readonly string[];
  readonly scale: ImageSize;
}

/** The task over one model. */
export async function createZeroShotObjectDetection(context: TaskContext): Promise<Task<LabelledItem<ImageInput>>> {
  const { config, model } = context;
  const type = String(config['model_type']);
  if (type !== 'undefined' && !/^owl(?:vit|v2)$/.test(type)) {
    throw new PipelineError('UNSUPPORTED_MODEL', `${TASK} runs OWL-ViT and OWLv2 models; this one is ${type}.`, {
      where: 'config.json model_type',
      hint: 'Use ONNXAutoModel and ONNXAutoProcessor to get at its tensors.',
    });
  }
  const encoder = textEncoder(model, await context.processor.loadTokenizer());
  const imageProcessor = await context.processor.loadImageProcessor();
  /** OWLv2 pads images to squares, so that its boxes are relative to the longer side. */
  const squares = processorFamily(imageProcessor.className) === 'owlv2';
  return {
    options: { threshold: decimal(0), top_k: integer(1, true), candidate_labels: candidateLabels(), ...IMAGE_OPTIONS },
    parse: labelledCall({
      task: TASK,
      inputKeys: ['image', 'images', 'inputs'],
      labelKeys: ['candidate_labels', 'text_queries'],
      require: requireImage,
      splitsLabels: true,
    }),
    async prepare(item, options) {
      const labels = itemLabels(item, options, TASK);
      const image = await readImage(item.input);
      const pixels = await imageProcessor.process([image]);
      const side = Math.max(image.width, image.height);
      const state: State = { labels, scale: squares ? { width: side, height: side } : { width: image.width, height: image.height } };
      return { feeds: labels.map((label) => ({ ...encoder.feeds(encoder.encode(label, undefined, {})), ...pixels })), state };
    },
    finish(outputs, prepared, options) {
      const { labels, scale } = requireState(prepared, TASK, "the labels and the image's size") as State;
      const threshold = (options['threshold'] as number | undefined) ?? DEFAULT_THRESHOLD;
      const found = outputs.flatMap((output, index) =>
        readDetections(outputTensor(output, 'logits'), outputTensor(output, 'pred_boxes'), { kind: 'largest' }, threshold, scale).map(
          ({ score, box }): DetectedObject => ({ score, label: labels[index]!, box }),
        ),
      );
      found.sort((a, b) => b.score - a.score);
      const limit = options['top_k'] as number | null | undefined;
      return limit ? found.slice(0, limit) : found;
    },
  };
}
