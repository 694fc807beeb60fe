/** Greedy search and sampling: each row grows by the best or by a drawn token. */
import type { Decoder } from './decoder.js';
import { argmax, softmaxRow } from './float-math.js';
import type { LogitsProcessor } from './logits-processors.js';
import { draw, type RandomSource } from './sampling.js';
import type { GenerationSettings } from './settings.js';
import type { StopRule } from './stopping.js';

/** How a search runs. */
export interface SearchRun {
  readonly decoder: Decoder;
  readonly settings: GenerationSettings;
  readonly processors: readonly LogitsProcessor[];
  readonly stops: StopRule;
  readonly random: RandomSource;
  readonly signal: AbortSignal | undefined;
  /** Called with the new token of the only row, when there is one. */
  readonly onToken?: ((token: number) => void) | undefined;
}

/** Rows as they are when every one has stopped; shorter ones are filled with the padding token. */
export async function searchRows(run: SearchRun, prompts: readonly (readonly number[])[]): Promise<number[][]> {
  const { decoder, settings, processors, stops, random, signal } = run;
  const rows = prompts.map((prompt) => [...prompt]);
  const finished = rows.map(() => false);
  const endsByToken = settings.eosTokenIds.length > 0;
  while (finished.includes(false)) {
    signal?.throwIfAborted();
    const logits = await decoder.step(rows);
    rows.forEach((row, index) => {
      const scores = logits[index]!.slice();
      for (const process of processors) process(row, scores, index);
      const chosen = settings.doSample ? draw(softmaxRow(scores), random) : argmax(scores);
      const token = finished[index]! && endsByToken ? (settings.padTokenId ?? chosen) : chosen;
      row.push(token);
      if (rows.length === 1) run.onToken?.(token);
    });
    rows.forEach((row, index) => {
      finished[index] = finished[index]! || stops(row);
    });
  }
  return rows;
}
