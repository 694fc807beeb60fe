/** What a conversion of older vocabulary files gets and gives. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../../processor-error.js';
import { idLookup, mergedAddedTokens } from '../added-token-list.js';
import { booleanField, field, isObject, type JsonObject } from '../json-value.js';
import type { AddedTokenRow, PretrainedConfig } from '../pretrained-config.js';
import { tokenOf } from '../settings-of-config.js';

/** The files and configuration of a folder that is converted. */
export interface Conversion {
  readonly files: CapsuleFiles;
  readonly config: PretrainedConfig;
}

/** Makes a `tokenizer.json` tree of a folder's older files. */
export type Converter = (conversion: Conversion) => Promise<JsonObject>;

/** Sections of a `tokenizer.json` but the model; those left out are absent there. */
export interface Sections {
  readonly addedTokens?: readonly AddedTokenRow[];
  readonly normalizer?: JsonObject | null;
  readonly preTokenizer?: JsonObject | null;
  readonly postProcessor?: JsonObject | null;
  readonly decoder?: JsonObject | null;
}

/** A `tokenizer.json` tree of a model section and the others. */
export function definitionOf(model: JsonObject, sections: Sections): JsonObject {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: sections.addedTokens ?? [],
    normalizer: sections.normalizer ?? null,
    pre_tokenizer: sections.preTokenizer ?? null,
    post_processor: sections.postProcessor ?? null,
    decoder: sections.decoder ?? null,
    model,
  };
}

/** `Sequence` of normalizers, pre-tokenizers (`pretokenizers`) or decoders. */
export function sequence(member: 'normalizers' | 'pretokenizers' | 'decoders', steps: readonly JsonObject[]): JsonObject {
  return { type: 'Sequence', [member]: steps };
}

/** A `Replace` step; `pattern` is a plain text, or a regular expression where `regex`. */
export function replace(pattern: string, content: string, regex = false): JsonObject {
  return { type: 'Replace', pattern: regex ? { Regex: pattern } : { String: pattern }, content };
}

/** A flag of the configuration, or the class's default. */
export function flag({ config }: Conversion, name: string, fallback: boolean): boolean {
  return booleanField(config.values, name) ?? fallback;
}

/** A value of the configuration as it is. */
export function configured({ config }: Conversion, name: string): unknown {
  return field(config.values, name);
}

/** The special token of an attribute. @throws {ProcessorError} `BAD_TOKENIZER_CONFIG` where the folder says there is none. */
export function special({ config }: Conversion, name: string): string {
  const token = tokenOf(config, name);
  if (token !== undefined) return token;
  throw new ProcessorError('BAD_TOKENIZER_CONFIG', `${config.className} needs a ${name}, and the folder names none`, {
    where: `tokenizer_config.json: ${name}`,
    hint: 'Name the token in tokenizer_config.json.',
  });
}

/** Ids of a `vocab.json`, checked. @throws {ProcessorError} `BAD_VOCABULARY` */
export async function readVocabJson(files: CapsuleFiles, path: string, member?: string): Promise<Map<string, number>> {
  const parsed = await files.json(path);
  const value = member === undefined ? parsed : field(parsed, member);
  if (!isObject(value)) throw badVocabulary(path, member === undefined ? 'it holds no object from tokens to ids' : `it has no vocabulary ${member}`);
  const ids = new Map<string, number>();
  for (const [token, id] of Object.entries(value)) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0) throw badVocabulary(path, `the id of ${JSON.stringify(token)} is ${JSON.stringify(id)}`);
    ids.set(token, id);
  }
  return ids;
}

/** A vocabulary file that cannot be used. */
export function badVocabulary(path: string, reason: string): ProcessorError {
  return new ProcessorError('BAD_VOCABULARY', `${path}: ${reason}`, { where: path, hint: 'Take the file from the model folder again.' });
}

/** A look-up of ids: added tokens first, as the configuration and the class add them, the vocabulary after. */
export function idsOf(
  vocabulary: ReadonlyMap<string, number>,
  { config }: Conversion,
  addedTokens: readonly AddedTokenRow[] = [],
): (token: string) => number | undefined {
  const index = { size: vocabulary.size, idOf: (token: string) => vocabulary.get(token) };
  return idLookup(mergedAddedTokens({ added_tokens: addedTokens }, config, index), index);
}
