/** question-answering: the part of a context that answers a question, after transformers 4.57.6's QuestionAnsweringPipeline. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';
import type { Encoding } from '@onnx-capsule/processor-reconstruction/tokenizer';

import { answerSpans } from '../answer-spans.js';
import { isRecord, optionsAt, requireKeys } from '../call-arguments.js';
import { aliasOf, flag, integer, oneOf } from '../option-guard.js';
import { describe, PipelineError } from '../pipeline-error.js';
import { requireState } from '../prepared-state.js';
import type { CallOptions, ParsedCall, Task, TaskContext } from '../task.js';
import { floatData } from '../tensor-types.js';
import { textEncoder, type TextEncoder } from '../text-encoding.js';

/** A question about a text. */
export interface QuestionInput {
  readonly question: string;
  readonly context: string;
}

/** Call options of question-answering. */
export interface QuestionAnsweringOptions {
  /** How many answers to return, 1 by default. */
  readonly top_k?: number;
  /** Tokens that neighbouring windows of a long context share. */
  readonly doc_stride?: number;
  /** Longest answer in tokens, 15 by default. */
  readonly max_answer_len?: number;
  /** Tokens of a window, question and special tokens included; 384 or the tokenizer's limit by default. */
  readonly max_seq_len?: number;
  /** Longest question in tokens; a longer one is refused, because the reference does not cut it. */
  readonly max_question_len?: number;
  /** Whether "no answer" may win. */
  readonly handle_impossible_answer?: boolean;
  /** Whether answers are widened to whole words, `true` by default. */
  readonly align_to_words?: boolean;
  readonly padding?: boolean | 'longest' | 'max_length' | 'do_not_pad';
  readonly batch_size?: number;
  readonly signal?: AbortSignal;
}

/** An answer: `context.slice(start, end)`. */
export interface Answer {
  readonly score: number;
  readonly start: number;
  readonly end: number;
  readonly answer: string;
}

/** How a question-answering pipeline is called. Several answers come as a list. */
export interface QuestionAnswering {
  (input: QuestionInput, options: QuestionAnsweringOptions & { readonly top_k: number }): Promise<Answer | Answer[]>;
  (input: QuestionInput, options?: QuestionAnsweringOptions): Promise<Answer>;
  (question: string, context: string, options?: QuestionAnsweringOptions): Promise<Answer>;
  (input: readonly QuestionInput[] | { question: readonly string[]; context: string | readonly string[] }, options?: QuestionAnsweringOptions): Promise<
    (Answer | Answer[])[]
  >;
}

const LONGEST_WINDOW = 384;
const DEFAULT_STRIDE = 128;
const DEFAULT_ANSWER = 15;
const DEFAULT_QUESTION = 64;

interface QuestionState {
  readonly context: string;
  readonly windows: readonly Encoding[];
}

/** The task over one model. */
export async function createQuestionAnswering(context: TaskContext): Promise<Task<QuestionInput>> {
  const { model } = context;
  const encoder = textEncoder(model, await context.processor.loadTokenizer());
  return {
    options: {
      top_k: integer(1),
      topk: aliasOf('top_k', integer(1)),
      doc_stride: integer(0),
      max_answer_len: integer(1),
      max_seq_len: integer(1),
      max_question_len: integer(1),
      handle_impossible_answer: flag(),
      align_to_words: flag(),
      padding: oneOf(true, false, 'longest', 'max_length', 'do_not_pad'),
    },
    parse: parseQuestions,
    prepare(item, options) {
      const windows = encodeWindows(encoder, item, options, model.fixedLength);
      const state: QuestionState = { context: item.context, windows };
      return { feeds: windows.map((window) => encoder.feeds(window)), state };
    },
    finish: (outputs, prepared, options) => chooseAnswers(outputs, requireState(prepared, 'question-answering', 'the context') as QuestionState, options, encoder),
    batching: encoder.batching(true),
  };
}

function parseQuestions(args: readonly unknown[]): ParsedCall {
  const [first, second] = args;
  if (typeof first === 'string') {
    if (typeof second !== 'string') throw new PipelineError('BAD_INPUT', `question-answering needs a context; found ${describe(second)}.`);
    return { items: [readQuestion({ question: first, context: second })], single: true, options: optionsAt(args, 2) };
  }
  const options = optionsAt(args, 1);
  if (Array.isArray(first) && first.length === 0) throw new PipelineError('BAD_INPUT', 'question-answering needs at least one question; found an empty list.');
  if (Array.isArray(first)) return { items: first.map(readQuestion), single: first.length === 1, options };
  if (isRecord(first) && Array.isArray(first['question'])) return { ...severalQuestions(first['question'], first['context']), options };
  return { items: [readQuestion(first)], single: true, options };
}

function severalQuestions(questions: readonly unknown[], contexts: unknown): { items: QuestionInput[]; single: boolean } {
  if (Array.isArray(contexts) && contexts.length !== questions.length) {
    throw new PipelineError('BAD_INPUT', `There are ${questions.length} questions and ${contexts.length} contexts.`);
  }
  const items = questions.map((question, index) => readQuestion({ question, context: Array.isArray(contexts) ? (contexts as unknown[])[index] : contexts }));
  return { items, single: items.length === 1 };
}

function readQuestion(item: unknown): QuestionInput {
  if (!isRecord(item)) {
    throw new PipelineError('BAD_INPUT', `question-answering takes { question, context }; found ${describe(item)}.`);
  }
  requireKeys(item, ['question', 'context'], 'The input');
  const read = (key: 'question' | 'context'): string => {
    const text = item[key];
    if (typeof text === 'string' && text !== '') return text;
    throw new PipelineError('BAD_INPUT', `${key} must be a text; found ${text === '' ? 'an empty string' : describe(text)}.`, { where: key });
  };
  return { question: read('question'), context: read('context') };
}

