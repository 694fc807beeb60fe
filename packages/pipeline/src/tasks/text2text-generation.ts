/** text2text-generation, summarization, translation: writes a text about a text, after transformers 4.57.6's Text2TextGenerationPipeline. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { optionsAt, requireText } from '../call-arguments.js';
import { encodeInput, encoderDecoder } from '../generation/encoder-decoder.js';
import { generate } from '../generation/generate.js';
import { GENERATION_OPTIONS, type GenerationOptions } from '../generation/option-rules.js';
import { sequenceRows, sequencesTensor, tokenRows } from '../generation/sequences.js';
import { createGenerator, type Generator } from '../generation/task-settings.js';
import type { GenerationSettings } from '../generation/settings.js';
import { requireOneRow, streamText, textStream } from '../generation/text-stream.js';
import { translationTokens } from '../generation/translation-tokens.js';
import { flag, text, value } from '../option-guard.js';
import { outputTensor } from '../label-scores.js';
import { PipelineError } from '../pipeline-error.js';
import type { CallOptions, ParsedCall, Prepared, Task, TaskContext } from '../task.js';
import { int64Tensor } from '../tensor-types.js';
import { encodeOptions, TOKENIZER_OPTIONS, type TokenizerOptions } from '../text-encoding.js';
import { textTokenizer, type TextTokenizer } from '../text-tokenizer.js';

/** Call options of text2text-generation and summarization. */
export interface Text2TextOptions extends GenerationOptions {
  /** Token ids instead of text. */
  readonly return_tensors?: boolean;
  readonly return_text?: boolean;
  readonly clean_up_tokenization_spaces?: boolean;
  readonly truncation?: TokenizerOptions['truncation'];
  /** Text whose first token ends generation. */
  readonly stop_sequence?: string;
  /** Called with each piece of text as soon as it is certain. One text, one sequence, no beams. */
  readonly onText?: (text: string) => void;
}

/** Call options of translation. */
export interface TranslationOptions extends Text2TextOptions {
  /** Language of the input, for models of several languages. */
  readonly src_lang?: string;
  /** Language of the output, for models of several languages. */
  readonly tgt_lang?: string;
}

/** How a text2text-generation pipeline is called. With `num_return_sequences` above 1 a list gives a list for each text. */
export interface Text2TextGeneration {
  (input: string | readonly string[], options?: Text2TextOptions): Promise<{ readonly generated_text: string }[]>;
  stream(input: string, options?: Text2TextOptions): AsyncIterable<string>;
}

/** How a summarization pipeline is called. */
export interface Summarization {
  (input: string | readonly string[], options?: Text2TextOptions): Promise<{ readonly summary_text: string }[]>;
  stream(input: string, options?: Text2TextOptions): AsyncIterable<string>;
}

/** How a translation pipeline is called. */
export interface Translation {
  (input: string | readonly string[], options?: TranslationOptions): Promise<{ readonly translation_text: string }[]>;
  stream(input: string, options?: TranslationOptions): AsyncIterable<string>;
}

type Kind = 'generated' | 'summary' | 'translation';

const DEFAULTS = { max_new_tokens: 256, num_beams: 4 };

/** The task text2text-generation over one model. */
export function createText2TextGeneration(context: TaskContext): Promise<Task<string>> {
  return createTask(context, 'generated');
}

/** The task summarization over one model. */
export function createSummarization(context: TaskContext): Promise<Task<string>> {
  return createTask(context, 'summary');
}

/** The task translation over one model. */
export function createTranslation(context: TaskContext): Promise<Task<string>> {
  return createTask(context, 'translation');
}

async function createTask(context: TaskContext, kind: Kind): Promise<Task<string>> {
  const engine = await context.processor.loadTokenizer();
  const tokenizer = textTokenizer(engine);
  const generator = await createGenerator(context, DEFAULTS, tokenizer);
  if (!generator.parts.encoder && !generator.parts.decoder.takes('decoder_input_ids')) {
    await generator.parts.dispose();
    throw new PipelineError('UNSUPPORTED_MODEL', `${context.task} needs an encoder and a decoder; this model only goes on with a text.`, {
      where: 'the graph',
      hint: "Use 'text-generation'.",
    });
  }
  const prepare = (input: string, options: CallOptions): Prepared => {
    const ids = inputTokens(context, tokenizer, generator, kind, input, options);
    if (kind === 'summary') warnOfLengths(context, ids.length, options, generator);
    return { feeds: [{ input_ids: int64Tensor(ids), attention_mask: int64Tensor(ids.map(() => 1)) }] };
  };
  const run = (feeds: NamedTensors, options: CallOptions, onToken?: (token: number) => void): Promise<NamedTensors> =>
    write(context, tokenizer, generator, kind, feeds, options, onToken);
  return {
    options: {
      ...GENERATION_OPTIONS,
      onText: value('a function', (given) => typeof given === 'function'),
      return_tensors: flag(),
      return_text: flag(),
      clean_up_tokenization_spaces: flag(),
      truncation: TOKENIZER_OPTIONS['truncation']!,
      stop_sequence: text(),
      ...(kind === 'translation' && { src_lang: text(), tgt_lang: text() }),
    },
    parse: parseTexts,
    prepare,
    run(feeds, options) {
      const onText = options['onText'] as ((text: string) => void) | undefined;
      return onText ? streamText(tokenizer, options, (onToken) => run(feeds, options, onToken), onText) : run(feeds, options);
    },
    finish: (outputs, _prepared, options) => records(tokenizer, kind, sequenceRows(outputs[0]!), options),
    stream: (input, options) =>
      textStream(tokenizer, options, (onToken, signal) => run(prepare(input, options).feeds[0]!, { ...options, signal }, onToken)),
    dispose: () => generator.parts.dispose(),
  };
}

