/** text-generation: goes on with a text or answers in a chat, after transformers 4.57.6's TextGenerationPipeline. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';
import type { ChatMessage } from '@onnx-capsule/processor-reconstruction/chat';

import { isRecord, optionsAt } from '../call-arguments.js';
import { decoderOnly, firstStepFeeds } from '../generation/decoder-only.js';
import { generate } from '../generation/generate.js';
import { GENERATION_OPTIONS, type GenerationOptions } from '../generation/option-rules.js';
import { createGenerator, type Generator } from '../generation/task-settings.js';
import { requireOneRow, streamText, textStream } from '../generation/text-stream.js';
import { checkOptions, flag, type OptionRule, oneOf, record, refused, text, textOrList, value } from '../option-guard.js';
import { describe, PipelineError } from '../pipeline-error.js';
import { outputTensor } from '../label-scores.js';
import { followsVersion5 } from '../reference-version.js';
import { sequenceRows, sequencesTensor, tokenRows } from '../generation/sequences.js';
import type { CallOptions, ParsedCall, Prepared, Task, TaskContext } from '../task.js';
import { encodeOptions, TOKENIZER_OPTIONS, type TokenizerOptions } from '../text-encoding.js';
import { textTokenizer, type TextTokenizer } from '../text-tokenizer.js';

/** Call options of text-generation. */
export interface TextGenerationOptions extends GenerationOptions {
  /** Whether the prompt comes back with the text, `true` by default. */
  readonly return_full_text?: boolean;
  /** Token ids instead of text, prompt included. */
  readonly return_tensors?: boolean;
  readonly return_text?: boolean;
  readonly clean_up_tokenization_spaces?: boolean;
  readonly skip_special_tokens?: boolean;
  /** Text before the prompt. */
  readonly prefix?: string;
  /** `hole` cuts the prompt's beginning where prompt and new tokens exceed the model's length. */
  readonly handle_long_generation?: 'hole' | null;
  /** Text whose tokens end generation. */
  readonly stop_sequence?: string;
  readonly add_special_tokens?: boolean;
  readonly truncation?: TokenizerOptions['truncation'];
  /** Whether the last message of a chat is gone on with; by default when it is the assistant's. */
  readonly continue_final_message?: boolean;
  /** Functions that a chat's template offers to the model. */
  readonly tools?: readonly Readonly<Record<string, unknown>>[];
  /** Texts that a chat's template puts into the prompt. */
  readonly documents?: readonly Readonly<Record<string, unknown>>[];
  /** Arguments of the tokenizer; for a chat also of its template: `tools`, `documents`, `chat_template`, and its variables. */
  readonly tokenizer_encode_kwargs?: Readonly<Record<string, unknown>>;
  /** Called with each piece of text as soon as it is certain. One prompt, one sequence, no beams. */
  readonly onText?: (text: string) => void;
}

/** What comes out for a text. */
export interface GeneratedText {
  readonly generated_text: string;
}

/** What comes out for a chat: the conversation with the answer. */
export interface GeneratedChat {
  readonly generated_text: readonly ChatMessage[];
}

/** Token ids, with `return_tensors`. */
export interface GeneratedTokens {
  readonly generated_token_ids: readonly number[];
}

/** How a text-generation pipeline is called; `stream` gives the new text in pieces. */
export interface TextGeneration {
  (input: string, options: TextGenerationOptions & { readonly return_tensors: true }): Promise<GeneratedTokens[]>;
  (input: string, options?: TextGenerationOptions): Promise<GeneratedText[]>;
  (input: readonly ChatMessage[], options: TextGenerationOptions & { readonly return_full_text: false }): Promise<GeneratedText[]>;
  (input: readonly ChatMessage[], options?: TextGenerationOptions): Promise<GeneratedChat[]>;
  (input: readonly string[], options?: TextGenerationOptions): Promise<GeneratedText[][]>;
  (input: readonly (readonly ChatMessage[])[], options?: TextGenerationOptions): Promise<GeneratedChat[][]>;
  stream(input: string | readonly ChatMessage[], options?: TextGenerationOptions): AsyncIterable<string>;
}

/** A prompt: a text, or a conversation. */
type Prompt = string | readonly ChatMessage[];

