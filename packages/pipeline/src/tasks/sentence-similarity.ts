/** sentence-similarity: sentence vectors and their similarities, by the modules of sentence-transformers (6.2). */
import type { Tensor } from '@onnx-capsule/metadata-schema';

import { isRecord, optionsAt, requireKeys, requireText } from '../call-arguments.js';
import { checkOptions, integer } from '../option-guard.js';
import { describe, PipelineError } from '../pipeline-error.js';
import { createSentenceEncoder, ENCODE_OPTIONS, type EncodeSentencesOptions } from '../sentence-encoder.js';
import { vectorSimilarity } from '../vector-similarity.js';
import type { CallOptions, ParsedCall, Task, TaskContext } from '../task.js';

/** A sentence and those that it is compared with. */
export interface SentenceComparison {
  readonly source_sentence: string;
  readonly sentences: readonly string[];
}

/** How a sentence-similarity pipeline is called: one score for each of the sentences. */
export interface SentenceSimilarity {
  (input: SentenceComparison, options?: EncodeSentencesOptions): Promise<number[]>;
  (input: readonly SentenceComparison[], options?: EncodeSentencesOptions): Promise<number[][]>;
  (sourceSentence: string, sentences: string | readonly string[], options?: EncodeSentencesOptions): Promise<number[]>;
  /** Vectors of texts: `[width]` for a string, `[texts, width]` for a list. */
  encode(texts: string | readonly string[], options?: EncodeSentencesOptions): Promise<Tensor>;
  /** Similarity of each vector of `a` with each of `b`, by the model's own function: `[a, b]`. */
  similarity(a: Tensor, b: Tensor): Tensor;
}

/** The task over one model. */
export async function createSentenceSimilarity(context: TaskContext): Promise<Task<SentenceComparison>> {
  const encoder = await createSentenceEncoder(context);
  const encode = async (texts: string | readonly string[], options: CallOptions = {}): Promise<Tensor> =>
    encoder.encode(texts, checkOptions('encode', { ...ENCODE_OPTIONS, batch_size: integer(1) }, options));
  return {
    options: ENCODE_OPTIONS,
    parse: parseComparisons,
    prepare(item, options) {
      const [first, ...more] = encoder.prepare([item.source_sentence, ...item.sentences], options);
      return { feeds: [first!, ...more], state: options };
    },
    finish(outputs, prepared) {
      const vectors = outputs.map((output, index) => encoder.vector(output, prepared.feeds[index], (prepared.state ?? {}) as CallOptions));
      const [source, ...others] = vectors;
      return others.map((vector) => vectorSimilarity(encoder.similarity, source!, vector));
    },
    batching: encoder.batching,
    methods: { encode, similarity: encoder.compare },
  };
}

function parseComparisons(args: readonly unknown[]): ParsedCall {
  const [first, second] = args;
  if (typeof first === 'string') {
    const sentences = typeof second === 'string' ? [second] : second;
    return { items: [readComparison({ source_sentence: first, sentences })], single: true, options: optionsAt(args, 2) };
  }
  const options = optionsAt(args, 1);
  if (Array.isArray(first)) return { items: first.map(readComparison), single: false, options };
  return { items: [readComparison(first)], single: true, options };
}

function readComparison(item: unknown): SentenceComparison {
  if (!isRecord(item)) {
    throw new PipelineError('BAD_INPUT', `sentence-similarity takes { source_sentence, sentences }; found ${describe(item)}.`, {
      hint: 'Vectors of texts come from encode(texts).',
    });
  }
  requireKeys(item, ['source_sentence', 'sentences'], 'The input');
  const { sentences } = item;
  if (!Array.isArray(sentences) || sentences.length === 0) {
    throw new PipelineError('BAD_INPUT', `sentences must be a list with at least one text; found ${describe(sentences)}.`, { where: 'sentences' });
  }
  return {
    source_sentence: requireText(item['source_sentence'], 'source_sentence'),
    sentences: sentences.map((sentence) => requireText(sentence, 'sentences')),
  };
}
