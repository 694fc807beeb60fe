/** image-segmentation: masks with labels (panoptic, instance, semantic), after transformers 4.57.6's ImageSegmentationPipeline. */
import type { NamedTensors, RawImage } from '@onnx-capsule/metadata-schema';

import { imageCall, type ImageInput } from '../image-input.js';
import { configLabels, outputTensor } from '../label-scores.js';
import { decimal, oneOf, optional } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import type { CallOptions, Task, TaskContext } from '../task.js';
import { floatData } from '../tensor-types.js';
import type { ImageSize } from '../vision/boxes.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';
import { planesOf, resizePlanes, type Planes } from '../vision/planes.js';
import { processorFamily } from '../vision/processor-family.js';
import { exclusiveSegments, instanceSegments, semanticScores, semanticSegments, type ClassLogits } from '../vision/segments.js';
import { originalSize, prepareSizedImage } from '../vision/sized-image.js';

/** Kinds of segmentation. */
export type SegmentationSubtask = 'panoptic' | 'instance' | 'semantic';

/** Call options of image-segmentation. */
export interface ImageSegmentationOptions extends ImageCallOptions {
  /** By default the first of panoptic, instance, semantic that the model is made for. */
  readonly subtask?: SegmentationSubtask | null;
  /** Probability above which a segment counts; 0.9 by default. */
  readonly threshold?: number;
  /** Probability from which a pixel counts as covered; 0.5 by default. */
  readonly mask_threshold?: number;
  /** Share of its covered pixels that a segment must keep; 0.5 by default. */
  readonly overlap_mask_area_threshold?: number;
}

/** One segment. */
export interface ImageSegment {
  /** `null` where the model gives no score by segment (semantic). */
  readonly score: number | null;
  readonly label: string;
  /** One channel of the original image's size: 255 where the segment is, 0 elsewhere. */
  readonly mask: RawImage;
}

/** How an image-segmentation pipeline is called. */
export interface ImageSegmentation {
  (input: ImageInput, options?: ImageSegmentationOptions): Promise<ImageSegment[]>;
  (input: readonly ImageInput[], options?: ImageSegmentationOptions): Promise<ImageSegment[][]>;
}

/** How a family of processors reads its model's outputs. */
interface Family {
  readonly subtasks: readonly SegmentationSubtask[];
  /** Outputs with the classes and the masks of queries; absent where the output `logits` scores each pixel. */
  readonly queries?: { readonly classes: string; readonly masks: string };
  /** Size that masks are brought to before anything else. */
  readonly masksSize?: number;
  /** Whether instances share no pixel. */
  readonly exclusiveInstances?: boolean;
}

const ALL: readonly SegmentationSubtask[] = ['panoptic', 'instance', 'semantic'];
const DETR: Family = { subtasks: ALL, queries: { classes: 'logits', masks: 'pred_masks' }, exclusiveInstances: true };
const MASKFORMER: Family = { subtasks: ALL, queries: { classes: 'class_queries_logits', masks: 'masks_queries_logits' } };
const SEMANTIC: Family = { subtasks: ['semantic'] };

const FAMILIES: Readonly<Record<string, Family>> = {
  detr: DETR,
  conditionaldetr: DETR,
  maskformer: MASKFORMER,
  mask2former: { ...MASKFORMER, masksSize: 384 },
  beit: SEMANTIC,
  dpt: SEMANTIC,
  mobilenetv2: SEMANTIC,
  mobilevit: SEMANTIC,
  segformer: SEMANTIC,
};

const UNSUPPORTED: Readonly<Record<string, string>> = {
  oneformer: 'OneFormer takes the subtask as text beside the image',
  eomt: 'EoMT cuts images into overlapping patches',
};

/** The task over one model. */
export async function createImageSegmentation(context: TaskContext): Promise<Task<ImageInput>> {
  const imageProcessor = await context.processor.loadImageProcessor();
  const labels = configLabels(context.config);
  const family = processorFamily(imageProcessor.className);
  const reason = UNSUPPORTED[family] ?? UNSUPPORTED[String(context.config['model_type'])];
  if (reason !== undefined) {
    throw new PipelineError('UNSUPPORTED_MODEL', `image-segmentation does not run this model: ${reason}.`, {
      where: 'preprocessor_config.json image_processor_type',
      hint: 'Use ONNXAutoModel and ONNXAutoProcessor to get at its tensors.',
    });
  }
  return {
    options: {
      subtask: optional(oneOf(...ALL)),
      threshold: decimal(0),
      mask_threshold: decimal(0),
      overlap_mask_area_threshold: decimal(0),
      ...IMAGE_OPTIONS,
    },
    parse: imageCall('image-segmentation'),
    prepare: (item) => prepareSizedImage(imageProcessor, item),
    finish(outputs, prepared, options) {
      const size = originalSize(prepared, 'image-segmentation');
      return segmentImage(outputs[0]!, FAMILIES[family] ?? familyOf(outputs[0]!), labels, size, options);
    },
  };
}

/** The family of a processor class that the table does not know, by the outputs that the model has. */
function familyOf(outputs: NamedTensors): Family {
  if (outputs['class_queries_logits']) return MASKFORMER;
  return outputs['pred_masks'] ? DETR : SEMANTIC;
}

function segmentImage(outputs: NamedTensors, family: Family, labels: readonly string[], size: ImageSize, options: CallOptions): ImageSegment[] {
  const subtask = (options['subtask'] as SegmentationSubtask | undefined) ?? family.subtasks[0]!;
  if (!family.subtasks.includes(subtask)) {
    throw new PipelineError('BAD_OPTION', `This model does ${family.subtasks.join(', ')} segmentation; the subtask ${subtask} is asked for.`, {
      where: 'subtask',
    });
  }
  const { width, height } = size;
  const segment = (labelId: number, score: number | null, mask: Uint8Array): ImageSegment => {
    const label = labels[labelId];
    if (label === undefined) {
      throw new PipelineError('LABEL_COUNT', `The model found class ${labelId}; config.json names ${labels.length} labels.`, {
        where: 'config.json id2label',
        hint: 'Embed the config.json that belongs to this model.',
      });
    }
    return { score, label, mask: { data: mask, width, height, channels: 1 } };
  };
  if (!family.queries) {
    const scores = planesOf(outputTensor(outputs, 'logits'));
    return semanticSegments(scores, width, height).map(({ labelId, mask }) => segment(labelId, null, mask));
  }
  const classes = outputTensor(outputs, family.queries.classes);
  const logits: ClassLogits = { data: floatData(classes), queries: classes.dims.at(-2)!, classes: classes.dims.at(-1)! };
  let masks: Planes = planesOf(outputTensor(outputs, family.queries.masks));
  if (family.masksSize !== undefined) masks = resizePlanes(masks, family.masksSize, family.masksSize, 'bilinear');
  if (subtask === 'semantic') {
    return semanticSegments(semanticScores(logits, masks), width, height).map(({ labelId, mask }) => segment(labelId, null, mask));
  }
  const threshold = (options['threshold'] as number | undefined) ?? 0.9;
  const found =
    subtask === 'instance' && family.exclusiveInstances !== true
      ? instanceSegments(logits, masks, width, height, threshold)
      : exclusiveSegments(logits, masks, width, height, {
          threshold,
          maskThreshold: (options['mask_threshold'] as number | undefined) ?? 0.5,
          overlapThreshold: (options['overlap_mask_area_threshold'] as number | undefined) ?? 0.5,
        });
  return found.map(({ labelId, score, mask }) => segment(labelId, score, mask));
}
