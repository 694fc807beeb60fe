/** Generation settings: from the model's files, the task's defaults and the call's options, by the reference's precedence. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { isRecord } from '../call-arguments.js';
import { PipelineError } from '../pipeline-error.js';
import { followsVersion5 } from '../reference-version.js';
import type { CallOptions } from '../task.js';
import type { SequenceBias } from './token-bans.js';

/** Settings under Python's names, as configuration files and calls have them. */
export type RawSettings = Readonly<Record<string, unknown>>;

/** What one generation needs to know, lengths resolved. */
export interface GenerationSettings {
  readonly maxLength: number;
  readonly minLength: number;
  readonly minNewTokens: number;
  /** Milliseconds; `undefined` for no limit. */
  readonly maxTime: number | undefined;
  readonly stopStrings: readonly string[];
  readonly doSample: boolean;
  readonly numBeams: number;
  readonly numReturnSequences: number;
  readonly earlyStopping: boolean | 'never';
  readonly lengthPenalty: number;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number | undefined;
  readonly typicalP: number;
  readonly epsilonCutoff: number;
  readonly etaCutoff: number;
  readonly repetitionPenalty: number;
  readonly encoderRepetitionPenalty: number;
  readonly noRepeatNgramSize: number;
  readonly encoderNoRepeatNgramSize: number;
  readonly badWordsIds: readonly (readonly number[])[] | undefined;
  readonly sequenceBias: readonly SequenceBias[] | undefined;
  readonly forcedBosTokenId: number | undefined;
  readonly forcedEosTokenIds: readonly number[];
  readonly suppressTokens: readonly number[];
  readonly beginSuppressTokens: readonly number[];
  readonly exponentialDecayLengthPenalty: readonly [number, number] | undefined;
  readonly removeInvalidValues: boolean;
  readonly renormalizeLogits: boolean;
  readonly bosTokenId: number | undefined;
  readonly eosTokenIds: readonly number[];
  readonly padTokenId: number | undefined;
  readonly decoderStartTokenIds: readonly number[];
}

/** The reference's global defaults; a configuration that repeats one says nothing. */
const GLOBAL_DEFAULTS: RawSettings = {
  max_length: 20, min_length: 0, do_sample: false, num_beams: 1, num_return_sequences: 1, early_stopping: false, length_penalty: 1,
  temperature: 1, top_k: 50, top_p: 1, typical_p: 1, epsilon_cutoff: 0, eta_cutoff: 0, repetition_penalty: 1, encoder_repetition_penalty: 1,
  no_repeat_ngram_size: 0, encoder_no_repeat_ngram_size: 0, remove_invalid_values: false, renormalize_logits: false, use_cache: true,
};

/** Names that `config.json` of older exports may hold in place of generation_config.json. */
const LEGACY_NAMES = [
  ...Object.keys(GLOBAL_DEFAULTS), 'max_new_tokens', 'min_new_tokens', 'max_time', 'stop_strings', 'min_p', 'bad_words_ids', 'sequence_bias',
  'forced_bos_token_id', 'forced_eos_token_id', 'suppress_tokens', 'begin_suppress_tokens', 'exponential_decay_length_penalty', 'bos_token_id',
  'eos_token_id', 'pad_token_id', 'decoder_start_token_id', 'task_specific_params',
].filter((name) => name !== 'task_specific_params');

/** The model's own settings: generation_config.json, or what config.json says of generation. */
export async function readModelSettings(files: CapsuleFiles, config: RawSettings): Promise<RawSettings> {
  if (files.has('generation_config.json')) {
    const settings = await files.json('generation_config.json');
    if (isRecord(settings)) return settings;
    throw new PipelineError('BAD_CONFIG', 'generation_config.json must hold an object.', { where: 'generation_config.json' });
  }
  const decoder = [config['decoder'], config['text_config'], config['generator']].find(isRecord) ?? {};
  const settings: Record<string, unknown> = {};
  for (const name of LEGACY_NAMES) {
    const value = config[name] ?? decoder[name];
    if (value !== undefined && value !== null) settings[name] = value;
  }
  return settings;
}

/** Settings of a pipeline: `defaults` of the task, over which non-default settings of the model win, then the task's own of config.json. */
export function pipelineSettings(defaults: RawSettings, model: RawSettings, config: RawSettings, task: string): { settings: RawSettings; prefix?: string } {
  const chosen = chosenByModel(model);
  const settings: Record<string, unknown> = followsVersion5(config)
    ? { ...GLOBAL_DEFAULTS, ...unsetDefaults(defaults, chosen), ...chosen }
    : withModelDefaults({ ...GLOBAL_DEFAULTS, ...defaults }, model);
  const honoursMaxLength =
    defaults['max_new_tokens'] !== undefined && settings['max_new_tokens'] === defaults['max_new_tokens'] && settings['max_length'] !== 20;
  if (honoursMaxLength) delete settings['max_new_tokens'];
  const byTask = config['task_specific_params'];
  const own = isRecord(byTask) && isRecord(byTask[task]) ? byTask[task] : {};
  const { prefix = config['prefix'], ...rest } = own;
  Object.assign(settings, rest);
  return { settings, ...(typeof prefix === 'string' && { prefix }) };
}

