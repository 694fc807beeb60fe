/** image-classification: labels with scores for an image, after transformers 4.57.6's ImageClassificationPipeline. */
import type { RawImage } from '@onnx-capsule/metadata-schema';

import { imageCall, readImage, type ImageInput } from '../image-input.js';
import { applyScoreFunction, classLogits, configLabels, isScoreFunction, sortedScores, type LabelScore, type ScoreFunction } from '../label-scores.js';
import { integer, optional, value } from '../option-guard.js';
import { followsVersion5 } from '../reference-version.js';
import type { Task, TaskContext } from '../task.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';

/** Call options of image-classification. */
export interface ImageClassificationOptions extends ImageCallOptions {
  /** How many labels to return; 5 by default, `null` counts as not given. */
  readonly top_k?: number | null;
  /** What is applied to the logits; by default it follows `problem_type` and the number of labels. */
  readonly function_to_apply?: 'softmax' | 'sigmoid' | 'none' | null;
}

/** How an image-classification pipeline is called. */
export interface ImageClassification {
  (input: ImageInput, options?: ImageClassificationOptions): Promise<LabelScore[]>;
  (input: readonly ImageInput[], options?: ImageClassificationOptions): Promise<LabelScore[][]>;
}

const DEFAULT_TOP_K = 5;

/** The task over one model. */
export async function createImageClassification(context: TaskContext): Promise<Task<ImageInput>> {
  const { config } = context;
  const imageProcessor = await context.processor.loadImageProcessor();
  const labels = configLabels(config);
  return {
    options: {
      top_k: integer(1, true),
      function_to_apply: optional(value('"softmax", "sigmoid" or "none"', isScoreFunction)),
      ...IMAGE_OPTIONS,
    },
    parse: imageCall('image-classification'),
    async prepare(item) {
      const image: RawImage = await readImage(item);
      return { feeds: [await imageProcessor.process([image])] };
    },
    finish(outputs, _prepared, options) {
      const logits = classLogits(outputs[0]!, 'logits', labels);
      const chosen = (options['function_to_apply'] as string | undefined)?.toLowerCase() as ScoreFunction | undefined;
      const scores = applyScoreFunction(chosen ?? defaultFunction(config, labels.length), logits);
      return sortedScores(labels, scores, (options['top_k'] as number | null | undefined) ?? DEFAULT_TOP_K);
    },
    batching: { padding: {}, side: 'right', alignedOutputs: false },
  };
}

function defaultFunction(config: Readonly<Record<string, unknown>>, labelCount: number): ScoreFunction {
  if (config['problem_type'] === 'regression' && followsVersion5(config)) return 'none';
  return config['problem_type'] === 'multi_label_classification' || labelCount === 1 ? 'sigmoid' : 'softmax';
}
