/** The options of Python's `generate` that a call may have, and those that are refused with a reason. */
import { decimal, flag, integer, oneOf, refused, textOrList, value, type OptionRule, type OptionTable } from '../option-guard.js';

/** Generation options, under the reference's names. */
export interface GenerationOptions {
  /** Tokens to generate at most. `null` lets `max_length` count. */
  readonly max_new_tokens?: number | null;
  /** Tokens of prompt and generated text at most; `max_new_tokens` overrules it. */
  readonly max_length?: number | null;
  readonly min_new_tokens?: number | null;
  readonly min_length?: number;
  /** Seconds after which generation ends. */
  readonly max_time?: number;
  /** Texts that end generation once they are complete. */
  readonly stop_strings?: string | readonly string[];
  readonly do_sample?: boolean;
  readonly num_beams?: number;
  readonly num_return_sequences?: number;
  readonly early_stopping?: boolean | 'never';
  readonly length_penalty?: number;
  /** Above 0 where `do_sample` is set. */
  readonly temperature?: number | null;
  readonly top_k?: number | null;
  readonly top_p?: number | null;
  readonly min_p?: number | null;
  readonly typical_p?: number | null;
  readonly epsilon_cutoff?: number;
  readonly eta_cutoff?: number;
  readonly repetition_penalty?: number;
  readonly encoder_repetition_penalty?: number;
  readonly no_repeat_ngram_size?: number;
  readonly encoder_no_repeat_ngram_size?: number;
  readonly bad_words_ids?: readonly (readonly number[])[];
  /** Pairs of a token sequence and what is added to the score of its last token. */
  readonly sequence_bias?: readonly (readonly [readonly number[], number])[];
  readonly forced_bos_token_id?: number | null;
  readonly forced_eos_token_id?: number | readonly number[] | null;
  readonly suppress_tokens?: readonly number[] | null;
  readonly begin_suppress_tokens?: readonly number[] | null;
  readonly exponential_decay_length_penalty?: readonly [number, number];
  readonly remove_invalid_values?: boolean;
  readonly renormalize_logits?: boolean;
  readonly bos_token_id?: number;
  readonly eos_token_id?: number | readonly number[];
  readonly pad_token_id?: number;
  readonly decoder_start_token_id?: number;
  /** The token ids that may follow a row; called for each row in each step. `batchId` is 0: prompts run one at a time. */
  readonly prefix_allowed_tokens_fn?: (batchId: number, ids: readonly number[]) => readonly number[];
  /** Makes sampling repeatable; the numbers are not PyTorch's. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

const tokensOrNull = value('a list of token ids, or null', (given) => given === null || isTokenList(given));
const tokenOrTokens = value('a token id or a list of them', (given) => isToken(given) || isTokenList(given));

function isToken(given: unknown): given is number {
  return Number.isInteger(given) && (given as number) >= 0;
}

function isTokenList(given: unknown): boolean {
  return Array.isArray(given) && given.every(isToken);
}

const NOT_DONE: Readonly<Record<string, string>> = {
  assistant_model: 'assisted generation is not done here.',
  assistant_tokenizer: 'assisted generation is not done here.',
  prompt_lookup_num_tokens: 'assisted generation is not done here.',
  assistant_early_exit: 'assisted generation is not done here.',
  penalty_alpha: 'contrastive search is not done here.',
  dola_layers: 'contrastive decoding by layers is not done here.',
  num_beam_groups: 'group beam search is not done here.',
  diversity_penalty: 'group beam search is not done here.',
  constraints: 'constrained beam search is not done here.',
  force_words_ids: 'constrained beam search is not done here.',
  guidance_scale: 'classifier-free guidance is not done here.',
  negative_prompt_ids: 'classifier-free guidance is not done here.',
  watermarking_config: 'watermarking is not done here.',
  token_healing: 'token healing is not done here.',
  low_memory: 'beam search always runs its beams together.',
  cache_implementation: 'the graph decides how its cache looks.',
  cache_config: 'the graph decides how its cache looks.',
  use_cache: 'the graph decides whether it has a cache.',
  compile_config: 'the runtime decides how the graph runs.',
  generation_config: 'pass its settings as options.',
  logits_processor: 'a function cannot come from Python; processors are chosen by their options.',
  stopping_criteria: 'use stop_strings, eos_token_id, max_time or signal.',
  output_scores: 'results are plain texts or token ids.',
  output_logits: 'results are plain texts or token ids.',
  output_attentions: 'results are plain texts or token ids.',
  output_hidden_states: 'results are plain texts or token ids.',
  return_dict_in_generate: 'results are plain texts or token ids.',
  streamer: 'iterate over `pipe.stream(input, options)`, or pass onText.',
};

/** The same values, or `null`, which switches the option off whatever the model's configuration says. */
function orNull(rule: OptionRule): OptionRule {
  return { expects: `${rule.expects}, or null`, accepts: (given) => given === null || rule.accepts(given) };
}

/** Guards for `GenerationOptions`. */
export const GENERATION_OPTIONS: OptionTable = {
  max_new_tokens: integer(1, true),
  max_length: integer(1, true),
  min_new_tokens: integer(0, true),
  min_length: integer(0),
  max_time: decimal(0),
  stop_strings: textOrList(),
  do_sample: flag(),
  num_beams: integer(1),
  num_return_sequences: integer(1),
  early_stopping: oneOf(true, false, 'never'),
  length_penalty: value('a number', (given) => typeof given === 'number' && Number.isFinite(given)),
  temperature: orNull(decimal(0)),
  top_k: integer(0, true),
  top_p: orNull(decimal(0, 1)),
  min_p: orNull(decimal(0, 1)),
  typical_p: orNull(value('a number above 0 and up to 1', (given) => typeof given === 'number' && given > 0 && given <= 1)),
  epsilon_cutoff: decimal(0, 1),
  eta_cutoff: decimal(0, 1),
  repetition_penalty: value('a number above 0', (given) => typeof given === 'number' && given > 0),
  encoder_repetition_penalty: value('a number above 0', (given) => typeof given === 'number' && given > 0),
  no_repeat_ngram_size: integer(0),
  encoder_no_repeat_ngram_size: integer(0),
  bad_words_ids: value('a list of lists of token ids', (given) => Array.isArray(given) && given.length > 0 && given.every((ids) => isTokenList(ids) && (ids as readonly number[]).length > 0)),
  sequence_bias: value('a list of [token ids, bias]', (given) =>
    Array.isArray(given) && given.length > 0 && given.every((pair) => Array.isArray(pair) && pair.length === 2 && isTokenList(pair[0]) && typeof pair[1] === 'number'),
  ),
  forced_bos_token_id: integer(0, true),
  forced_eos_token_id: value('a token id, a list of them, or null', (given) => given === null || isToken(given) || isTokenList(given)),
  suppress_tokens: tokensOrNull,
  begin_suppress_tokens: tokensOrNull,
  exponential_decay_length_penalty: value('[start, factor]', (given) => Array.isArray(given) && given.length === 2 && given.every((entry) => typeof entry === 'number')),
  remove_invalid_values: flag(),
  renormalize_logits: flag(),
  bos_token_id: integer(0),
  eos_token_id: tokenOrTokens,
  pad_token_id: integer(0),
  decoder_start_token_id: integer(0),
  prefix_allowed_tokens_fn: value('a function', (given) => typeof given === 'function'),
  seed: integer(0),
  ...Object.fromEntries(Object.entries(NOT_DONE).map(([name, reason]): [string, OptionRule] => [name, refused(reason)])),
};
