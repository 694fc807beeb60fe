/** token-classification: labelled tokens, words or entities, after transformers 4.57.6's TokenClassificationPipeline. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';
import type { Encoding } from '@onnx-capsule/processor-reconstruction/tokenizer';

import { isRecord, optionsAt } from '../call-arguments.js';
import { aggregateEntities, mergeOverlaps, type AggregationStrategy, type Entity, type EntityGroup, type LabelledToken } from '../entity-groups.js';
import { codePointLength } from '../code-points.js';
import { configLabels, outputTensor, softmax } from '../label-scores.js';
import { flag, integer, text, textList, value, type OptionTable } from '../option-guard.js';
import { describe, PipelineError } from '../pipeline-error.js';
import { requireState } from '../prepared-state.js';
import type { CallOptions, ParsedCall, Task, TaskContext } from '../task.js';
import { floatData } from '../tensor-types.js';
import { textEncoder } from '../text-encoding.js';
import type { TextTokenizer } from '../text-tokenizer.js';

/** Call options of token-classification. */
export interface TokenClassificationOptions {
  /** `none` (default) gives tokens, `simple` groups of them; `first`, `average` and `max` decide by whole words. */
  readonly aggregation_strategy?: AggregationStrategy;
  /** Labels that are left out; `["O"]` by default. */
  readonly ignore_labels?: readonly string[];
  /** Tokens that neighbouring windows share; given, a long text is read to its end. Refused with `aggregation_strategy: "none"`. */
  readonly stride?: number;
  /** Whether the input is a list of words. */
  readonly is_split_into_words?: boolean;
  /** What words are joined with, a space by default. */
  readonly delimiter?: string;
  /** Start and end of each token, in UTF-16 units, instead of the tokenizer's own. */
  readonly offset_mapping?: readonly (readonly [number, number])[];
  /** Deprecated in the reference: `true` is `aggregation_strategy: "simple"`, with `ignore_subwords` `"first"`. */
  readonly grouped_entities?: boolean;
  readonly ignore_subwords?: boolean;
  readonly batch_size?: number;
  readonly signal?: AbortSignal;
}

/** How a token-classification pipeline is called. */
export interface TokenClassification {
  (input: string, options: TokenClassificationOptions & { readonly aggregation_strategy: Exclude<AggregationStrategy, 'none'> }): Promise<EntityGroup[]>;
  (input: string, options?: TokenClassificationOptions): Promise<Entity[]>;
  (
    input: readonly string[],
    options: TokenClassificationOptions & { readonly aggregation_strategy: Exclude<AggregationStrategy, 'none'> },
  ): Promise<EntityGroup[][]>;
  (input: readonly string[] | readonly (readonly string[])[], options?: TokenClassificationOptions): Promise<Entity[][]>;
}

const STRATEGIES = ['none', 'simple', 'first', 'average', 'max'];

const OPTIONS: OptionTable = {
  aggregation_strategy: value(
    STRATEGIES.map((name) => JSON.stringify(name)).join(', '),
    (name) => typeof name === 'string' && STRATEGIES.includes(name.toLowerCase()),
  ),
  ignore_labels: textList(),
  stride: integer(0),
  is_split_into_words: flag(),
  delimiter: text(),
  offset_mapping: value('a list of [start, end]', isOffsets),
  grouped_entities: flag(),
  ignore_subwords: flag(),
};

function isOffsets(list: unknown): boolean {
  return Array.isArray(list) && list.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isInteger));
}

/** What `finish` needs of an input: its text, and per window the tokens. */
interface TokenState {
  readonly sentence: string;
  readonly windows: readonly Encoding[];
  /** Where each word starts in `sentence`, when the input came in words. */
  readonly wordStarts: readonly number[] | undefined;
}

/** The task over one model. */
export async function createTokenClassification(context: TaskContext): Promise<Task<string | readonly string[]>> {
  const { model } = context;
  const encoder = textEncoder(model, await context.processor.loadTokenizer());
  const { tokenizer } = encoder;
  const labels = configLabels(context.config);
  return {
    options: OPTIONS,
    parse: parseTexts,
    prepare(item, options) {
      const { sentence, wordStarts } = readSentence(item, options);
      const stride = checkStride(options, tokenizer);
      const encoding = encoder.encode(item, undefined, { truncation: true }, {
        ...(wordStarts && { isSplitIntoWords: true }),
        ...(stride !== undefined && { stride }),
        // The reference pads the windows of a text to one length.
        ...(stride !== undefined && model.fixedLength === undefined && tokenizer.padTokenId !== undefined && { padding: 'longest' }),
      });
      const windows = stride === undefined ? [encoding] : [encoding, ...encoding.overflowing];
      const state: TokenState = { sentence, windows, wordStarts };
      return { feeds: windows.map((window) => encoder.feeds(window)), state };
    },
    finish(outputs, prepared, options) {
      const state = requireState(prepared, 'token-classification', 'the text') as TokenState;
      const strategy = strategyOf(options);
      const ignored = (options['ignore_labels'] as readonly string[] | undefined) ?? ['O'];
      const found = outputs.flatMap((output, index) => {
        const tokens = labelledTokens(output, state, index, labels, tokenizer, options);
        return aggregateEntities(tokens, strategy, labels, (words) => tokenizer.engine.joinTokens(words)).filter(
          (entity) => !ignored.includes('entity' in entity ? entity.entity : entity.entity_group),
        );
      });
      return outputs.length > 1 ? mergeOverlaps(found, state.sentence) : found;
    },
    batching: encoder.batching(true),
  };
}

