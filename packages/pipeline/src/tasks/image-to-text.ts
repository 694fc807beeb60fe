/** image-to-text: a text about an image, after transformers 4.57.6's ImageToTextPipeline. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { encodeInput, encoderDecoder } from '../generation/encoder-decoder.js';
import { generate } from '../generation/generate.js';
import { GENERATION_OPTIONS, type GenerationOptions } from '../generation/option-rules.js';
import { sequenceRows, sequencesTensor } from '../generation/sequences.js';
import { createGenerator, type Generator } from '../generation/task-settings.js';
import { imageCall, readImage, type ImageInput } from '../image-input.js';
import { checkOptions, integer, optional, record, refused } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import type { CallOptions, Task, TaskContext } from '../task.js';
import { textTokenizer, type TextTokenizer } from '../text-tokenizer.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';

/** Call options of image-to-text. */
export interface ImageToTextOptions extends ImageCallOptions {
  /** Tokens to generate at most. */
  readonly max_new_tokens?: number | null;
  /** Further options of generation. */
  readonly generate_kwargs?: GenerationOptions | null;
}

/** How an image-to-text pipeline is called. */
export interface ImageToText {
  (input: ImageInput, options?: ImageToTextOptions): Promise<{ readonly generated_text: string }[]>;
  (input: readonly ImageInput[], options?: ImageToTextOptions): Promise<{ readonly generated_text: string }[][]>;
}

const TASK = 'image-to-text';
const DEFAULTS = { max_new_tokens: 256 };

/** The task over one model. */
export async function createImageToText(context: TaskContext): Promise<Task<ImageInput>> {
  const imageProcessor = await context.processor.loadImageProcessor();
  const tokenizer = textTokenizer(await context.processor.loadTokenizer());
  const generator = await createGenerator(context, DEFAULTS, tokenizer);
  if (!generator.parts.encoder) {
    await generator.parts.dispose();
    throw new PipelineError('UNSUPPORTED_MODEL', `${TASK} runs a vision encoder with a decoder beside it; this model is one graph.`, {
      where: 'the graph',
      hint: 'Export with encoder_model.onnx and decoder_model.onnx.',
    });
  }
  return {
    options: {
      max_new_tokens: optional(integer(1)),
      generate_kwargs: optional(record()),
      prompt: refused('models of this kind write without a prompt.'),
      ...IMAGE_OPTIONS,
    },
    parse: imageCall(TASK),
    async prepare(item) {
      return { feeds: [await imageProcessor.process([await readImage(item)])] };
    },
    run: (feeds, options) => describeImage(tokenizer, generator, feeds, options),
    finish: (outputs) => sequenceRows(outputs[0]!).map((row) => ({ generated_text: tokenizer.engine.decode(row, { skipSpecialTokens: true }) })),
    dispose: () => generator.parts.dispose(),
  };
}

async function describeImage(
  tokenizer: TextTokenizer,
  generator: Generator,
  features: NamedTensors,
  options: CallOptions,
): Promise<NamedTensors> {
  const { max_new_tokens: limit, generate_kwargs: further, signal } = options;
  const given = checkOptions(TASK, GENERATION_OPTIONS, (further as CallOptions | undefined) ?? {});
  if (limit !== undefined && given['max_new_tokens'] !== undefined) {
    throw new PipelineError('BAD_OPTION', 'max_new_tokens is given twice: as an option and in generate_kwargs.', { where: 'max_new_tokens' });
  }
  const call: CallOptions = { ...given, ...(limit !== undefined && { max_new_tokens: limit }) };
  const settings = generator.resolve(call, 1);
  const rows = await generate({
    decoder: encoderDecoder(generator.parts, await encodeInput(generator.parts, features)),
    settings,
    prompt: settings.decoderStartTokenIds.slice(0, 1),
    decode: (tokens) => tokenizer.engine.decode(tokens),
    options: { ...call, signal },
  });
  return sequencesTensor(rows);
}