/** A list whose texts give one sequence each comes back as a flat list: the reference's habit. */
function parseTexts(args: readonly unknown[]): ParsedCall {
  const [input] = args;
  const options = optionsAt(args, 1);
  if (!Array.isArray(input)) return { items: [requireText(input, 'The input')], single: true, options };
  return {
    items: input.map((item) => requireText(item, 'The input')),
    single: false,
    options,
    result: (results) => {
      const lists = results as unknown[][];
      return lists.every((list) => list.length === 1) ? lists.map((list) => list[0]) : lists;
    },
  };
}

/** The rows that the decoder writes about `feeds`. */
async function write(
  context: TaskContext,
  tokenizer: TextTokenizer,
  generator: Generator,
  kind: Kind,
  feeds: NamedTensors,
  options: CallOptions,
  onToken?: (token: number) => void,
): Promise<NamedTensors> {
  const [ids, ...more] = tokenRows(outputTensor(feeds, 'input_ids'));
  if (!ids || more.length > 0) throw new PipelineError('BAD_FEED', `${context.task} reads one row of input_ids at a time.`, { where: 'input_ids' });
  const languages = kind === 'translation' ? translationTokens(context, tokenizer, options) : undefined;
  const stop = options['stop_sequence'] as string | undefined;
  const call: CallOptions = {
    ...(languages && { forced_bos_token_id: languages.target }),
    ...options,
    ...(stop !== undefined && { eos_token_id: tokenizer.encode(stop, { addSpecialTokens: false }).ids[0] }),
  };
  const start = decoderStart(generator.resolve(call, 1));
  const settings = generator.resolve(call, start.length);
  if (onToken) requireOneRow(settings.numBeams, settings.numReturnSequences);
  const rows = await generate({
    decoder: encoderDecoder(generator.parts, await encodeInput(generator.parts, feeds)),
    settings,
    prompt: start,
    encoderIds: ids,
    decode: (tokens) => tokenizer.engine.decode(tokens),
    options,
    ...(onToken && { onToken }),
  });
  return sequencesTensor(rows);
}

function records(tokenizer: TextTokenizer, kind: Kind, rows: readonly (readonly number[])[], options: CallOptions): unknown {
  return rows.map((row) => {
    if (options['return_tensors'] === true) return { [`${kind}_token_ids`]: row };
    const cleanUpTokenizationSpaces = (options['clean_up_tokenization_spaces'] as boolean | undefined) ?? false;
    return { [`${kind}_text`]: tokenizer.engine.decode(row, { skipSpecialTokens: true, cleanUpTokenizationSpaces }) };
  });
}

function inputTokens(
  context: TaskContext,
  tokenizer: TextTokenizer,
  generator: Generator,
  kind: Kind,
  input: string,
  options: CallOptions,
): readonly number[] {
  const limits = { truncation: options['truncation'] ?? false } as TokenizerOptions;
  const languages = kind === 'translation' ? translationTokens(context, tokenizer, options) : undefined;
  if (!languages) return [...tokenizer.encode((generator.prefix ?? '') + input, encodeOptions(limits, tokenizer, undefined)).ids];
  const { maxLength, ...rest } = encodeOptions(limits, tokenizer, undefined);
  const room = maxLength === undefined ? {} : { maxLength: maxLength - languages.before.length - languages.after.length };
  const ids = tokenizer.encode(input, { ...rest, ...room, addSpecialTokens: false }).ids;
  return [...languages.before, ...ids, ...languages.after];
}

function decoderStart(settings: GenerationSettings): readonly number[] {
  if (settings.decoderStartTokenIds.length > 0) return settings.decoderStartTokenIds.slice(0, 1);
  throw new PipelineError('BAD_CONFIG', 'Neither decoder_start_token_id nor bos_token_id says what the decoder starts from.', {
    where: 'generation_config.json decoder_start_token_id',
    hint: 'Pass decoder_start_token_id, or embed the right generation_config.json.',
  });
}

function warnOfLengths(context: TaskContext, inputLength: number, options: CallOptions, generator: Generator): void {
  const least = Number(options['min_length'] ?? generator.settings['min_length'] ?? 0);
  const most = Number(options['max_length'] ?? generator.settings['max_length'] ?? 20);
  if (most < least) context.warn(`min_length=${least} must be smaller than max_length=${most}.`);
  else if (inputLength < most) context.warn(`max_length is ${most}, but the input has only ${inputLength} tokens; a summary is usually shorter than its text.`);
}
