/** Texts to sentence vectors over one model: tokens, forward, pooling and what follows it. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { requireText } from './call-arguments.js';
import { flag, integer, oneOf, refused, text, type OptionTable } from './option-guard.js';
import { describe, PipelineError } from './pipeline-error.js';
import { runCall } from './run-task.js';
import { readSentenceModules, unitLength, type SimilarityName } from './sentence-modules.js';
import { resolvePrompt } from './sentence-prompts.js';
import type { Batching, CallOptions, Task, TaskContext } from './task.js';
import { floatData } from './tensor-types.js';
import { textEncoder } from './text-encoding.js';
import { vectorSimilarity } from './vector-similarity.js';

/** Options of `encode`, under the names of sentence-transformers. */
export interface EncodeSentencesOptions {
  /** Text that is put before each sentence. */
  readonly prompt?: string;
  /** Name of a prompt of the model's own. */
  readonly prompt_name?: string;
  /** Whether vectors are brought to length 1. */
  readonly normalize_embeddings?: boolean;
  /** How many of the leading numbers of each vector are kept. */
  readonly truncate_dim?: number;
  readonly batch_size?: number;
}

const PLAIN = 'vectors are plain data: { type, dims, data }.';

/** Guards for `EncodeSentencesOptions`. */
export const ENCODE_OPTIONS: OptionTable = {
  prompt: text(true),
  prompt_name: text(true),
  normalize_embeddings: flag(),
  truncate_dim: integer(1),
  output_value: oneOf('sentence_embedding'),
  precision: oneOf('float32'),
  show_progress_bar: refused('nothing is printed here.'),
  convert_to_numpy: refused(PLAIN),
  convert_to_tensor: refused(PLAIN),
  device: refused('the session options choose it.'),
};

/** How many sentences run together where nothing else is asked for: the reference's number. */
const DEFAULT_BATCH = 32;

/** Sentence vectors of one model. */
export interface SentenceEncoder {
  readonly similarity: SimilarityName;
  readonly batching: Batching | undefined;
  encode(texts: string | readonly string[], options: CallOptions): Promise<Tensor>;
  readonly compare: (a: Tensor, b: Tensor) => Tensor;
  /** Feeds of each text. */
  prepare(texts: readonly string[], options: CallOptions): NamedTensors[];
  /** The vector of one text from its outputs and feeds. */
  vector(outputs: NamedTensors, feeds: NamedTensors | undefined, options: CallOptions): Float32Array;
}

/** A `SentenceEncoder` over the model of `context`. */
export async function createSentenceEncoder(context: TaskContext): Promise<SentenceEncoder> {
  const { model, config, files } = context;
  const encoder = textEncoder(model, await context.processor.loadTokenizer());
  const modules = await readSentenceModules(files, context.warn);
  const positions = config['max_position_embeddings'];
  const own = encoder.tokenizer.modelMaxLength;
  const longest = modules.maxLength ?? (typeof positions === 'number' && own !== undefined ? Math.min(own, positions) : own);
  const promptOf = (options: CallOptions): string => resolvePrompt(options, modules);
  const encodeText = (sentence: string): ReturnType<typeof encoder.encode> =>
    encoder.encode(modules.lowerCase ? sentence.toLowerCase() : sentence, undefined, { truncation: true, ...(longest !== undefined && { max_length: longest }) });
  const promptLength = (prompt: string): number => {
    if (prompt === '' || !modules.excludesPrompt) return 0;
    const { ids, specialTokensMask } = encodeText(prompt);
    return specialTokensMask.at(-1) === 1 && ids.length > 0 ? ids.length - 1 : ids.length;
  };
  const batching = encoder.batching(true);

  const vector: SentenceEncoder['vector'] = (outputs, feeds, options) => {
    const whole = embed(outputs, feeds, promptLength(promptOf(options)));
    const size = (options['truncate_dim'] as number | undefined) ?? modules.truncateDim;
    const cut = size === undefined ? whole : whole.slice(0, size);
    return options['normalize_embeddings'] === true ? unitLength(cut) : cut;
  };

  const embed = (outputs: NamedTensors, feeds: NamedTensors | undefined, skipped: number): Float32Array => {
    const ready = outputs['sentence_embedding'];
    if (ready) return Float32Array.from(floatData(ready));
    const tokens = outputs['last_hidden_state'] ?? outputs['token_embeddings'] ?? Object.values(outputs)[0];
    if (tokens?.dims.length !== 3) {
      throw new PipelineError('BAD_OUTPUT', `Sentence vectors need token vectors [batch, tokens, width]; the model gives ${describe(tokens?.dims ?? [])}.`, {
        hint: 'Export the model without a task head.',
      });
    }
    const [, count = 0, width = 0] = tokens.dims;
    const given = feeds?.['attention_mask']?.data as ArrayLike<bigint> | undefined;
    const mask = Array.from({ length: count }, (_, token) => (given === undefined || Number(given[token] ?? 0) !== 0 ? 1 : 0));
    return modules.embed({ vectors: floatData(tokens), width, mask }, skipped);
  };

  const prepare: SentenceEncoder['prepare'] = (texts, options) => {
    const prompt = promptOf(options);
    return texts.map((sentence) => encoder.feeds(encodeText(prompt + sentence)));
  };

  const one: Task<string> = {
    options: ENCODE_OPTIONS,
    parse: () => ({ items: [], single: false, options: {} }),
    prepare: (sentence, options) => ({ feeds: prepare([sentence], options) }),
    finish: (outputs, prepared, options) => vector(outputs[0]!, prepared.feeds[0], options),
    batching,
  };

  return {
    similarity: modules.similarity,
    batching,
    prepare,
    vector,
    async encode(texts, options) {
      const single = typeof texts === 'string';
      if (!single && !Array.isArray(texts)) {
        throw new PipelineError('BAD_INPUT', `encode takes a text or a list of texts; found ${describe(texts)}.`);
      }
      const list = (single ? [texts] : texts).map((sentence) => requireText(sentence, 'The input'));
      const order = list.map((_, index) => index).sort((a, b) => list[b]!.length - list[a]!.length);
      const call = { items: order.map((index) => list[index]!), single: false, options };
      const vectors = (await runCall(one, model, call, { batch_size: DEFAULT_BATCH, ...options })) as Float32Array[];
      const width = vectors[0]?.length ?? 0;
      const data = new Float32Array(width * list.length);
      order.forEach((index, place) => {
        data.set(vectors[place]!, index * width);
      });
      return { type: 'float32', dims: single ? [width] : [list.length, width], data };
    },
    compare: (a, b) => similarityMatrix(modules.similarity, a, b),
  };
}

function similarityMatrix(name: SimilarityName, a: Tensor, b: Tensor): Tensor {
  const [x, y] = [rows(a), rows(b)];
  const data = Float32Array.from(x.flatMap((first) => y.map((second) => vectorSimilarity(name, first, second))));
  return { type: 'float32', dims: [x.length, y.length], data };
}

function rows(tensor: Tensor): (Float32Array | Float64Array)[] {
  const width = tensor.dims.at(-1) ?? 0;
  const data = floatData(tensor);
  return Array.from({ length: width === 0 ? 0 : data.length / width }, (_, row) => data.subarray(row * width, (row + 1) * width));
}
