/** What the generating tasks share: their settings, prompt lengths, and how rows become text. */
import { openModelParts, type ModelParts } from './model-parts.js';
import { pipelineSettings, type RawSettings, readModelSettings, resolveSettings, type GenerationSettings } from './settings.js';
import { followsVersion5 } from '../reference-version.js';
import type { CallOptions, TaskContext } from '../task.js';
import type { TextTokenizer } from '../text-tokenizer.js';

/** A model that generates, with the settings that calls start from. */
export interface Generator {
  readonly parts: ModelParts;
  /** Settings under Python's names before a call's own. */
  readonly settings: RawSettings;
  /** The settings that apply beside a call's own. */
  beside(options: CallOptions): RawSettings;
  /** Text that is put before every prompt. */
  readonly prefix: string | undefined;
  /** The settings of one call for a row that starts with `promptLength` tokens. */
  resolve(options: CallOptions, promptLength: number): GenerationSettings;
}

/** Opens what `context` generates with. `defaults` are the task's own, under Python's names. */
export async function createGenerator(context: TaskContext, defaults: RawSettings, tokenizer: TextTokenizer | undefined): Promise<Generator> {
  const { config, files, warn } = context;
  const model = await readModelSettings(files, config);
  const { settings, prefix } = pipelineSettings(defaults, model, config, context.requestedTask);
  const padTokenId = settings['pad_token_id'] ?? tokenizer?.padTokenId;
  const base: RawSettings = padTokenId === undefined ? settings : { ...settings, pad_token_id: padTokenId };
  const maxPositions = config['max_position_embeddings'];
  const parts = await openModelParts(context);
  const { max_new_tokens: most, ...withoutMost } = base;
  // In version 5 the task's own number of new tokens gives way to a call's max_length.
  const givesWay = followsVersion5(config) && most === defaults['max_new_tokens'] && model['max_new_tokens'] !== most;
  const beside = (options: CallOptions): RawSettings =>
    givesWay && typeof options['max_length'] === 'number' && options['max_new_tokens'] === undefined ? withoutMost : base;
  return {
    parts,
    settings: base,
    beside,
    prefix,
    resolve: (options, promptLength) =>
      resolveSettings(beside(options), model, options, {
        promptLength,
        maxPositions: typeof maxPositions === 'number' ? maxPositions : undefined,
        isEncoderDecoder: parts.encoder !== undefined || config['is_encoder_decoder'] === true,
        warn,
      }),
  };
}
