/** zero-shot-image-classification: scores over labels given with the call, after transformers 4.57.6's pipeline of that name. */
import { readImage, requireImage, type ImageInput } from '../image-input.js';
import { outputTensor, type LabelScore } from '../label-scores.js';
import { candidateLabels, formatHypothesis, itemLabels, labelledCall, type LabelledItem } from '../labelled-call.js';
import { optional, record, text } from '../option-guard.js';
import { requireState } from '../prepared-state.js';
import type { Task, TaskContext } from '../task.js';
import { textBatch } from '../text-batch.js';
import { textEncoder, type TokenizerOptions } from '../text-encoding.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';
import { contrastScores } from '../contrast-scores.js';

/** Call options of zero-shot-image-classification. */
export interface ZeroShotImageClassificationOptions extends ImageCallOptions {
  readonly candidate_labels?: readonly string[];
  /** `{}` is replaced by each label; `This is a photo of {}.` by default. */
  readonly hypothesis_template?: string;
  /** Arguments of Python's tokenizer call. */
  readonly tokenizer_kwargs?: TokenizerOptions | null;
}

/** How a zero-shot-image-classification pipeline is called. */
export interface ZeroShotImageClassification {
  (input: ImageInput, labels: readonly string[], options?: ZeroShotImageClassificationOptions): Promise<LabelScore[]>;
  (input: ImageInput | { image: ImageInput; candidate_labels: readonly string[] }, options?: ZeroShotImageClassificationOptions): Promise<LabelScore[]>;
  (input: readonly ImageInput[], options?: ZeroShotImageClassificationOptions): Promise<LabelScore[][]>;
}

const TASK = 'zero-shot-image-classification';
const DEFAULT_TEMPLATE = 'This is a photo of {}.';
/** Length that SigLIP's texts are padded to, whatever the tokenizer says. */
const SIGLIP_LENGTH = 64;

/** The task over one model. */
export async function createZeroShotImageClassification(context: TaskContext): Promise<Task<LabelledItem<ImageInput>>> {
  const { config, model } = context;
  const encoder = textEncoder(model, await context.processor.loadTokenizer());
  const imageProcessor = await context.processor.loadImageProcessor();
  const siglip = String(config['model_type']).includes('siglip');
  const defaults: TokenizerOptions = siglip ? { padding: 'max_length', max_length: SIGLIP_LENGTH, truncation: true } : { padding: true };
  return {
    options: { candidate_labels: candidateLabels(), hypothesis_template: text(), tokenizer_kwargs: optional(record()), ...IMAGE_OPTIONS },
    parse: labelledCall({
      task: TASK,
      inputKeys: ['image', 'images', 'inputs'],
      labelKeys: ['candidate_labels'],
      require: requireImage,
      splitsLabels: false,
    }),
    async prepare(item, options) {
      const labels = itemLabels(item, options, TASK);
      const template = (options['hypothesis_template'] as string | undefined) ?? DEFAULT_TEMPLATE;
      const pixels = await imageProcessor.process([await readImage(item.input)]);
      const texts = textBatch(encoder, labels.map((label) => formatHypothesis(template, label)), {
        ...defaults,
        ...(options['tokenizer_kwargs'] as TokenizerOptions | undefined),
      });
      return { feeds: [{ ...texts, ...pixels }], state: labels };
    },
    finish(outputs, prepared) {
      return contrastScores(outputTensor(outputs[0]!, 'logits_per_image'), requireState(prepared, TASK, 'the labels') as readonly string[], siglip ? 'sigmoid' : 'softmax');
    },
  };
}
