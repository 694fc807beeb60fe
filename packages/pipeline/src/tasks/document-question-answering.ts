/** document-question-answering: words of a page that answer a question, after transformers 4.57.6's DocumentQuestionAnsweringPipeline. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';
import type { Encoding } from '@onnx-capsule/processor-reconstruction/tokenizer';

import { answerSpans } from '../answer-spans.js';
import { readImage, type ImageInput } from '../image-input.js';
import { outputTensor } from '../label-scores.js';
import { flag, integer, oneOf, optional, refused, type OptionTable } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import { requireState } from '../prepared-state.js';
import type { CallOptions, Task, TaskContext } from '../task.js';
import { floatData } from '../tensor-types.js';
import { textEncoder, type TextEncoder } from '../text-encoding.js';
import { documentCall, type DocumentQuestion, type WordBox } from '../vision/document-input.js';
import { documentWindows, specialBoxes, windowFeeds } from '../vision/document-windows.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';

/** Call options of document-question-answering. */
export interface DocumentQuestionAnsweringOptions extends ImageCallOptions {
  /** Words with their boxes in thousandths of the page, where they are not part of the input. */
  readonly word_boxes?: readonly (readonly [word: string, box: WordBox])[] | undefined;
  /** How many answers to return, 1 by default. */
  readonly top_k?: number | null;
  /** Tokens that neighbouring windows share; half a window and at most 256 by default. */
  readonly doc_stride?: number | null;
  /** Longest answer in tokens, 15 by default. */
  readonly max_answer_len?: number | null;
  /** Tokens of a window; the tokenizer's limit by default. */
  readonly max_seq_len?: number | null;
  /** Whether "no answer" may win. */
  readonly handle_impossible_answer?: boolean | null;
  readonly padding?: boolean | 'longest' | 'max_length' | 'do_not_pad' | null;
}

/** An answer: the words `start` to `end` of the document. */
export interface DocumentAnswer {
  readonly score: number;
  readonly answer: string;
  /** Place of the first word in `word_boxes`. */
  readonly start: number;
  /** Place of the last word. */
  readonly end: number;
}

/** What Donut writes: no scores, no places. */
export interface WrittenAnswer {
  readonly answer: string | null;
}

/** Answers of one question. */
export type DocumentAnswers = (DocumentAnswer | WrittenAnswer)[];

/** How a document-question-answering pipeline is called. */
export interface DocumentQuestionAnswering {
  (image: ImageInput, question: string, options?: DocumentQuestionAnsweringOptions): Promise<DocumentAnswers>;
  (
    image: ImageInput | undefined,
    question: string,
    wordBoxes: readonly (readonly [word: string, box: WordBox])[],
    options?: DocumentQuestionAnsweringOptions,
  ): Promise<DocumentAnswers>;
  (input: DocumentQuestion & DocumentQuestionAnsweringOptions, options?: DocumentQuestionAnsweringOptions): Promise<DocumentAnswers>;
  (input: readonly DocumentQuestion[], options?: DocumentQuestionAnsweringOptions): Promise<DocumentAnswers[]>;
}

const TASK = 'document-question-answering';
const MODELS = new Set(['layoutlm', 'layoutlmv2', 'layoutlmv3']);
const DEFAULT_ANSWER = 15;
const NO_RECOGNITION = 'words are not recognised here; give them as word_boxes.';

const OPTIONS: OptionTable = {
  top_k: optional(integer(1)),
  doc_stride: optional(integer(0)),
  max_answer_len: optional(integer(1)),
  max_seq_len: optional(integer(1)),
  max_question_len: refused('the reference does not cut questions; shorten the question itself.'),
  handle_impossible_answer: optional(flag()),
  padding: optional(oneOf(true, false, 'longest', 'max_length', 'do_not_pad')),
  lang: refused(NO_RECOGNITION),
  tesseract_config: refused(NO_RECOGNITION),
  ...IMAGE_OPTIONS,
};

interface DocumentState {
  readonly words: readonly string[];
  readonly windows: readonly Encoding[];
}

