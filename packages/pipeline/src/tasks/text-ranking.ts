/** text-ranking: documents by their relevance to a query, after `CrossEncoder.rank` of sentence-transformers (6.2). */
import { isRecord, optionsAt, requireKeys, requireText } from '../call-arguments.js';
import { outputTensor } from '../label-scores.js';
import { flag, integer, oneOf, text } from '../option-guard.js';
import { describe, PipelineError } from '../pipeline-error.js';
import { requireState } from '../prepared-state.js';
import { readSettings } from '../read-settings.js';
import { readPrompts, resolvePrompt } from '../sentence-prompts.js';
import type { CallOptions, ParsedCall, Task, TaskContext } from '../task.js';
import { floatData } from '../tensor-types.js';
import { textEncoder } from '../text-encoding.js';
import { type Activation, torchActivation } from '../torch-activations.js';

/** A query and the documents that are ranked. */
export interface RankingInput {
  readonly query: string;
  readonly documents: readonly string[];
}

/** Call options of text-ranking. */
export interface TextRankingOptions {
  /** How many documents to return; all by default. */
  readonly top_k?: number | null;
  /** Whether results carry their document's text, `true` by default. */
  readonly return_documents?: boolean;
  /** Text that is put before the query. */
  readonly prompt?: string | null;
  /** Name of a prompt of the model's own. */
  readonly prompt_name?: string | null;
  /** What is applied to the score; by default what the model's configuration says. */
  readonly activation_fn?: 'sigmoid' | 'identity';
  readonly batch_size?: number;
  readonly signal?: AbortSignal;
}

/** One document's place. */
export interface RankedDocument {
  /** Position among the documents given. */
  readonly index: number;
  readonly score: number;
  readonly text?: string;
}

/** How a text-ranking pipeline is called: documents by falling score. */
export interface TextRanking {
  (input: RankingInput, options?: TextRankingOptions): Promise<RankedDocument[]>;
  (input: readonly RankingInput[], options?: TextRankingOptions): Promise<RankedDocument[][]>;
  (query: string, documents: readonly string[], options?: TextRankingOptions): Promise<RankedDocument[]>;
}

/** The task over one model. @throws {PipelineError} `LABEL_COUNT` from calls when the model gives more than one score. */
export async function createTextRanking(context: TaskContext): Promise<Task<RankingInput>> {
  const encoder = textEncoder(context.model, await context.processor.loadTokenizer());
  const settings = await readSettings(context.files, 'config_sentence_transformers.json');
  const prompts = readPrompts(settings);
  const activation = activationOf(context, settings);
  return {
    options: {
      top_k: integer(1, true),
      return_documents: flag(),
      activation_fn: oneOf('sigmoid', 'identity'),
      prompt: text(true),
      prompt_name: text(true),
    },
    parse: parseRankings,
    prepare(item, options) {
      const query = resolvePrompt(options, prompts) + item.query;
      const feeds = item.documents.map((document) => encoder.feeds(encoder.encode(query, document, { truncation: true })));
      return { feeds, state: item.documents };
    },
    finish(outputs, prepared, options) {
      const documents = requireState(prepared, 'text-ranking', 'the documents') as readonly string[];
      const chosen = options['activation_fn'] as TextRankingOptions['activation_fn'];
      const apply = chosen === undefined ? activation : CHOSEN[chosen];
      const ranked = outputs.map((output, index): RankedDocument => {
        const score = apply(onlyLogit(floatData(outputTensor(output, 'logits'))));
        return options['return_documents'] === false ? { index, score } : { index, score, text: documents[index]! };
      });
      ranked.sort((a, b) => b.score - a.score);
      return ranked.slice(0, (options['top_k'] as number | null | undefined) ?? ranked.length);
    },
    batching: encoder.batching(false),
  };
}

const CHOSEN = { sigmoid: torchActivation('Sigmoid')!, identity: torchActivation('Identity')! };

/** The function that the folder of the cross-encoder names; a sigmoid where it names none, or one that is not PyTorch's. */
function activationOf({ config, warn }: TaskContext, settings: Readonly<Record<string, unknown>>): Activation {
  const older = config['sentence_transformers'];
  const named = settings['activation_fn'] ?? (isRecord(older) ? older['activation_fn'] : undefined) ?? config['sbert_ce_default_activation_function'];
  if (named === undefined || named === null) return CHOSEN.sigmoid;
  if (typeof named === 'string' && !named.startsWith('torch.')) {
    warn(`The activation ${named} of the cross-encoder is not PyTorch's; a sigmoid is applied, as in the reference.`);
    return CHOSEN.sigmoid;
  }
  const activation = typeof named === 'string' ? torchActivation(named) : undefined;
  if (activation) return activation;
  throw new PipelineError('BAD_CONFIG', `The activation ${typeof named === 'string' ? named : JSON.stringify(named)} of the cross-encoder does not run here.`, {
    where: 'activation_fn',
    hint: 'Pass activation_fn: "sigmoid" or "identity" with the call after embedding a configuration without it.',
  });
}

function onlyLogit(logits: ArrayLike<number>): number {
  if (logits.length === 1) return logits[0]!;
  throw new PipelineError('LABEL_COUNT', `The model gives ${logits.length} scores; ranking needs one.`, {
    where: 'logits',
    hint: "Use pipeline('text-classification', …) for this model.",
  });
}

function parseRankings(args: readonly unknown[]): ParsedCall {
  const [first, second] = args;
  if (typeof first === 'string') return { items: [readRanking({ query: first, documents: second })], single: true, options: optionsAt(args, 2) };
  const options: CallOptions = optionsAt(args, 1);
  if (Array.isArray(first)) return { items: first.map(readRanking), single: false, options };
  return { items: [readRanking(first)], single: true, options };
}

function readRanking(item: unknown): RankingInput {
  if (!isRecord(item)) throw new PipelineError('BAD_INPUT', `text-ranking takes { query, documents }; found ${describe(item)}.`);
  requireKeys(item, ['query', 'documents'], 'The input');
  const { documents } = item;
  if (!Array.isArray(documents)) {
    throw new PipelineError('BAD_INPUT', `documents must be a list of texts; found ${describe(documents)}.`, { where: 'documents' });
  }
  return { query: requireText(item['query'], 'query'), documents: documents.map((document) => requireText(document, 'documents')) };
}
