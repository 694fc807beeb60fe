/**
 * Reads what stands around a tokenizer's vocabulary: `tokenizer_config.json`, `special_tokens_map.json`, `added_tokens.json`,
 * the chat templates and `config.json`, merged as transformers' `from_pretrained` merges them.
 */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import type { NamedChatTemplate } from '../tokenizer/settings.js';
import { readChatTemplates } from './chat-template-files.js';
import { field, isObject, type JsonObject, stringField } from './json-value.js';
import { classOfModelType } from './tokenizer-classes.js';

/** An added token as `tokenizer.json` writes it; `id` is absent where only the vocabulary knows it. */
export interface AddedTokenRow {
  readonly id?: number;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

/** The merged configuration of a tokenizer folder. */
export interface PretrainedConfig {
  /** Class without the suffix `Fast`; empty where nothing names one. */
  readonly className: string;
  /** Whether transformers 5 wrote the folder. */
  readonly version5: boolean;
  /** `tokenizer_config.json` with the special tokens of `special_tokens_map.json` merged in. */
  readonly values: JsonObject;
  /** Special tokens by attribute name (`bos_token`, …), with their flags. */
  readonly specialTokens: ReadonlyMap<string, AddedTokenRow>;
  /** Further special tokens: `additional_special_tokens` and `extra_special_tokens`, in order. */
  readonly extraTokens: readonly AddedTokenRow[];
  /** `added_tokens_decoder`, or what `added_tokens.json` says, in id order. */
  readonly addedTokens: readonly AddedTokenRow[];
  readonly chatTemplates: readonly NamedChatTemplate[];
  /** `config.json`, where it is there. */
  readonly modelConfig: JsonObject;
}

/** Attributes that hold one special token each. */
export const SPECIAL_TOKEN_NAMES = [
  'bos_token',
  'eos_token',
  'unk_token',
  'sep_token',
  'pad_token',
  'cls_token',
  'mask_token',
] as const;

/** Reads and merges the configuration files of a folder; every one of them may be absent. */
export async function readPretrainedConfig(files: CapsuleFiles): Promise<PretrainedConfig> {
  const [config, modelConfig] = await Promise.all([
    readObject(files, 'tokenizer_config.json'),
    readObject(files, 'config.json'),
  ]);
  const decoder = readAddedTokensDecoder(config);
  const values: Record<string, unknown> = { ...config };
  if (decoder === undefined) await mergeSpecialTokensMap(files, values);
  const addedTokens = decoder ?? (await readAddedTokensFile(files, values));
  const flags = new Map(addedTokens.map((token) => [token.content, token]));
  const specialTokens = new Map<string, AddedTokenRow>();
  for (const [name, value] of Object.entries(values)) {
    if (!name.endsWith('_token') || (typeof value !== 'string' && !isObject(value))) continue;
    const token = tokenRow(value, true, `tokenizer_config.json: ${name}`);
    specialTokens.set(name, flags.get(token.content) ?? token);
  }
  const extras = new Map<string, AddedTokenRow>();
  for (const [name, value] of extraTokenValues(values)) {
    const token = tokenRow(value, true, `tokenizer_config.json: ${name}`);
    extras.set(token.content, flags.get(token.content) ?? token);
  }
  return {
    className: className(values, modelConfig),
    version5: 'backend' in values || 'is_local' in values,
    values,
    specialTokens,
    extraTokens: [...extras.values()],
    addedTokens,
    chatTemplates: await readChatTemplates(files, values),
    modelConfig,
  };
}

/** Name and value of every token in `additional_special_tokens` (a list) and `extra_special_tokens` (a list or names to tokens). */
export function extraTokenValues(values: JsonObject): [string, unknown][] {
  const found: [string, unknown][] = [];
  for (const key of ['additional_special_tokens', 'extra_special_tokens']) {
    const value = field(values, key);
    if (Array.isArray(value)) value.forEach((token: unknown) => found.push([key, token]));
    else if (isObject(value)) Object.entries(value).forEach((entry) => found.push(entry));
  }
  return found;
}

async function readObject(files: CapsuleFiles, path: string): Promise<JsonObject> {
  if (!files.has(path)) return {};
  const value = await files.json(path);
  if (isObject(value)) return value;
  throw new ProcessorError('BAD_TOKENIZER_CONFIG', `${path} of ${files.origin} holds no JSON object`, {
    where: path,
    hint: 'Take the file from the model folder again.',
  });
}

function className(values: JsonObject, modelConfig: JsonObject): string {
  const named = stringField(values, 'tokenizer_class') ?? stringField(modelConfig, 'tokenizer_class');
  const name = named ?? classOfModelType(stringField(modelConfig, 'model_type') ?? '');
  return name.replace(/Fast$/u, '');
}

function readAddedTokensDecoder(config: JsonObject): AddedTokenRow[] | undefined {
  const decoder = field(config, 'added_tokens_decoder');
  if (decoder === undefined || decoder === null) return undefined;
  const where = 'tokenizer_config.json: added_tokens_decoder';
  if (!isObject(decoder)) throw badConfig(where, 'an object from ids to tokens', decoder);
  return Object.entries(decoder)
    .map(([id, token]) => {
      if (!isObject(token) || !/^\d+$/u.test(id)) throw badConfig(`${where}.${id}`, 'an id and a token object', token);
      return { ...tokenRow(token, false, `${where}.${id}`), id: Number(id) };
    })
    .sort((a, b) => a.id - b.id);
}

async function mergeSpecialTokensMap(files: CapsuleFiles, values: Record<string, unknown>): Promise<void> {
  const map = await readObject(files, 'special_tokens_map.json');
  for (const [key, value] of Object.entries(map)) {
    if (key === 'additional_special_tokens' && Array.isArray(value)) {
      const known = Array.isArray(values[key]) ? (values[key] as unknown[]) : [];
      values[key] = [...known, ...(value as unknown[])];
    } else {
      values[key] = value;
    }
  }
}

async function readAddedTokensFile(files: CapsuleFiles, values: JsonObject): Promise<AddedTokenRow[]> {
  const rows = Object.entries(await readObject(files, 'added_tokens.json'));
  if (rows.length === 0) return [];
  const named = Object.entries(values).filter(([name]) => name.endsWith('_token'));
  const specials = new Set([...named, ...extraTokenValues(values)].map(([, value]) => contentOf(value)));
  return rows
    .map(([content, id]) => {
      if (typeof id !== 'number') throw badConfig(`added_tokens.json: ${content}`, 'an id', id);
      const special = specials.has(content);
      return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: !special, special };
    })
    .sort((a, b) => a.id - b.id);
}

function contentOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : stringField(value, 'content');
}

function tokenRow(value: unknown, special: boolean, where: string): AddedTokenRow {
  const content = contentOf(value);
  if (content === undefined) throw badConfig(where, 'a token (a string or an object with content)', value);
  const flag = (name: string, fallback: boolean): boolean => {
    const found = field(value, name);
    return typeof found === 'boolean' ? found : fallback;
  };
  const isSpecial = flag('special', special) || special;
  return {
    content,
    single_word: flag('single_word', false),
    lstrip: flag('lstrip', false),
    rstrip: flag('rstrip', false),
    normalized: flag('normalized', !isSpecial),
    special: isSpecial,
  };
}

function badConfig(where: string, expected: string, found: unknown): ProcessorError {
  return new ProcessorError('BAD_TOKENIZER_CONFIG', `${where}: expected ${expected}, found ${JSON.stringify(found)}`, {
    where,
    hint: 'Correct the file in the model folder and embed it again.',
  });
}