/** The task over one model: LayoutLM and its successors choose words, Donut writes. */
export async function createDocumentQuestionAnswering(context: TaskContext): Promise<Task<DocumentQuestion>> {
  const { config, model } = context;
  const type = config['model_type'];
  if (type === 'vision-encoder-decoder') {
    const { createDonutAnswers } = await import('../vision/donut-answers.js');
    return createDonutAnswers(context);
  }
  if (typeof type === 'string' && !MODELS.has(type)) {
    throw new PipelineError('UNSUPPORTED_MODEL', `${TASK} runs LayoutLM, LayoutLMv2, LayoutLMv3 and Donut; this model is ${type}.`, {
      where: 'config.json model_type',
      hint: 'Use ONNXAutoModel and ONNXAutoProcessor to get at its tensors.',
    });
  }
  const encoder = textEncoder(model, await context.processor.loadTokenizer());
  const boxes = await specialBoxes(context);
  const pixels = await pagePixels(context);
  return {
    options: OPTIONS,
    parse: documentCall,
    async prepare(item, options) {
      requireWords(item);
      const page = await pixels(item);
      const windows = documentWindows(encoder, item, options, model.fixedLength);
      const state: DocumentState = { words: item.word_boxes!.map(([word]) => word), windows };
      return { feeds: windows.map((window) => ({ ...windowFeeds(encoder, window, item, boxes), ...page })), state };
    },
    finish: (outputs, prepared, options) => chooseAnswers(outputs, requireState(prepared, TASK, 'the words') as DocumentState, options, encoder),
    batching: encoder.batching(true),
  };
}

function requireWords(item: DocumentQuestion): void {
  if (item.word_boxes) return;
  throw new PipelineError('BAD_INPUT', `${TASK} needs word_boxes: this model chooses among the document's words, and nothing here recognises them in an image.`, {
    where: 'word_boxes',
    hint: 'Run text recognition and pass { image, question, word_boxes: [["word", [left, top, right, bottom]], …] }.',
  });
}

/** The page's pixels under the name that the graph has for them; a graph without one looks at words alone. */
async function pagePixels({ model, processor }: TaskContext): Promise<(item: DocumentQuestion) => Promise<NamedTensors>> {
  const name = ['pixel_values', 'image'].find((input) => model.takes(input));
  if (name === undefined) return () => Promise.resolve({});
  const imageProcessor = await processor.loadImageProcessor();
  const overrides = 'apply_ocr' in imageProcessor.fields ? { apply_ocr: false } : {};
  return async ({ image }) => {
    if (image === undefined) throw new PipelineError('BAD_INPUT', 'This model looks at the page: image is missing.', { where: 'image' });
    const { pixel_values: values } = await imageProcessor.process([await readImage(image)], overrides);
    return { [name]: values! };
  };
}

function chooseAnswers(outputs: readonly NamedTensors[], state: DocumentState, options: CallOptions, encoder: TextEncoder): DocumentAnswer[] {
  const topK = (options['top_k'] as number | undefined) ?? 1;
  const longest = (options['max_answer_len'] as number | undefined) ?? DEFAULT_ANSWER;
  const answers: DocumentAnswer[] = [];
  let noAnswer = Infinity;
  outputs.forEach((output, index) => {
    const window = state.windows[index]!;
    const [start, end] = ['start_logits', 'end_logits'].map((name) => floatData(outputTensor(output, name)));
    const found = answerSpans(start!, end!, { allowed: allowedTokens(window, encoder), count: topK, longest });
    noAnswer = Math.min(noAnswer, found.noAnswer);
    for (const span of found.spans) {
      const [first, last] = [window.wordIds[span.start], window.wordIds[span.end]];
      if (first === null || first === undefined || last === null || last === undefined) continue;
      answers.push({ score: span.score, answer: state.words.slice(first, last + 1).join(' '), start: first, end: last });
    }
  });
  if (options['handle_impossible_answer'] === true) answers.push({ score: noAnswer, answer: '', start: 0, end: 0 });
  return answers.sort((a, b) => b.score - a.score).slice(0, topK);
}

/** Tokens of the document, and the class token, which models use for "no answer". */
function allowedTokens({ ids, sequenceIds, attentionMask }: Encoding, { tokenizer }: TextEncoder): boolean[] {
  return ids.map((id, token) => (sequenceIds[token] === 1 || id === tokenizer.clsTokenId) && attentionMask[token] === 1);
}