/** What the model's settings say: transformers 5 knows no global defaults that a file could repeat. */
function chosenByModel(model: RawSettings): Record<string, unknown> {
  const chosen = Object.entries(model).filter(([name, value]) => !name.startsWith('_') && name !== 'transformers_version' && value !== null);
  return Object.fromEntries(chosen);
}

/**
 * The task's `defaults` for what neither the call nor the model sets, as transformers 5 adds them: a number of new tokens would overrule a
 * `max_length` that is set.
 */
function unsetDefaults(defaults: RawSettings, set: RawSettings): Record<string, unknown> {
  const unset = Object.entries(defaults).filter(([name]) => set[name] === undefined && !(name === 'max_new_tokens' && set['max_length'] !== undefined));
  return Object.fromEntries(unset);
}

/** The model's settings where `settings` still has the global default and the model's differs from it. */
function withModelDefaults(settings: RawSettings, model: RawSettings): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(model)) {
    if (name.startsWith('_') || name === 'transformers_version' || value === null) continue;
    const standard = GLOBAL_DEFAULTS[name];
    if ((merged[name] ?? undefined) === standard && value !== standard) merged[name] = value;
  }
  if (merged['temperature'] === 0) merged['do_sample'] = false;
  return merged;
}

/** What a call's lengths depend on. */
export interface LengthContext {
  /** Tokens that the row starts with: the prompt, or the decoder's start. */
  readonly promptLength: number;
  /** The model's `max_position_embeddings`, where it has one. */
  readonly maxPositions: number | undefined;
  readonly isEncoderDecoder: boolean;
  readonly warn: (message: string) => void;
}

/**
 * The settings of one call.
 *
 * @throws {PipelineError} `BAD_OPTION` for combinations that the reference refuses, `PROMPT_TOO_LONG` when nothing could be generated.
 */
export function resolveSettings(base: RawSettings, model: RawSettings, call: CallOptions, context: LengthContext): GenerationSettings {
  const given = Object.fromEntries(Object.entries(call).filter(([, value]) => value !== undefined));
  const raw: RawSettings = { ...withModelDefaults(base, model), ...given };
  const number = (name: string, fallback: number): number => (typeof raw[name] === 'number' ? raw[name] : fallback);
  const optional = (name: string): number | undefined => (typeof raw[name] === 'number' ? raw[name] : undefined);
  const eosTokenIds = tokenList(raw['eos_token_id']);
  refuseUnsupported(raw);
  const settings: GenerationSettings = {
    ...lengths(raw, given, context),
    maxTime: optional('max_time') === undefined ? undefined : number('max_time', 0) * 1000,
    stopStrings: typeof raw['stop_strings'] === 'string' ? [raw['stop_strings']] : ((raw['stop_strings'] as readonly string[] | undefined) ?? []),
    doSample: raw['do_sample'] === true,
    numBeams: number('num_beams', 1),
    numReturnSequences: number('num_return_sequences', 1),
    earlyStopping: raw['early_stopping'] === 'never' ? 'never' : raw['early_stopping'] === true,
    lengthPenalty: number('length_penalty', 1),
    temperature: number('temperature', 1),
    topK: number('top_k', 0),
    topP: number('top_p', 1),
    minP: optional('min_p'),
    typicalP: number('typical_p', 1),
    epsilonCutoff: number('epsilon_cutoff', 0),
    etaCutoff: number('eta_cutoff', 0),
    repetitionPenalty: number('repetition_penalty', 1),
    encoderRepetitionPenalty: number('encoder_repetition_penalty', 1),
    noRepeatNgramSize: number('no_repeat_ngram_size', 0),
    encoderNoRepeatNgramSize: number('encoder_no_repeat_ngram_size', 0),
    badWordsIds: (raw['bad_words_ids'] as readonly (readonly number[])[] | null | undefined) ?? undefined,
    sequenceBias: (raw['sequence_bias'] as readonly SequenceBias[] | null | undefined) ?? undefined,
    forcedBosTokenId: optional('forced_bos_token_id'),
    forcedEosTokenIds: tokenList(raw['forced_eos_token_id']),
    suppressTokens: tokenList(raw['suppress_tokens']),
    beginSuppressTokens: tokenList(raw['begin_suppress_tokens']),
    exponentialDecayLengthPenalty: (raw['exponential_decay_length_penalty'] as readonly [number, number] | null | undefined) ?? undefined,
    removeInvalidValues: raw['remove_invalid_values'] === true,
    renormalizeLogits: raw['renormalize_logits'] === true,
    bosTokenId: optional('bos_token_id'),
    eosTokenIds,
    padTokenId: optional('pad_token_id') ?? eosTokenIds[0],
    decoderStartTokenIds: tokenList(raw['decoder_start_token_id'] ?? raw['bos_token_id']),
  };
  checkCombination(settings);
  return settings;
}