const TASK = 'text-generation';
const DEFAULTS = { max_new_tokens: 256, do_sample: true, temperature: 0.7 };

/** The task over one model. */
export async function createTextGeneration(context: TaskContext): Promise<Task<Prompt>> {
  const tokenizer = textTokenizer(await context.processor.loadTokenizer());
  const generator = await createGenerator(context, DEFAULTS, tokenizer);
  const { parts } = generator;
  const version5 = followsVersion5(context.config);
  if (parts.encoder) {
    await parts.dispose();
    throw new PipelineError('UNSUPPORTED_MODEL', `${TASK} goes on with a text; this model reads one text and writes another.`, {
      where: 'the graph',
      hint: "Use 'text2text-generation', 'summarization' or 'translation'.",
    });
  }
  const prepare = async (prompt: Prompt, options: CallOptions): Promise<Prepared> => {
    const tokens = cutHole(await promptTokens(tokenizer, prefixOf(generator, options), prompt, options), tokenizer, generator, options);
    const state: PromptState = { prompt, tokens };
    return { feeds: [firstStepFeeds(parts.decoder, tokens.length > 0 ? tokens : [startToken(generator)])], state };
  };
  const run = (feeds: NamedTensors, options: CallOptions, onToken?: (token: number) => void): Promise<NamedTensors> =>
    goOn(tokenizer, generator, feeds, version5 ? stopAtText(options) : options, onToken);
  return {
    options: {
      ...GENERATION_OPTIONS,
      return_full_text: flag(),
      return_tensors: flag(),
      return_text: flag(),
      clean_up_tokenization_spaces: flag(),
      skip_special_tokens: flag(),
      prefix: text(),
      handle_long_generation: oneOf('hole', null),
      stop_sequence: text(),
      add_special_tokens: flag(),
      truncation: TOKENIZER_OPTIONS['truncation']!,
      padding: refused('prompts run one at a time, so nothing is padded.'),
      continue_final_message: flag(),
      tools: recordList(),
      documents: recordList(),
      tokenizer_encode_kwargs: record(),
      stop_strings: textOrList(),
      onText: value('a function', (given) => typeof given === 'function'),
    },
    parse: parsePrompts,
    prepare,
    run(feeds, options) {
      const onText = options['onText'] as ((text: string) => void) | undefined;
      return onText ? streamText(tokenizer, options, (onToken) => run(feeds, options, onToken), onText) : run(feeds, options);
    },
    finish: (outputs, prepared, options) =>
      records(tokenizer, version5, sequenceRows(outputs[0]!), prepared.state as PromptState | undefined, options),
    stream: (prompt, options) =>
      textStream(tokenizer, options, async (onToken, signal) => {
        const { feeds } = await prepare(prompt, options);
        return run(feeds[0]!, { ...options, signal }, onToken);
      }),
    dispose: () => parts.dispose(),
  };
}

function recordList(): OptionRule {
  return value('a list of objects', (given) => Array.isArray(given) && given.every(isRecord));
}

function parsePrompts(args: readonly unknown[]): ParsedCall {
  const [input] = args;
  const options = optionsAt(args, 1);
  if (typeof input === 'string' || isChat(input)) return { items: [input], single: true, options };
  if (Array.isArray(input) && input.length > 0 && input.every((item) => typeof item === 'string' || isChat(item))) {
    return { items: input, single: false, options };
  }
  throw new PipelineError('BAD_INPUT', `${TASK} takes a text, a chat of { role, content } messages, or a list of either; found ${describe(input)}.`);
}

function isChat(value: unknown): value is readonly ChatMessage[] {
  return Array.isArray(value) && value.length > 0 && value.every((message) => isRecord(message) && 'role' in message && 'content' in message);
}

/** What `finish` needs to know of the prompt. */
interface PromptState {
  readonly prompt: Prompt;
  /** Empty where the text starts from the model's own first token. */
  readonly tokens: readonly number[];
}

function prefixOf(generator: Generator, options: CallOptions): string {
  return (options['prefix'] as string | undefined) ?? generator.prefix ?? '';
}

