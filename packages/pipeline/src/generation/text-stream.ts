/** Text in pieces while it is being generated: as an async iterator, or handed to a function. */
import { PipelineError } from '../pipeline-error.js';
import type { CallOptions } from '../task.js';
import type { TextTokenizer } from '../text-tokenizer.js';

/** A generation that reports each new token. */
type StreamedRun<Result> = (onToken: (token: number) => void, signal: AbortSignal | undefined) => Promise<Result>;

/** Runs a generation and hands each piece of new text to `onText`; pieces never end in half a character. */
export async function streamText<Result>(
  tokenizer: TextTokenizer,
  options: CallOptions,
  run: StreamedRun<Result>,
  onText: (text: string) => void,
): Promise<Result> {
  const decoder = tokenizer.engine.streamDecoder({ skipSpecialTokens: (options['skip_special_tokens'] as boolean | undefined) ?? true });
  const give = (piece: string): void => {
    if (piece !== '') onText(piece);
  };
  const result = await run((token) => {
    give(decoder.push(token));
  }, options['signal'] as AbortSignal | undefined);
  give(decoder.end());
  return result;
}

/**
 * The pieces of new text as they come. Leaving the loop ends the generation.
 *
 * @throws {PipelineError} `BAD_OPTION` where the options ask for more than one sequence.
 */
export async function* textStream(tokenizer: TextTokenizer, options: CallOptions, run: StreamedRun<unknown>): AsyncGenerator<string, void, undefined> {
  const pieces: string[] = [];
  const left = new AbortController();
  const given = options['signal'] as AbortSignal | undefined;
  const signal = given ? AbortSignal.any([given, left.signal]) : left.signal;
  let wake: () => void = () => undefined;
  const state = { done: false };
  const work = streamText(tokenizer, options, (onToken) => run(onToken, signal), (piece) => {
    pieces.push(piece);
    wake();
  }).finally(() => {
    state.done = true;
    wake();
  });
  work.catch(() => undefined);
  try {
    for (;;) {
      while (pieces.length > 0) yield pieces.shift()!;
      if (state.done) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    await work;
  } finally {
    left.abort();
  }
}

/** Refuses to stream what has several rows. @throws {PipelineError} `BAD_OPTION`. */
export function requireOneRow(numBeams: number, numReturnSequences: number): void {
  if (numBeams === 1 && numReturnSequences === 1) return;
  const name = numBeams === 1 ? 'num_return_sequences' : 'num_beams';
  throw new PipelineError('BAD_OPTION', `Text cannot be streamed with ${name} above 1: which text it is shows at the end only.`, {
    where: name,
    hint: 'Call the pipeline without streaming, or set num_beams and num_return_sequences to 1.',
  });
}
