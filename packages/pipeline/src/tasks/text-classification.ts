/** text-classification: labels with scores for a text or a pair of texts, after transformers 4.57.6's TextClassificationPipeline. */
import { isRecord, optionsAt, requireKeys, requireText } from '../call-arguments.js';
import {
  applyScoreFunction, classLogits, configLabels, isScoreFunction, sortedScores, type LabelScore, type ScoreFunction,
} from '../label-scores.js';
import { flag, integer, value } from '../option-guard.js';
import { describe, PipelineError } from '../pipeline-error.js';
import type { CallOptions, ParsedCall, Task, TaskContext } from '../task.js';
import { textEncoder, TOKENIZER_OPTIONS, tokenizerOptions, type TokenizerOptions } from '../text-encoding.js';

/** A pair of texts that are classified together. */
export interface TextPair {
  readonly text: string;
  readonly text_pair?: string;
}

/** Call options of text-classification. */
export interface TextClassificationOptions extends TokenizerOptions {
  /** How many labels to return; `null` for all. Given at all, the result of one text is a list sorted by score. */
  readonly top_k?: number | null;
  /** What is applied to the logits; by default it follows `problem_type` and the number of labels. */
  readonly function_to_apply?: 'softmax' | 'sigmoid' | 'none';
  readonly return_all_scores?: boolean;
  readonly batch_size?: number;
  readonly signal?: AbortSignal;
}

/** How a text-classification pipeline is called. */
export interface TextClassification {
  (input: readonly (string | TextPair)[], options: TextClassificationOptions & { readonly top_k: number | null }): Promise<LabelScore[][]>;
  (input: TextPair, options: TextClassificationOptions & { readonly top_k: number | null }): Promise<LabelScore[]>;
  (input: TextPair, options?: TextClassificationOptions): Promise<LabelScore>;
  (input: string | readonly (string | TextPair)[], options?: TextClassificationOptions): Promise<LabelScore[]>;
}

/** The task over one model. */
export async function createTextClassification(context: TaskContext): Promise<Task<string | TextPair>> {
  const { config, model } = context;
  const encoder = textEncoder(model, await context.processor.loadTokenizer());
  const labels = configLabels(config);
  return {
    options: {
      top_k: integer(1, true),
      function_to_apply: value('"softmax", "sigmoid" or "none"', isScoreFunction),
      return_all_scores: flag(),
      ...TOKENIZER_OPTIONS,
    },
    parse: parseTexts,
    prepare(item, options) {
      const [text, pair] = typeof item === 'string' ? [item, undefined] : [item.text, item.text_pair];
      return { feeds: [encoder.feeds(encoder.encode(text, pair, tokenizerOptions(options)))] };
    },
    finish(outputs, _prepared, options) {
      const logits = classLogits(outputs[0]!, 'logits', labels);
      const chosen = (options['function_to_apply'] as string | undefined)?.toLowerCase() as ScoreFunction | undefined;
      const scores = applyScoreFunction(chosen ?? defaultFunction(config, labels.length), logits);
      if (options['top_k'] !== undefined) return sortedScores(labels, scores, options['top_k'] as number | null);
      if (returnsAllScores(config, options)) return labels.map((label, id) => ({ label, score: scores[id]! }));
      return sortedScores(labels, scores, 1)[0]!;
    },
    batching: encoder.batching(false),
  };
}

/** A single string comes back as a list, a pair does not: the reference's habit. */
function parseTexts(args: readonly unknown[]): ParsedCall {
  const input = args[0];
  const options = optionsAt(args, 1);
  if (!Array.isArray(input)) {
    const wraps = typeof input === 'string' && options['top_k'] === undefined;
    return { items: [readItem(input)], single: true, options, ...(wraps && { result: (results) => results }) };
  }
  return { items: input.map(readItem), single: false, options };
}

function readItem(item: unknown): string | TextPair {
  if (typeof item === 'string') return item;
  const nested: unknown = Array.isArray(item) && item.length === 1 ? item[0] : undefined;
  if (Array.isArray(nested) && nested.length === 2) return readPair(nested[0], nested[1]);
  if (!isRecord(item)) {
    throw new PipelineError('BAD_INPUT', `text-classification takes a string, { text, text_pair } or a list of them; found ${describe(item)}.`, {
      hint: 'A pair is written { text: "…", text_pair: "…" }.',
    });
  }
  requireKeys(item, ['text', 'text_pair'], 'The input');
  const { text, text_pair: pair } = item;
  // In an object an empty second text is none at all: the reference's habit.
  return pair === undefined || pair === null || pair === '' ? { text: requireText(text, 'text') } : readPair(text, pair);
}

function readPair(text: unknown, pair: unknown): TextPair {
  return { text: requireText(text, 'text'), text_pair: requireText(pair, 'text_pair') };
}

function returnsAllScores(config: Readonly<Record<string, unknown>>, options: CallOptions): boolean {
  return (options['return_all_scores'] ?? config['return_all_scores']) === true;
}

function defaultFunction(config: Readonly<Record<string, unknown>>, labelCount: number): ScoreFunction {
  const problem = config['problem_type'];
  if (problem === 'regression') return 'none';
  if (problem === 'multi_label_classification' || labelCount === 1) return 'sigmoid';
  return 'softmax';
}