function encodeWindows(encoder: TextEncoder, item: QuestionInput, options: CallOptions, fixedLength: number | undefined): Encoding[] {
  const { tokenizer } = encoder;
  const given = options['max_seq_len'] as number | undefined;
  const longest = Math.min(given ?? fixedLength ?? Math.min(tokenizer.modelMaxLength ?? LONGEST_WINDOW, LONGEST_WINDOW), fixedLength ?? Infinity);
  const stride = (options['doc_stride'] as number | undefined) ?? Math.min(Math.floor(longest / 2), DEFAULT_STRIDE);
  if (stride > longest) {
    throw new PipelineError('BAD_OPTION', `doc_stride (${stride}) is larger than max_seq_len (${longest}).`, { where: 'doc_stride' });
  }
  checkQuestion(encoder, item.question, options);
  const questionFirst = tokenizer.paddingSide === 'right';
  const padding = options['padding'] as boolean | 'longest' | 'max_length' | 'do_not_pad' | undefined;
  const encoding = tokenizer.encode(questionFirst ? item.question : item.context, {
    pair: questionFirst ? item.context : item.question,
    truncation: questionFirst ? 'only_second' : 'only_first',
    maxLength: longest,
    stride,
    padding: fixedLength !== undefined && longest === fixedLength && tokenizer.padTokenId !== undefined ? 'max_length' : (padding ?? false),
  });
  return [encoding, ...encoding.overflowing];
}

/** A limit that is asked for has to hold; the reference's default is not enforced, as it is not there either. */
function checkQuestion(encoder: TextEncoder, question: string, options: CallOptions): void {
  const limit = options['max_question_len'] as number | undefined;
  if (limit === undefined || limit === DEFAULT_QUESTION) return;
  const { length } = encoder.tokenizer.encode(question, { addSpecialTokens: false, truncation: false, padding: false });
  if (length <= limit) return;
  throw new PipelineError('BAD_INPUT', `The question has ${length} tokens; max_question_len is ${limit}.`, {
    where: 'max_question_len',
    hint: 'Shorten the question: the reference does not cut it either.',
  });
}

function chooseAnswers(outputs: readonly NamedTensors[], state: QuestionState, options: CallOptions, encoder: TextEncoder): Answer | Answer[] {
  const topK = (options['top_k'] as number | undefined) ?? 1;
  const align = options['align_to_words'] !== false;
  const longest = (options['max_answer_len'] as number | undefined) ?? DEFAULT_ANSWER;
  const answers: { score: number; start: number; end: number; answer: string }[] = [];
  let noAnswer = Infinity;
  outputs.forEach((output, index) => {
    const window = state.windows[index]!;
    const [start, end] = spanLogits(output);
    const found = answerSpans(start, end, { allowed: allowedTokens(window, encoder), count: align ? topK * 2 + 10 : topK, longest });
    noAnswer = Math.min(noAnswer, found.noAnswer);
    for (const span of found.spans) {
      const [from, to] = (align ? wholeWords(window, span.start, span.end, encoder) : undefined) ?? [window.offsets[span.start]![0], window.offsets[span.end]![1]];
      const answer = state.context.slice(from, to);
      const same = answers.find((other) => other.answer.toLowerCase() === answer.toLowerCase());
      if (same) same.score += span.score;
      else answers.push({ score: span.score, start: from, end: to, answer });
    }
  });
  if (options['handle_impossible_answer'] === true) answers.push({ score: noAnswer, start: 0, end: 0, answer: '' });
  const best = answers.sort((a, b) => b.score - a.score).slice(0, topK);
  return best.length === 1 ? best[0]! : best;
}

function spanLogits(output: NamedTensors): readonly [Float32Array | Float64Array, Float32Array | Float64Array] {
  const values = Object.values(output);
  const start = output['start_logits'] ?? values[0];
  const end = output['end_logits'] ?? values[1];
  if (start && end) return [floatData(start), floatData(end)];
  throw new PipelineError('BAD_OUTPUT', `The model gives ${Object.keys(output).join(', ')}; start_logits and end_logits are needed.`, {
    hint: 'The file may be exported for another task; `onnx-capsule inspect` lists its outputs.',
  });
}

/** Tokens of the context, and the class token, which models use for "no answer". */
function allowedTokens(window: Encoding, encoder: TextEncoder): boolean[] {
  const { clsTokenId, paddingSide } = encoder.tokenizer;
  const { ids, sequenceIds, attentionMask } = window;
  return ids.map((id, token) => {
    const inContext = paddingSide === 'left' || sequenceIds[token] === 1 || id === clsTokenId;
    return inContext && attentionMask[token] === 1;
  });
}

/** Start and end of the words that hold two tokens, within the window; `undefined` where a token is in no word. */
function wholeWords(window: Encoding, start: number, end: number, encoder: TextEncoder): readonly [number, number] | undefined {
  const { wordIds, sequenceIds, offsets } = window;
  const sequence = encoder.tokenizer.paddingSide === 'right' ? 1 : 0;
  const [startWord, endWord] = [wordIds[start], wordIds[end]];
  if (startWord === null || startWord === undefined || endWord === null || endWord === undefined) return undefined;
  const inWord = (word: number) => (_: unknown, token: number) => sequenceIds[token] === sequence && wordIds[token] === word;
  const first = wordIds.findIndex(inWord(startWord));
  const last = wordIds.findLastIndex(inWord(endWord));
  return first < 0 || last < 0 ? undefined : [offsets[first]![0], offsets[last]![1]];
}
