/** What changes the scores of the next token before one is chosen, in the order and arithmetic of transformers 4.57.6. */
import { describe, PipelineError } from '../pipeline-error.js';
import { logSoftmax } from './float-math.js';
import { badWords, encoderRepeats, repeatedNgrams, sequenceBias } from './token-bans.js';
import type { GenerationSettings } from './settings.js';

/** Changes `scores` (one per token of the vocabulary) in place; `sequence` is the row so far, prompt included, `place` its number among the rows. */
export type LogitsProcessor = (sequence: readonly number[], scores: Float32Array, place: number) => void;

/** Says which token ids may follow a row. */
export type AllowedTokens = (batchId: number, ids: readonly number[]) => readonly number[];

/** What processors know besides the settings. */
export interface ProcessorContext {
  /** Tokens that the row starts with. */
  readonly promptLength: number;
  /** The encoder's tokens, where the model has an encoder that reads text. */
  readonly encoderIds?: readonly number[] | undefined;
  /** `prefix_allowed_tokens_fn`. */
  readonly allowedTokens?: AllowedTokens | undefined;
  /** Processors of the task itself, such as Whisper's timestamps; they run before sampling. */
  readonly more?: readonly LogitsProcessor[] | undefined;
}

/** The processors that `settings` ask for, sampling's excepted. */
export function createLogitsProcessors(settings: GenerationSettings, context: ProcessorContext): LogitsProcessor[] {
  const { promptLength, encoderIds } = context;
  const eos = settings.eosTokenIds;
  const list: LogitsProcessor[] = [];
  if (settings.sequenceBias) list.push(sequenceBias(settings.sequenceBias));
  if (settings.encoderRepetitionPenalty !== 1 && encoderIds) list.push(encoderPenalty(settings.encoderRepetitionPenalty, encoderIds));
  if (settings.repetitionPenalty !== 1) list.push((sequence, scores) => penalise(scores, sequence, settings.repetitionPenalty));
  if (settings.noRepeatNgramSize > 0) list.push(repeatedNgrams(settings.noRepeatNgramSize));
  if (settings.encoderNoRepeatNgramSize > 0 && encoderIds) list.push(encoderRepeats(settings.encoderNoRepeatNgramSize, encoderIds));
  if (settings.badWordsIds) list.push(badWords(settings.badWordsIds, eos));
  if (settings.minLength > 0) list.push((sequence, scores) => sequence.length < settings.minLength && ban(scores, eos));
  if (settings.minNewTokens > 0) {
    list.push((sequence, scores) => sequence.length - promptLength < settings.minNewTokens && ban(scores, eos));
  }
  if (context.allowedTokens) list.push(onlyAllowed(context.allowedTokens));
  if (settings.forcedBosTokenId !== undefined) {
    const forced = settings.forcedBosTokenId;
    list.push((sequence, scores) => sequence.length === 1 && force(scores, [forced]));
  }
  if (settings.forcedEosTokenIds.length > 0) {
    list.push((sequence, scores) => sequence.length === settings.maxLength - 1 && force(scores, settings.forcedEosTokenIds));
  }
  if (settings.removeInvalidValues) list.push(removeInvalidValues);
  if (settings.exponentialDecayLengthPenalty) list.push(exponentialDecay(settings.exponentialDecayLengthPenalty, eos, promptLength));
  if (settings.suppressTokens.length > 0) list.push((_sequence, scores) => ban(scores, settings.suppressTokens));
  if (settings.beginSuppressTokens.length > 0) {
    const begin = promptLength > 1 || settings.forcedBosTokenId === undefined ? promptLength : promptLength + 1;
    list.push((sequence, scores) => sequence.length === begin && ban(scores, settings.beginSuppressTokens));
  }
  list.push(...(context.more ?? []));
  return list;
}

/** `renormalize_logits`: scores become log-probabilities again, after everything else. */
export function renormalize(_sequence: readonly number[], scores: Float32Array): void {
  scores.set(logSoftmax(scores));
}

function ban(scores: Float32Array, tokens: readonly number[]): void {
  for (const token of tokens) if (token < scores.length) scores[token] = -Infinity;
}

function force(scores: Float32Array, tokens: readonly number[]): void {
  scores.fill(-Infinity);
  for (const token of tokens) scores[token] = 0;
}

/** Divides positive and multiplies negative scores of tokens by `penalty`, each token once. */
function penalise(scores: Float32Array, tokens: Iterable<number>, penalty: number): void {
  const factor = Math.fround(penalty);
  for (const token of new Set(tokens)) {
    const score = scores[token]!;
    scores[token] = score < 0 ? score * factor : score / factor;
  }
}

function onlyAllowed(allowedTokens: AllowedTokens): LogitsProcessor {
  return (sequence, scores) => {
    const allowed = allowedTokens(0, [...sequence]);
    if (!Array.isArray(allowed) || allowed.length === 0) {
      throw new PipelineError('BAD_OPTION', `prefix_allowed_tokens_fn gave ${describe(allowed)} for a row of ${sequence.length} tokens; it must name at least one token.`, {
        where: 'prefix_allowed_tokens_fn',
        hint: 'Allow every token where the row is not constrained.',
      });
    }
    const kept = new Set<number>(allowed as readonly number[]);
    for (let token = 0; token < scores.length; token++) if (!kept.has(token)) scores[token] = -Infinity;
  };
}

/** Only in the first of several rows: the reference's tensor of encoder tokens has one row. */
function encoderPenalty(penalty: number, encoderIds: readonly number[]): LogitsProcessor {
  const tokens = new Set(encoderIds);
  return (_sequence, scores, place) => {
    if (place === 0) penalise(scores, tokens, 1 / penalty);
  };
}

function removeInvalidValues(_sequence: readonly number[], scores: Float32Array): void {
  const most = 3.4028234663852886e38;
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i]!)) scores[i] = 0;
    else if (scores[i] === Infinity) scores[i] = most;
    else if (scores[i] === -Infinity) scores[i] = -most;
  }
}

function exponentialDecay([start, factor]: readonly [number, number], eos: readonly number[], promptLength: number): LogitsProcessor {
  return (sequence, scores) => {
    const steps = sequence.length - start - promptLength;
    if (steps <= 0) return;
    const growth = Math.fround(factor ** steps - 1);
    for (const token of eos) scores[token] = scores[token]! + Math.fround(Math.abs(scores[token]!) * growth);
  };
}