function lengths(raw: RawSettings, given: RawSettings, context: LengthContext): Pick<GenerationSettings, 'maxLength' | 'minLength' | 'minNewTokens'> {
  const { promptLength, maxPositions, warn } = context;
  const maxNew = typeof raw['max_new_tokens'] === 'number' ? raw['max_new_tokens'] : undefined;
  const minNew = typeof raw['min_new_tokens'] === 'number' ? raw['min_new_tokens'] : undefined;
  let maxLength = typeof raw['max_length'] === 'number' ? raw['max_length'] : 20;
  if (maxNew !== undefined) {
    if (given['max_length'] !== undefined && given['max_length'] !== null) {
      warn(`max_length (${maxLength}) is overruled by max_new_tokens (${maxNew}); pass max_new_tokens: null for max_length to count.`);
    }
    maxLength = maxNew + promptLength;
  } else if (given['max_length'] === undefined && maxLength === 20) {
    maxLength = Math.min(20 + promptLength, maxPositions ?? Infinity);
  }
  if (promptLength >= maxLength) {
    throw new PipelineError('PROMPT_TOO_LONG', `The prompt has ${promptLength} tokens; max_length is ${maxLength}, so nothing could be generated.`, {
      where: 'max_length',
      hint: 'Raise max_length, or give max_new_tokens instead.',
    });
  }
  const minLength = minNew === undefined ? (typeof raw['min_length'] === 'number' ? raw['min_length'] : 0) : minNew + promptLength;
  return { maxLength, minLength, minNewTokens: minNew ?? 0 };
}

function checkCombination({ numBeams, numReturnSequences, doSample, temperature }: GenerationSettings): void {
  if (doSample && temperature <= 0) {
    throw new PipelineError('BAD_OPTION', `temperature is ${temperature}; sampling needs a number above 0.`, {
      where: 'temperature',
      hint: 'Set do_sample: false for greedy decoding.',
    });
  }
  if (numReturnSequences <= 1) return;
  if (numBeams === 1 && !doSample) {
    throw new PipelineError('BAD_OPTION', `num_return_sequences is ${numReturnSequences}; without beams or sampling there is only one sequence.`, {
      where: 'num_return_sequences',
      hint: 'Set num_beams or do_sample.',
    });
  }
  if (numBeams > 1 && numReturnSequences > numBeams) {
    throw new PipelineError('BAD_OPTION', `num_return_sequences (${numReturnSequences}) is larger than num_beams (${numBeams}).`, {
      where: 'num_return_sequences',
    });
  }
}

/** Settings of decoding methods that are not done here, with the values that switch them off. */
const UNSUPPORTED: Readonly<Record<string, readonly unknown[]>> = {
  num_beam_groups: [1], diversity_penalty: [0], constraints: [], force_words_ids: [], guidance_scale: [1], watermarking_config: [],
  prompt_lookup_num_tokens: [], assistant_early_exit: [], dola_layers: [], token_healing: [false], penalty_alpha: [0],
};

/** A model's configuration may ask for what a call would be refused. */
function refuseUnsupported(raw: RawSettings): void {
  for (const [name, off] of Object.entries(UNSUPPORTED)) {
    const value = raw[name];
    if (value === undefined || value === null || off.includes(value)) continue;
    // Contrastive search is what penalty_alpha asks for, and only without sampling and beams.
    if (name === 'penalty_alpha' && (raw['do_sample'] === true || (raw['num_beams'] ?? 1) !== 1 || Number(raw['top_k'] ?? 0) <= 1)) continue;
    if (name === 'num_beam_groups' && (raw['num_beams'] ?? 1) === 1) continue;
    throw new PipelineError('UNSUPPORTED_MODEL', `The model's generation settings have ${name}: ${JSON.stringify(value)}, a way of decoding that is not done here.`, {
      where: `generation_config.json ${name}`,
      hint: 'Embed a generation_config.json without it, if plain decoding is what you want.',
    });
  }
}

/** A token id or a list of them as a list. */
export function tokenList(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.filter((id): id is number => typeof id === 'number') : [];
}
