/** object-detection: labelled boxes in an image, after transformers 4.57.6's ObjectDetectionPipeline. */
import { imageCall, type ImageInput } from '../image-input.js';
import { configLabels, outputTensor } from '../label-scores.js';
import { decimal } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import type { Task, TaskContext } from '../task.js';
import { readDetections, type BoundingBox, type DetectionHead } from '../vision/boxes.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';
import { processorFamily } from '../vision/processor-family.js';
import { originalSize, prepareSizedImage } from '../vision/sized-image.js';

/** Call options of object-detection. */
export interface ObjectDetectionOptions extends ImageCallOptions {
  /** Objects with a score above it are returned; 0.5 by default. */
  readonly threshold?: number;
}

/** One object. */
export interface DetectedObject {
  readonly score: number;
  readonly label: string;
  readonly box: BoundingBox;
}

/** How an object-detection pipeline is called. */
export interface ObjectDetection {
  (input: ImageInput, options?: ObjectDetectionOptions): Promise<DetectedObject[]>;
  (input: readonly ImageInput[], options?: ObjectDetectionOptions): Promise<DetectedObject[][]>;
}

const TOP_100: DetectionHead = { kind: 'sigmoid', limit: () => 100 };
const TOP_QUERIES: DetectionHead = { kind: 'sigmoid', limit: (queries) => queries };

/** Families whose scores are read in another way than DETR's. */
const HEADS: Readonly<Record<string, DetectionHead>> = {
  conditionaldetr: TOP_100,
  deformabledetr: TOP_100,
  deta: TOP_100,
  rtdetr: TOP_QUERIES,
};

/** Model types that say the head where the processor's class does not. */
const MODEL_HEADS: Readonly<Record<string, DetectionHead>> = {
  conditional_detr: TOP_100,
  deformable_detr: TOP_100,
  rt_detr: TOP_QUERIES,
  rt_detr_v2: TOP_QUERIES,
  d_fine: TOP_QUERIES,
};

const DEFAULT_THRESHOLD = 0.5;

/** The task over one model. */
export async function createObjectDetection(context: TaskContext): Promise<Task<ImageInput>> {
  const { config } = context;
  const imageProcessor = await context.processor.loadImageProcessor();
  const labels = configLabels(config);
  const head = HEADS[processorFamily(imageProcessor.className)] ?? MODEL_HEADS[String(config['model_type'])] ?? { kind: 'softmax' };
  return {
    options: { threshold: decimal(0), ...IMAGE_OPTIONS },
    parse: imageCall('object-detection'),
    prepare: (item) => prepareSizedImage(imageProcessor, item),
    finish(outputs, prepared, options) {
      const size = originalSize(prepared, 'object-detection');
      const logits = outputTensor(outputs[0]!, 'logits');
      const boxes = outputTensor(outputs[0]!, 'pred_boxes');
      const named = head.kind === 'softmax' ? logits.dims.at(-1)! - 1 : logits.dims.at(-1)!;
      if (named > labels.length) {
        throw new PipelineError('LABEL_COUNT', `The model tells ${named} classes apart; config.json names ${labels.length} labels.`, {
          where: 'config.json id2label',
          hint: 'Embed the config.json that belongs to this model.',
        });
      }
      const threshold = (options['threshold'] as number | undefined) ?? DEFAULT_THRESHOLD;
      return readDetections(logits, boxes, head, threshold, size).map(
        ({ score, labelId, box }): DetectedObject => ({ score, label: labels[labelId]!, box }),
      );
    },
  };
}
