/** One generation: settings, processors and stop rules put together, and the search that they ask for. */
import type { CallOptions } from '../task.js';
import { beamSearch } from './beam-search.js';
import type { Decoder } from './decoder.js';
import { type AllowedTokens, createLogitsProcessors, type LogitsProcessor, renormalize } from './logits-processors.js';
import { createWarpers, randomSource } from './sampling.js';
import { searchRows } from './search.js';
import type { GenerationSettings } from './settings.js';
import { createStopRule } from './stopping.js';

/** What a generation needs. */
export interface GenerationRun {
  readonly decoder: Decoder;
  readonly settings: GenerationSettings;
  /** Tokens that the row starts with. */
  readonly prompt: readonly number[];
  readonly encoderIds?: readonly number[] | undefined;
  /** Processors of the task itself. */
  readonly processors?: readonly LogitsProcessor[];
  /** The text of tokens, for stop strings. */
  readonly decode: (tokens: readonly number[]) => string;
  /** The call's options `seed`, `signal` and `prefix_allowed_tokens_fn`. */
  readonly options: CallOptions;
  /** Called with each new token where there is only one row. */
  readonly onToken?: ((token: number) => void) | undefined;
}

/** Token rows, prompt included: `num_return_sequences` of them. */
export async function generate(run: GenerationRun): Promise<number[][]> {
  const { settings, prompt, encoderIds } = run;
  const allowedTokens = run.options['prefix_allowed_tokens_fn'] as AllowedTokens | undefined;
  const processors = createLogitsProcessors(settings, { promptLength: prompt.length, encoderIds, allowedTokens, more: run.processors });
  if (settings.doSample) processors.push(...createWarpers(settings, settings.numBeams > 1 ? Math.max(2, settings.eosTokenIds.length + 1) : 1));
  if (settings.renormalizeLogits) processors.push(renormalize);
  const search = {
    decoder: run.decoder,
    settings,
    processors,
    stops: createStopRule(settings, run.decode),
    random: randomSource(run.options['seed'] as number | undefined),
    signal: run.options['signal'] as AbortSignal | undefined,
    onToken: run.onToken,
  };
  if (settings.numBeams > 1) return beamSearch(search, prompt);
  return searchRows(search, Array.from({ length: settings.numReturnSequences }, () => prompt));
}
