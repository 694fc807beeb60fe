/** Loads everything that makes a tokenizer from the files of a model: its definition and the settings around it. */
import { isEnabled } from '@onnx-capsule/metadata-core/feature-flags';
import type { CapsuleFiles, TokenizerColumns } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import type { TokenizerSettings } from '../tokenizer/settings.js';
import { idLookup, mergedAddedTokens } from './added-token-list.js';
import { adjustedToClass } from './class-adjustments.js';
import { withFolderDefaults } from './folder-defaults.js';
import { field, isObject, type JsonObject, stringField } from './json-value.js';
import { type PretrainedConfig, readPretrainedConfig } from './pretrained-config.js';
import { settingsOfConfig } from './settings-of-config.js';
import { indexOfColumns, indexOfDefinition, type VocabularyIndex } from './vocabulary-index.js';

/** A tokenizer's parts: a `tokenizer.json` tree, or the same as packed columns, and the settings around it. */
export type LoadedTokenizerFiles =
  | { readonly definition: JsonObject; readonly columns?: undefined; readonly settings: TokenizerSettings }
  | { readonly definition?: undefined; readonly columns: TokenizerColumns; readonly settings: TokenizerSettings };

/** What a call wants otherwise than the folder's configuration. */
export interface TokenizerOverrides {
  /** Source and target language of a translation tokenizer. */
  readonly srcLang?: string | undefined;
  readonly tgtLang?: string | undefined;
  /** Language, task and timestamps of Whisper's prefix. */
  readonly language?: string | undefined;
  readonly task?: string | undefined;
  readonly predictTimestamps?: boolean | undefined;
}

/**
 * Loads a tokenizer's files: `tokenizer.json` where it is there (from packed columns without building a JSON tree of the vocabulary),
 * else converted from the older vocabulary files. What `tokenizer_config.json` and its kin change is already in the result.
 *
 * @throws {ProcessorError} `TOKENIZER_FILES_MISSING` when the files hold no vocabulary, `BAD_TOKENIZER_CONFIG` for a malformed
 * configuration.
 */
export async function loadTokenizerFiles(files: CapsuleFiles, overrides: TokenizerOverrides = {}): Promise<LoadedTokenizerFiles> {
  const config = overridden(await readPretrainedConfig(files), overrides);
  if (!files.has('tokenizer.json')) {
    const { convertFolder } = await import('./convert/convert-folder.js');
    const complete = withFolderDefaults(config);
    const converted = await convertFolder({ files, config: complete });
    return configured(converted, indexOfDefinition(converted), complete);
  }
  const columns = isEnabled('packedTokenizer') ? await files.tokenizerColumns?.('tokenizer.json') : undefined;
  if (columns !== undefined) {
    const { definition: rest, settings } = configured(columns.rest, indexOfColumns(columns), config);
    return { columns: { ...columns, rest }, settings };
  }
  const definition = await files.json('tokenizer.json');
  if (!isObject(definition)) {
    throw new ProcessorError('BAD_TOKENIZER_JSON', `tokenizer.json of ${files.origin} holds no JSON object`, {
      where: 'tokenizer.json',
      hint: 'Take the file from the model folder again.',
    });
  }
  return configured(definition, indexOfDefinition(definition), config);
}

function configured(
  definition: JsonObject,
  vocabulary: VocabularyIndex,
  config: PretrainedConfig,
): { definition: JsonObject; settings: TokenizerSettings } {
  const addedTokens = mergedAddedTokens(definition, config, vocabulary);
  const idOf = idLookup(addedTokens, vocabulary);
  const adjusted = adjustedToClass({ ...definition, added_tokens: addedTokens }, config, idOf);
  const settings = settingsOfConfig(config, {
    truncation: field(definition, 'truncation'),
    padding: field(definition, 'padding'),
    modelType: stringField(field(definition, 'model'), 'type') ?? '',
    idOf,
  });
  return { definition: adjusted, settings };
}

function overridden(config: PretrainedConfig, overrides: TokenizerOverrides): PretrainedConfig {
  const named: Record<string, unknown> = {
    src_lang: overrides.srcLang,
    tgt_lang: overrides.tgtLang,
    language: overrides.language,
    task: overrides.task,
    predict_timestamps: overrides.predictTimestamps,
  };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  return given.length === 0 ? config : { ...config, values: { ...config.values, ...Object.fromEntries(given) } };
}
