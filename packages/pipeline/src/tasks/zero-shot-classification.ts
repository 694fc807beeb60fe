/** zero-shot-classification: scores over labels given with the call, by entailment, after transformers 4.57.6's pipeline of that name. */
import { isRecord, optionsAt, requireText } from '../call-arguments.js';
import { configLabels, outputTensor } from '../label-scores.js';
import { formatHypothesis } from '../labelled-call.js';
import { aliasOf, flag, text, textOrList } from '../option-guard.js';
import { describe, PipelineError } from '../pipeline-error.js';
import { requireState } from '../prepared-state.js';
import type { CallOptions, ParsedCall, Task, TaskContext } from '../task.js';
import { floatData } from '../tensor-types.js';
import { textEncoder, type TextEncoder } from '../text-encoding.js';

/** Call options of zero-shot-classification. */
export interface ZeroShotClassificationOptions {
  /** A list, or one string with commas. */
  readonly candidate_labels?: string | readonly string[];
  /** `{}` is replaced by each label; `This example is {}.` by default. */
  readonly hypothesis_template?: string;
  /** Whether labels are judged one by one; else their scores add up to 1. */
  readonly multi_label?: boolean;
  readonly batch_size?: number;
  readonly signal?: AbortSignal;
}

/** The labels of one sequence by falling score. */
export interface ZeroShotResult {
  readonly sequence: string;
  readonly labels: string[];
  readonly scores: number[];
}

type Labels = string | readonly string[];

/** How a zero-shot-classification pipeline is called. */
export interface ZeroShotClassification {
  (input: string, labels: Labels, options?: ZeroShotClassificationOptions): Promise<ZeroShotResult>;
  (input: readonly string[], labels: Labels, options?: ZeroShotClassificationOptions): Promise<ZeroShotResult[]>;
  (input: string | { sequences: string; candidate_labels: Labels }, options?: ZeroShotClassificationOptions): Promise<ZeroShotResult>;
  (input: readonly string[] | { sequences: readonly string[]; candidate_labels: Labels }, options?: ZeroShotClassificationOptions): Promise<ZeroShotResult[]>;
}

const DEFAULT_TEMPLATE = 'This example is {}.';

interface ZeroShotState {
  readonly sequence: string;
  readonly labels: readonly string[];
}

/** The task over one model. */
export async function createZeroShotClassification(context: TaskContext): Promise<Task<string>> {
  const encoder = textEncoder(context.model, await context.processor.loadTokenizer());
  const entailment = entailmentId(context);
  return {
    options: {
      candidate_labels: textOrList(),
      hypothesis_template: text(),
      multi_label: flag(),
      multi_class: aliasOf('multi_label', flag()),
    },
    parse: parseSequences,
    prepare(item, options) {
      const sequence = requireText(item, 'The input');
      const labels = readLabels(options['candidate_labels']);
      const template = (options['hypothesis_template'] as string | undefined) ?? DEFAULT_TEMPLATE;
      if (sequence === '') throw new PipelineError('BAD_INPUT', 'zero-shot-classification needs a text; found an empty string.');
      if (formatHypothesis(template, labels[0]!) === template) {
        throw new PipelineError('BAD_OPTION', `hypothesis_template ${JSON.stringify(template)} has no place for the label.`, {
          where: 'hypothesis_template',
          hint: 'Write {} where the label belongs.',
        });
      }
      const state: ZeroShotState = { sequence, labels };
      return { feeds: labels.map((label) => pairFeeds(encoder, sequence, formatHypothesis(template, label))), state };
    },
    finish(outputs, prepared, options) {
      const { sequence, labels } = requireState(prepared, 'zero-shot-classification', 'the labels') as ZeroShotState;
      const rows = outputs.map((output) => [...floatData(outputTensor(output, 'logits'))]);
      const scores = options['multi_label'] === true || labels.length === 1 ? independentScores(rows, entailment) : sharedScores(rows, entailment);
      const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!).reverse();
      return { sequence, labels: order.map((index) => labels[index]!), scores: order.map((index) => scores[index]!) };
    },
    batching: encoder.batching(false),
  };
}

/** Class id of the entailment label; -1, the last class, where none is named so. */
function entailmentId(context: TaskContext): number {
  const map = context.config['label2id'];
  const pairs = isRecord(map) ? Object.entries(map) : configLabels(context.config).map((label, id): [string, unknown] => [label, id]);
  const found = pairs.find(([label]) => label.toLowerCase().startsWith('entail'));
  if (found) return Number(found[1]);
  context.warn('config.json names no entailment label; the last class is taken for it.');
  return -1;
}

function parseSequences(args: readonly unknown[]): ParsedCall {
  const [first, second] = args;
  const positional = typeof second === 'string' || Array.isArray(second);
  const options: CallOptions = positional ? { ...optionsAt(args, 2), candidate_labels: second } : optionsAt(args, 1);
  if (!isRecord(first)) return call(first, options);
  const { sequences, ...rest } = first;
  if (sequences === undefined) {
    throw new PipelineError('BAD_INPUT', `The input object needs sequences and candidate_labels; found ${describe(first)}.`);
  }
  return call(sequences, { ...options, ...rest });
}

function call(sequences: unknown, options: CallOptions): ParsedCall {
  if (!Array.isArray(sequences)) return { items: [sequences], single: true, options };
  if (sequences.length === 0) throw new PipelineError('BAD_INPUT', 'zero-shot-classification needs at least one text; found an empty list.');
  return { items: sequences, single: false, options };
}

function readLabels(given: unknown): readonly string[] {
  const labels = typeof given === 'string' ? given.split(',').map((label) => label.trim()).filter((label) => label !== '') : given;
  if (Array.isArray(labels) && labels.length > 0) return labels as string[];
  throw new PipelineError('BAD_INPUT', `zero-shot-classification needs candidate_labels; found ${describe(given)}.`, {
    where: 'candidate_labels',
    hint: 'Pass { candidate_labels: ["…", "…"] } with the call.',
  });
}

/** Only the text is cut where the pair is too long; where the label alone is, nothing is cut. */
function pairFeeds(encoder: TextEncoder, sequence: string, hypothesis: string): ReturnType<TextEncoder['feeds']> {
  try {
    return encoder.feeds(encoder.encode(sequence, hypothesis, { truncation: 'only_first' }));
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'BAD_TRUNCATION') throw error;
    return encoder.feeds(encoder.encode(sequence, hypothesis, { truncation: false }));
  }
}

/** Entailment against contradiction, for each label alone. */
function independentScores(rows: readonly (readonly number[])[], entailment: number): number[] {
  const contradiction = entailment === 0 ? -1 : 0;
  return rows.map((row) => {
    const against = Math.exp(row.at(contradiction)!);
    const favour = Math.exp(row.at(entailment)!);
    return favour / (against + favour);
  });
}

/** Entailment of all labels, adding up to 1. */
function sharedScores(rows: readonly (readonly number[])[], entailment: number): number[] {
  const powers = rows.map((row) => Math.exp(row.at(entailment)!));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
