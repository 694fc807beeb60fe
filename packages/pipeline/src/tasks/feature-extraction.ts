/** feature-extraction: the model's first output for a text, after transformers 4.57.6's FeatureExtractionPipeline. */
import type { Tensor } from '@onnx-capsule/metadata-schema';

import { parseOneInput, requireText } from '../call-arguments.js';
import { checkOptions, flag, record, refused } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import type { CallOptions, Task, TaskContext } from '../task.js';
import { convertTensor, nestedList, type NestedNumbers } from '../tensor-types.js';
import { textEncoder, TOKENIZER_OPTIONS, type TokenizerOptions } from '../text-encoding.js';

/** Call options of feature-extraction. */
export interface FeatureExtractionOptions {
  readonly truncation?: TokenizerOptions['truncation'];
  /** Arguments of Python's tokenizer call. */
  readonly tokenize_kwargs?: TokenizerOptions;
  /** `false` gives nested lists instead of a tensor. */
  readonly return_tensors?: boolean;
  readonly batch_size?: number;
  readonly signal?: AbortSignal;
}

/** How a feature-extraction pipeline is called: `[1, tokens, width]` for each text. */
export interface FeatureExtraction {
  (input: string, options: FeatureExtractionOptions & { readonly return_tensors: false }): Promise<NestedNumbers>;
  (input: readonly string[], options: FeatureExtractionOptions & { readonly return_tensors: false }): Promise<NestedNumbers[]>;
  (input: string, options?: FeatureExtractionOptions): Promise<Tensor>;
  (input: readonly string[], options?: FeatureExtractionOptions): Promise<Tensor[]>;
}

const POOLS = "vectors of sentences come from pipeline('sentence-similarity', …).encode(texts).";

/** The task over one model. */
export async function createFeatureExtraction(context: TaskContext): Promise<Task<string>> {
  const { model } = context;
  const encoder = textEncoder(model, await context.processor.loadTokenizer());
  const names = model.outputs.map((output) => output.name);
  const output = ['last_hidden_state', 'logits'].find((name) => names.includes(name)) ?? names[0]!;
  return {
    options: {
      truncation: TOKENIZER_OPTIONS['truncation']!,
      tokenize_kwargs: record(),
      return_tensors: flag(),
      pooling: refused(POOLS),
      normalize: refused(POOLS),
    },
    parse: parseOneInput,
    prepare(item, options) {
      return { feeds: [encoder.feeds(encoder.encode(requireText(item, 'The input'), undefined, tokenizeOptions(options)))] };
    },
    finish(outputs, _prepared, options) {
      const tensor = outputs[0]![output];
      if (!tensor) throw new PipelineError('BAD_OUTPUT', `The model gave no output ${output}.`, { where: output });
      const floats = tensor.type === 'float16' ? convertTensor(tensor, 'float32') : tensor;
      return options['return_tensors'] === false ? nestedList(floats) : floats;
    },
    batching: encoder.batching(true),
  };
}

function tokenizeOptions(options: CallOptions): TokenizerOptions {
  const given = checkOptions('tokenize_kwargs', TOKENIZER_OPTIONS, (options['tokenize_kwargs'] ?? {}) as CallOptions);
  const { truncation } = options;
  if (truncation === undefined) return given;
  if (given['truncation'] !== undefined) {
    throw new PipelineError('BAD_OPTION', 'truncation is given twice: as an option and in tokenize_kwargs.', { where: 'truncation' });
  }
  return { ...given, truncation: truncation as NonNullable<TokenizerOptions['truncation']> };
}
