/** Processors that look at sequences of tokens: biases, bad words, repeated n-grams. */
import { PipelineError } from '../pipeline-error.js';
import type { LogitsProcessor } from './logits-processors.js';

/** Tokens in a row, and what is added to the score of the last when the others stand before it. */
export type SequenceBias = readonly [ids: readonly number[], bias: number];

/** Adds each bias where its sequence would be completed. */
export function sequenceBias(biases: readonly SequenceBias[], option = 'sequence_bias'): LogitsProcessor {
  const single = biases.filter(([ids]) => ids.length === 1);
  const longer = biases.filter(([ids]) => ids.length > 1);
  const largest = Math.max(...biases.flatMap(([ids]) => [...ids]));
  return (sequence, scores) => {
    if (largest >= scores.length) {
      throw new PipelineError('BAD_OPTION', `${option} names a token of ${largest}; the model has ${scores.length} tokens.`, { where: option });
    }
    const added = new Map<number, number>(single.map(([ids, bias]) => [ids[0]!, bias]));
    for (const [ids, bias] of longer) {
      if (ids.length > sequence.length || !endsWith(sequence, ids, ids.length - 1)) continue;
      const last = ids.at(-1)!;
      added.set(last, Math.fround((added.get(last) ?? 0) + bias));
    }
    for (const [token, bias] of added) scores[token] = scores[token]! + Math.fround(bias);
  };
}

/** Whether `sequence` ends with the first `length` of `ids`. */
function endsWith(sequence: readonly number[], ids: readonly number[], length: number): boolean {
  const start = sequence.length - length;
  for (let i = 0; i < length; i++) if (sequence[start + i] !== ids[i]) return false;
  return true;
}

/** Makes sequences impossible; the end of the text alone cannot be forbidden this way. */
export function badWords(words: readonly (readonly number[])[], eos: readonly number[]): LogitsProcessor {
  const banned = words.filter((ids) => !(ids.length === 1 && eos.includes(ids[0]!)));
  return sequenceBias(banned.map((ids): SequenceBias => [ids, -Infinity]), 'bad_words_ids');
}

/** Forbids tokens that would complete an n-gram that the sequence has already. */
export function repeatedNgrams(size: number): LogitsProcessor {
  return (sequence, scores) => {
    banContinuations(sequence, sequence, size, scores);
  };
}

/** Forbids tokens that would complete an n-gram of the encoder's text. */
export function encoderRepeats(size: number, encoderIds: readonly number[]): LogitsProcessor {
  return (sequence, scores) => {
    banContinuations(encoderIds, sequence, size, scores);
  };
}

function banContinuations(source: readonly number[], sequence: readonly number[], size: number, scores: Float32Array): void {
  if (sequence.length + 1 < size) return;
  const start = sequence.length + 1 - size;
  for (let i = 0; i + size <= source.length; i++) {
    let same = true;
    for (let j = 0; j < size - 1 && same; j++) same = source[i + j] === sequence[start + j];
    if (same) scores[source[i + size - 1]!] = -Infinity;
  }
}