/** The rows that go on with `feeds.input_ids`. */
async function goOn(
  tokenizer: TextTokenizer,
  generator: Generator,
  feeds: NamedTensors,
  options: CallOptions,
  onToken?: (token: number) => void,
): Promise<NamedTensors> {
  const [start, ...more] = tokenRows(outputTensor(feeds, 'input_ids'));
  if (!start || more.length > 0) throw new PipelineError('BAD_FEED', `${TASK} goes on with one row of input_ids at a time.`, { where: 'input_ids' });
  const settings = generator.resolve(generationOptions(tokenizer, generator, prefixOf(generator, options), options), start.length);
  if (onToken) requireOneRow(settings.numBeams, settings.numReturnSequences);
  const rows = await generate({
    decoder: decoderOnly(generator.parts),
    settings,
    prompt: start,
    encoderIds: start,
    decode: (ids) => tokenizer.engine.decode(ids),
    options,
    ...(onToken && { onToken }),
  });
  return sequencesTensor(rows);
}

function records(
  tokenizer: TextTokenizer,
  version5: boolean,
  rows: readonly (readonly number[])[],
  state: PromptState | undefined,
  options: CallOptions,
): unknown {
  const kind = resultKind(options);
  if (kind === 'tokens') return rows.map((row) => ({ generated_token_ids: row }));
  const added = addedText(tokenizer, version5, state?.tokens ?? [], options);
  return rows.map((row) => {
    const text = added(row);
    if (kind === 'new' || !state) return { generated_text: text };
    return { generated_text: typeof state.prompt === 'string' ? state.prompt + text : answered(state.prompt, text, options) };
  });
}

/**
 * The text that a row adds to its prompt. Version 5 reads the new tokens by themselves; version 4 takes the prompt's text off the text of all, and
 * cleans spaces up.
 */
function addedText(tokenizer: TextTokenizer, version5: boolean, prompt: readonly number[], options: CallOptions): (row: readonly number[]) => string {
  const cleanUpTokenizationSpaces = (options['clean_up_tokenization_spaces'] as boolean | undefined) ?? (version5 ? undefined : true);
  const decoding = {
    skipSpecialTokens: (options['skip_special_tokens'] as boolean | undefined) ?? true,
    ...(cleanUpTokenizationSpaces !== undefined && { cleanUpTokenizationSpaces }),
  };
  const decode = (ids: readonly number[]): string => tokenizer.engine.decode(ids, decoding);
  if (version5) return (row) => decode(row.slice(prompt.length));
  const length = prompt.length > 0 ? [...decode(prompt)].length : 0;
  return (row) => [...decode(row)].slice(length).join('');
}

function resultKind(options: CallOptions): 'full' | 'new' | 'tokens' {
  const { return_full_text: full, return_tensors: tensors, return_text: plain } = options;
  if (full !== undefined && (plain !== undefined || tensors !== undefined)) {
    throw new PipelineError('BAD_OPTION', 'return_full_text excludes return_text and return_tensors.', { where: 'return_full_text' });
  }
  if (tensors !== undefined && plain !== undefined) {
    throw new PipelineError('BAD_OPTION', 'return_tensors and return_text exclude each other.', { where: 'return_tensors' });
  }
  if (tensors === true) return 'tokens';
  return full === false ? 'new' : 'full';
}

/** In version 5 a stop sequence ends the text once it is complete, not at one of its tokens. */
function stopAtText(options: CallOptions): CallOptions {
  const { stop_sequence: stop, ...others } = options;
  return stop === undefined ? options : { ...others, stop_strings: stop };
}

/** The call's options for the search: a stop sequence becomes end tokens, and lengths in all do not count the prefix. */
function generationOptions(tokenizer: TextTokenizer, generator: Generator, prefix: string, options: CallOptions): CallOptions {
  const stop = options['stop_sequence'] as string | undefined;
  const call: Record<string, unknown> = { ...options };
  if (stop !== undefined) call['eos_token_id'] = [...tokenizer.encode(stop, { addSpecialTokens: false }).ids];
  if (prefix === '') return call;
  const length = tokenizer.encode(prefix, { addSpecialTokens: options['add_special_tokens'] === true }).ids.length;
  if (options['max_new_tokens'] === undefined && generator.beside(options)['max_new_tokens'] === undefined) {
    call['max_length'] = Number(options['max_length'] ?? generator.settings['max_length']) + length;
  }
  if (options['min_new_tokens'] === undefined && options['min_length'] !== undefined) call['min_length'] = Number(options['min_length']) + length;
  return call;
}

