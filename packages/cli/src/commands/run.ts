/** `onnx-capsule run`: the pipeline on what the command line gives. */
import { readFile } from 'node:fs/promises';

import { type AnyPipeline, pipeline, type PipelineOptions } from '@onnx-capsule/pipeline';

import type { Context, GlobalOptions } from '../context.js';
import { describeResult } from '../describe-result.js';
import { EXIT_CODES } from '../exit-codes.js';
import { modelArgument } from '../model-argument.js';
import { plainJson } from '../plain-json.js';
import { UsageError } from '../usage-error.js';

interface RunOptions extends GlobalOptions {
  readonly task?: string;
  readonly options?: string;
  readonly topK?: number;
}

/** Tasks that take bytes where others take text. */
const TAKES_BYTES = /image|object-detection|depth|segmentation|visual|document|audio-classification|speech-recognition/;

/** Tasks whose arguments belong together instead of being inputs of their own, and how. */
const TOGETHER: Readonly<Record<string, (inputs: readonly unknown[]) => readonly unknown[] | undefined>> = {
  'question-answering': ([question, context, ...more]) => (more.length === 0 && typeof context === 'string' ? [{ question, context }] : undefined),
  'visual-question-answering': ([image, question, ...more]) => (more.length === 0 && typeof question === 'string' ? [image, question] : undefined),
  'text-ranking': ([query, ...documents]) => (typeof query === 'string' && documents.length > 0 ? [{ query, documents }] : undefined),
};

/** Runs the model once on all inputs and prints the result. */
export async function run(args: readonly string[], options: RunOptions, context: Context): Promise<number> {
  const [model, ...words] = args;
  const callOptions = readCallOptions(options);
  if (words.length === 0) {
    throw new UsageError('run needs an input.', 'Give text, a file, @file.json, or - for standard input.');
  }
  const pipe = await pipeline(await modelArgument(model!, context), {
    ...(options.task === undefined ? {} : { task: options.task }),
    onWarning: context.warn,
  } satisfies PipelineOptions);
  try {
    const inputs: unknown[] = [];
    for (const word of words) inputs.push(await readInput(word, pipe.task, context));
    const callArguments = TOGETHER[pipe.task]?.(inputs) ?? [inputs.length === 1 ? inputs[0] : inputs];
    const signal = context.terminal.signal;
    if (context.terminal.interactive && !context.json && (await streams(pipe, callArguments, { ...callOptions, signal }, context))) {
      return EXIT_CODES.done;
    }
    const result = await pipe(...callArguments, { ...callOptions, signal });
    if (context.json || !context.terminal.interactive) context.terminal.out(`${JSON.stringify(plainJson(result))}\n`);
    else context.terminal.out(describeResult(result, context.terminal.columns));
    return EXIT_CODES.done;
  } finally {
    await pipe.dispose();
  }
}

/** Prints text while it is being generated, where the task can do that for this call; says whether it did. */
async function streams(pipe: AnyPipeline, callArguments: readonly unknown[], options: object, context: Context): Promise<boolean> {
  const { stream } = pipe as unknown as { stream?: (...values: unknown[]) => AsyncIterable<string> };
  const [input] = callArguments;
  if (pipe.task !== 'text-generation' || typeof stream !== 'function' || typeof input !== 'string') return false;
  context.terminal.out(input);
  for await (const piece of stream(input, options)) context.terminal.out(piece);
  context.terminal.out('\n');
  return true;
}

function readCallOptions(options: RunOptions): Record<string, unknown> {
  let given: unknown = {};
  if (options.options !== undefined) {
    try {
      given = JSON.parse(options.options);
    } catch (cause) {
      throw new UsageError(`--options is not JSON: ${(cause as Error).message}.`, `Write it like '{"top_k":3}', in single quotes.`);
    }
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new UsageError('--options must be a JSON object.', `Write it like '{"top_k":3}'.`);
  }
  return { ...given, ...(options.topK === undefined ? {} : { top_k: options.topK }) };
}

async function readInput(word: string, task: string, context: Context): Promise<unknown> {
  if (word === '-') {
    const bytes = await context.terminal.input();
    return TAKES_BYTES.test(task) ? bytes : new TextDecoder().decode(bytes).replace(/\r?\n$/, '');
  }
  if (!word.startsWith('@')) return word;
  const path = word.slice(1);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`The input file ${path} cannot be read: ${(cause as Error).message}.`, 'Text that starts with @ can be given through standard input: -');
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new UsageError(`The input file ${path} is not JSON: ${(cause as Error).message}.`);
  }
}
