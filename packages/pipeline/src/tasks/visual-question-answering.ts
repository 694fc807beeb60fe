/** visual-question-answering: answers with scores for a question about an image, after transformers 4.57.6's pipeline of that name. */
import { isRecord, optionsAt, requireKeys, requireText } from '../call-arguments.js';
import { readImage, requireImage, type ImageInput } from '../image-input.js';
import { applyScoreFunction, classLogits, configLabels, sortedScores } from '../label-scores.js';
import { integer, optional } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import type { ParsedCall, Task, TaskContext } from '../task.js';
import { textEncoder, TOKENIZER_OPTIONS, type TokenizerOptions } from '../text-encoding.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';

/** Call options of visual-question-answering. */
export interface VisualQuestionAnsweringOptions extends ImageCallOptions, Pick<TokenizerOptions, 'padding' | 'truncation'> {
  /** How many answers to return; 5 by default and for `null`, as in the reference. */
  readonly top_k?: number | null;
}

/** A question about an image. */
export interface ImageQuestion {
  readonly image: ImageInput;
  readonly question: string;
}

/** One answer. */
export interface ScoredAnswer {
  readonly score: number;
  readonly answer: string;
}

/** How a visual-question-answering pipeline is called. */
export interface VisualQuestionAnswering {
  (image: ImageInput, question: string, options?: VisualQuestionAnsweringOptions): Promise<ScoredAnswer[]>;
  (input: ImageQuestion, options?: VisualQuestionAnsweringOptions): Promise<ScoredAnswer[]>;
  (image: ImageInput | readonly ImageInput[], question: string | readonly string[], options?: VisualQuestionAnsweringOptions): Promise<ScoredAnswer[][]>;
  (input: readonly ImageQuestion[], options?: VisualQuestionAnsweringOptions): Promise<ScoredAnswer[][]>;
}

const TASK = 'visual-question-answering';
const DEFAULT_TOP_K = 5;

/** The task over one model. */
export async function createVisualQuestionAnswering(context: TaskContext): Promise<Task<ImageQuestion>> {
  const { config, model } = context;
  const writes = model.inputs.some(({ name }) => name.startsWith('past_key_values') || name === 'decoder_input_ids');
  if (writes || /(?:en|de)coder/.test(model.source.main.name)) {
    throw new PipelineError('UNSUPPORTED_MODEL', `${TASK} runs models that choose among fixed answers (ViLT); this one writes its answer.`, {
      where: 'the graph',
      hint: 'Use ONNXAutoModel and ONNXAutoProcessor to get at its tensors.',
    });
  }
  const encoder = textEncoder(model, await context.processor.loadTokenizer());
  const imageProcessor = await context.processor.loadImageProcessor();
  const labels = configLabels(config);
  return {
    options: {
      top_k: integer(1, true),
      padding: optional(TOKENIZER_OPTIONS['padding']!),
      truncation: optional(TOKENIZER_OPTIONS['truncation']!),
      ...IMAGE_OPTIONS,
    },
    parse: parseQuestions,
    async prepare(item, options) {
      const { padding, truncation } = options as TokenizerOptions;
      const encoding = encoder.encode(item.question, undefined, {
        ...(padding !== undefined && { padding }),
        ...(truncation !== undefined && { truncation }),
      });
      const pixels = await imageProcessor.process([await readImage(item.image)]);
      return { feeds: [{ ...encoder.feeds(encoding), ...pixels }] };
    },
    finish(outputs, _prepared, options) {
      const scores = applyScoreFunction('sigmoid', classLogits(outputs[0]!, 'logits', labels));
      const limit = (options['top_k'] as number | null | undefined) ?? DEFAULT_TOP_K;
      return sortedScores(labels, scores, limit).map(({ label, score }): ScoredAnswer => ({ score, answer: label }));
    },
  };
}

/** An image and a question, lists of them (each question with each image), or objects that hold both. */
function parseQuestions(args: readonly unknown[]): ParsedCall {
  const [first, second] = args;
  const listed = Array.isArray(second);
  if (typeof second === 'string' || listed) {
    const images = (Array.isArray(first) ? first : [first]).map((image) => requireImage(image, TASK));
    const questions = (listed ? (second as unknown[]) : [second]).map((question) => requireText(question, 'question'));
    const items = questions.flatMap((question) => images.map((image): ImageQuestion => ({ image, question })));
    return { items, single: !Array.isArray(first) && !listed, options: optionsAt(args, 2) };
  }
  const options = optionsAt(args, 1);
  return Array.isArray(first) ? { items: first.map(readQuestion), single: false, options } : { items: [readQuestion(first)], single: true, options };
}

function readQuestion(item: unknown): ImageQuestion {
  if (!isRecord(item) || !('question' in item)) {
    throw new PipelineError('BAD_INPUT', `${TASK} takes an image and a question, or { image, question }.`, { where: 'question' });
  }
  requireKeys(item, ['image', 'question'], 'The input');
  return { image: requireImage(item['image'], TASK), question: requireText(item['question'], 'question') };
}