async function promptTokens(tokenizer: TextTokenizer, prefix: string, prompt: Prompt, options: CallOptions): Promise<number[]> {
  const given = (options['tokenizer_encode_kwargs'] as Readonly<Record<string, unknown>> | undefined) ?? {};
  const shared = { truncation: options['truncation'], max_length: options['max_length'] ?? undefined };
  if (typeof prompt === 'string') {
    const ofCall = checkOptions('tokenizer_encode_kwargs', TOKENIZER_OPTIONS, given);
    const limits = { ...shared, add_special_tokens: options['add_special_tokens'], ...ofCall } as TokenizerOptions;
    return [...tokenizer.encode(prefix + prompt, encodeOptions(limits, tokenizer, undefined)).ids];
  }
  const { applyChatTemplate } = await import('@onnx-capsule/processor-reconstruction/chat');
  const { chat_template: chatTemplate, ...further } = given;
  const ofTokenizer = Object.fromEntries(Object.entries(further).filter(([name]) => Object.hasOwn(TOKENIZER_OPTIONS, name)));
  const ofTemplate = Object.fromEntries(Object.entries(further).filter(([name]) => !Object.hasOwn(TOKENIZER_OPTIONS, name)));
  const continues = continuesMessage(prompt, options);
  const { tools, documents } = options;
  const rendered = applyChatTemplate(prompt, tokenizer.engine.settings, {
    ...(tools !== undefined && { tools: tools as readonly Readonly<Record<string, unknown>>[] }),
    ...(documents !== undefined && { documents: documents as readonly Readonly<Record<string, unknown>>[] }),
    ...ofTemplate,
    ...(typeof chatTemplate === 'string' && { chatTemplate }),
    addGenerationPrompt: !continues,
    continueFinalMessage: continues,
  });
  const ofCall = checkOptions('tokenizer_encode_kwargs', TOKENIZER_OPTIONS, ofTokenizer);
  const limits = { ...shared, ...ofCall, add_special_tokens: false } as TokenizerOptions;
  return [...tokenizer.encode(rendered, encodeOptions(limits, tokenizer, undefined)).ids];
}

function continuesMessage(prompt: readonly ChatMessage[], options: CallOptions): boolean {
  return (options['continue_final_message'] as boolean | undefined) ?? prompt.at(-1)!['role'] === 'assistant';
}

function answered(prompt: readonly ChatMessage[], added: string, options: CallOptions): readonly ChatMessage[] {
  if (!continuesMessage(prompt, options)) return [...prompt, { role: 'assistant', content: added }];
  const last = prompt.at(-1)!;
  return [...prompt.slice(0, -1), { role: last['role'], content: `${String(last['content'])}${added}` }];
}

/** `handle_long_generation: 'hole'`: the prompt without its beginning, where both together exceed the model's length. */
function cutHole(tokens: number[], tokenizer: TextTokenizer, generator: Generator, options: CallOptions): number[] {
  if (options['handle_long_generation'] !== 'hole') return tokens;
  const limit = tokenizer.modelMaxLength ?? Infinity;
  const fresh = (options['max_new_tokens'] as number | undefined) ?? Number(options['max_length'] ?? generator.settings['max_length']) - tokens.length;
  if (fresh < 0) throw new PipelineError('BAD_OPTION', 'handle_long_generation cannot tell how many new tokens are wanted.', { where: 'max_new_tokens', hint: 'Pass max_new_tokens.' });
  if (tokens.length + fresh <= limit) return tokens;
  const kept = limit - fresh;
  if (kept <= 0) {
    throw new PipelineError('BAD_OPTION', `${fresh} new tokens leave no room for a prompt: the model takes ${limit} tokens.`, { where: 'max_new_tokens' });
  }
  return tokens.slice(-kept);
}

function startToken(generator: Generator): number {
  const id = generator.settings['bos_token_id'];
  if (typeof id === 'number') return id;
  throw new PipelineError('BAD_INPUT', 'The prompt is empty, and the model has no token to start from.', {
    where: 'bos_token_id',
    hint: 'Give at least one word, or bos_token_id in generation_config.json.',
  });
}