function parseTexts(args: readonly unknown[]): ParsedCall {
  const input = args[0];
  const options = optionsAt(args, 1);
  if (Array.isArray(input)) {
    if (input.length === 0) throw new PipelineError('BAD_INPUT', 'token-classification needs at least one input; found an empty list.');
    const oneInWords = options['is_split_into_words'] === true && !input.every(Array.isArray);
    return { items: oneInWords ? [input] : input, single: false, options };
  }
  if (isRecord(input) || typeof input !== 'string') {
    throw new PipelineError('BAD_INPUT', `token-classification takes a string or a list of strings; found ${describe(input)}.`);
  }
  return { items: [input], single: true, options };
}

function readSentence(item: unknown, options: CallOptions): { sentence: string; wordStarts: readonly number[] | undefined } {
  if (options['is_split_into_words'] !== true) {
    if (typeof item === 'string') return { sentence: item, wordStarts: undefined };
    throw new PipelineError('BAD_INPUT', `token-classification takes strings; found ${describe(item)}.`, {
      hint: 'A list of words needs is_split_into_words: true.',
    });
  }
  if (!Array.isArray(item) || !item.every((word) => typeof word === 'string')) {
    throw new PipelineError('BAD_INPUT', `With is_split_into_words an input is a list of words; found ${describe(item)}.`);
  }
  const delimiter = (options['delimiter'] as string | undefined) ?? ' ';
  const wordStarts: number[] = [];
  let position = 0;
  for (const word of item) {
    wordStarts.push(position);
    position += word.length + delimiter.length;
  }
  return { sentence: item.join(delimiter), wordStarts };
}

function strategyOf(options: CallOptions): AggregationStrategy {
  const { grouped_entities: grouped, ignore_subwords: whole } = options;
  if (grouped !== undefined || whole !== undefined) {
    if (grouped !== true) return 'none';
    return whole === true ? 'first' : 'simple';
  }
  return (((options['aggregation_strategy'] as string | undefined) ?? 'none').toLowerCase() as AggregationStrategy);
}

function checkStride(options: CallOptions, tokenizer: TextTokenizer): number | undefined {
  const stride = options['stride'] as number | undefined;
  if (stride === undefined) return undefined;
  const longest = tokenizer.modelMaxLength;
  if (longest !== undefined && stride >= longest) {
    throw new PipelineError('BAD_OPTION', `stride is ${stride}; it must be less than the tokenizer's longest sequence, ${longest}.`, { where: 'stride' });
  }
  if ((options['aggregation_strategy'] as string | undefined)?.toLowerCase() === 'none') {
    throw new PipelineError('BAD_OPTION', 'stride needs an aggregation_strategy other than "none".', { where: 'stride' });
  }
  return stride;
}

/** The tokens of one window that stand for text, with their scores and places. */
function labelledTokens(
  output: NamedTensors,
  state: TokenState,
  index: number,
  labels: readonly string[],
  tokenizer: TextTokenizer,
  options: CallOptions,
): LabelledToken[] {
  const tensor = outputTensor(output, 'logits');
  const width = tensor.dims.at(-1) ?? 0;
  if (width !== labels.length) {
    throw new PipelineError('LABEL_COUNT', `The model gives ${width} scores per token; config.json names ${labels.length} labels.`, {
      where: 'config.json id2label',
      hint: 'Embed the config.json that belongs to this model; `onnx-capsule validate` compares the two.',
    });
  }
  const logits = floatData(tensor);
  const window = state.windows[index]!;
  const given = options['offset_mapping'] as readonly (readonly [number, number])[] | undefined;
  const { ids, specialTokensMask, wordIds } = window;
  const offsets = given ?? window.offsets;
  const tokens: LabelledToken[] = [];
  for (let i = 0; i < ids.length; i++) {
    if (specialTokensMask[i]) continue;
    const shift = state.wordStarts?.[wordIds[i] ?? -1] ?? 0;
    const [start, end] = offsets[i] ?? [0, 0];
    tokens.push({
      ...wordOf(tokenizer, ids[i]!, state.sentence, start + shift, end + shift),
      scores: softmax(logits.subarray(i * width, (i + 1) * width)),
      index: i,
    });
  }
  return tokens;
}

/** The token's own string and whether it continues a word; an unknown token shows the text it stands for. */
function wordOf(tokenizer: TextTokenizer, id: number, sentence: string, start: number, end: number): Omit<LabelledToken, 'scores' | 'index'> {
  const reference = sentence.slice(start, end);
  if (id === tokenizer.unkTokenId) return { word: reference, start, end, isSubword: false };
  const word = tokenizer.engine.idToToken(id) ?? '';
  const isSubword = tokenizer.engine.continuingSubwordPrefix
    ? codePointLength(word) !== codePointLength(reference)
    : start > 0 && !sentence.slice(start - 1, start + 1).includes(' ');
  return { word, start, end, isSubword };
}
