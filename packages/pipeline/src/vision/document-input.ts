/** Questions about documents as calls give them: an image, a question, and words with their boxes. */
import { isRecord, optionsAt, requireText } from '../call-arguments.js';
import { requireImage, type ImageInput } from '../image-input.js';
import { describe, PipelineError } from '../pipeline-error.js';
import type { CallOptions, ParsedCall } from '../task.js';

/** A word's place: left, top, right, bottom in thousandths of the page. */
export type WordBox = readonly [left: number, top: number, right: number, bottom: number];

/** A question about a document. */
export interface DocumentQuestion {
  /** Needed by models that look at the page. */
  readonly image?: ImageInput | undefined;
  readonly question: string;
  /** Words in reading order with their boxes, as text recognition gave them. */
  readonly word_boxes?: readonly (readonly [word: string, box: WordBox])[] | undefined;
}

const TASK = 'document-question-answering';
const INPUT_KEYS = ['image', 'question', 'word_boxes'];

/**
 * Reads `(image, question, options)`, `(image, question, wordBoxes, options)`, Python's keyword form `({ image, question, word_boxes,
 * …options })` and lists of `{ image, question, word_boxes }`.
 *
 * @throws {PipelineError} `BAD_INPUT`.
 */
export function documentCall(args: readonly unknown[]): ParsedCall {
  const [first, second, third] = args;
  if (typeof second === 'string') {
    const words = Array.isArray(third);
    const { word_boxes: named, ...options } = optionsAt(args, words ? 3 : 2);
    return { items: [readQuestion({ image: first, question: second, word_boxes: words ? third : named })], single: true, options };
  }
  if (Array.isArray(first)) return { items: first.map(wholeQuestion), single: false, options: optionsAt(args, 1) };
  if (!isRecord(first)) return { items: [wholeQuestion(first)], single: true, options: {} };
  const more = Object.fromEntries(Object.entries(first).filter(([name]) => !INPUT_KEYS.includes(name)));
  return { items: [readQuestion(first)], single: true, options: { ...more, ...optionsAt(args, 1) } };
}

function wholeQuestion(item: unknown): DocumentQuestion {
  if (!isRecord(item)) {
    throw new PipelineError('BAD_INPUT', `${TASK} takes an image and a question, or { image, question, word_boxes }; found ${describe(item)}.`, {
      where: 'question',
    });
  }
  const unknown = Object.keys(item).find((name) => !INPUT_KEYS.includes(name));
  if (unknown === undefined) return readQuestion(item);
  throw new PipelineError('BAD_INPUT', `The input has the key ${unknown}; known are ${INPUT_KEYS.join(', ')}.`, { where: unknown });
}

function readQuestion({ image, question, word_boxes: words }: CallOptions): DocumentQuestion {
  return {
    ...(image !== undefined && image !== null && { image: requireImage(image, TASK) }),
    question: requireText(question, 'question'),
    ...(words !== undefined && words !== null && { word_boxes: readWords(words) }),
  };
}

function readWords(words: unknown): DocumentQuestion['word_boxes'] {
  if (!Array.isArray(words)) {
    throw new PipelineError('BAD_INPUT', `word_boxes must be a list of [word, [left, top, right, bottom]]; found ${describe(words)}.`, { where: 'word_boxes' });
  }
  return words.map((entry: unknown, index) => {
    const [word, box] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (typeof word === 'string' && isBox(box)) return [word, box];
    throw new PipelineError('BAD_INPUT', `word_boxes[${index}] must be [word, [left, top, right, bottom]] in whole thousandths of the page; found ${JSON.stringify(entry).slice(0, 80)}.`, {
      where: `word_boxes[${index}]`,
      hint: 'Divide pixels by the page size and multiply by 1000; left is at most right, top at most bottom.',
    });
  });
}

function isBox(box: unknown): box is WordBox {
  if (!Array.isArray(box) || box.length !== 4 || !box.every((edge) => Number.isInteger(edge) && edge >= 0 && edge <= 1000)) return false;
  return box[0] <= box[2] && box[1] <= box[3];
}
