/** Turns a tokenizer's merged configuration into the settings that the tokenizer works with. */
import { ProcessorError } from '../processor-error.js';
import type { TokenizerSettings } from '../tokenizer/settings.js';
import { languageBehindText } from './class-languages.js';
import { booleanField, field, isObject, numberField, stringField } from './json-value.js';
import { extraTokenValues, type PretrainedConfig } from './pretrained-config.js';
import { DEFAULT_INPUT_NAMES, tokenizerClass } from './tokenizer-classes.js';

/** Lengths from here on mean "no limit"; transformers writes `int(1e30)`. */
const NO_LIMIT = 1e20;

/** What the settings need to know of the definition: sections that transformers takes defaults from, and whether the model is BPE. */
export interface DefinitionFacts {
  readonly truncation: unknown;
  readonly padding: unknown;
  readonly modelType: string;
  idOf(token: string): number | undefined;
}

/** Settings of a folder. Fields that neither the folder nor its class determines are absent. */
export function settingsOfConfig(config: PretrainedConfig, facts: DefinitionFacts): TokenizerSettings {
  const { values } = config;
  const defaults = tokenizerClass(config.className);
  const token = (name: string): string | undefined => tokenOf(config, name);
  const padToken = token('pad_token') ?? stringField(facts.padding, 'pad_token');
  const limit = numberField(values, 'model_max_length') ?? numberField(values, 'max_len');
  const settings: Mutable<TokenizerSettings> = {};
  assign(settings, 'className', config.className === '' ? undefined : config.className);
  assign(settings, 'modelMaxLength', limit !== undefined && limit < NO_LIMIT ? limit : undefined);
  assign(settings, 'paddingSide', side(values, 'padding_side') ?? direction(facts.padding) ?? defaults.paddingSide);
  assign(settings, 'truncationSide', side(values, 'truncation_side') ?? direction(facts.truncation));
  assign(settings, 'modelInputNames', inputNames(values) ?? defaults.modelInputNames ?? inputNamesOfRelease(config));
  assign(settings, 'cleanUpTokenizationSpaces', cleanUp(config, facts.modelType));
  assign(settings, 'bosToken', token('bos_token'));
  assign(settings, 'eosToken', token('eos_token'));
  assign(settings, 'unkToken', token('unk_token'));
  assign(settings, 'sepToken', token('sep_token'));
  assign(settings, 'padToken', padToken);
  assign(settings, 'clsToken', token('cls_token'));
  assign(settings, 'maskToken', token('mask_token'));
  assign(settings, 'extraSpecialTokens', extraSpecialTokens(config));
  assign(settings, 'addBosToken', booleanField(values, 'add_bos_token') ?? defaults.bosEos?.[0]);
  assign(settings, 'addEosToken', booleanField(values, 'add_eos_token') ?? defaults.bosEos?.[1]);
  assign(settings, 'languageBehindText', languageBehindText(config));
  assign(settings, 'padTokenId', padToken === undefined ? undefined : facts.idOf(padToken));
  assign(settings, 'padTokenTypeId', numberField(values, 'pad_token_type_id') ?? numberField(facts.padding, 'pad_type_id'));
  assign(settings, 'chatTemplates', config.chatTemplates.length === 0 ? undefined : config.chatTemplates);
  return settings;
}

/** The special token of an attribute: what the folder says (`null` means none), else what the class brings along. */
export function tokenOf(config: PretrainedConfig, name: string): string | undefined {
  const named = config.specialTokens.get(name)?.content;
  if (named !== undefined || field(config.values, name) === null) return named;
  return tokenizerClass(config.className).tokens[name];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function assign<K extends keyof TokenizerSettings>(settings: Mutable<TokenizerSettings>, key: K, value: TokenizerSettings[K]): void {
  if (value !== undefined) settings[key] = value;
}

function side(values: unknown, key: string): 'left' | 'right' | undefined {
  const value = field(values, key);
  if (value === undefined || value === null) return undefined;
  if (value === 'left' || value === 'right') return value;
  throw new ProcessorError('BAD_TOKENIZER_CONFIG', `tokenizer_config.json: ${key} is ${JSON.stringify(value)}, expected "left" or "right"`, {
    where: `tokenizer_config.json: ${key}`,
    hint: 'Correct the value and embed the file again.',
  });
}

function direction(section: unknown): 'left' | 'right' | undefined {
  const value = stringField(section, 'direction')?.toLowerCase();
  return value === 'left' || value === 'right' ? value : undefined;
}

function inputNames(values: unknown): string[] | undefined {
  const names = field(values, 'model_input_names');
  if (!Array.isArray(names)) return undefined;
  return names.filter((name): name is string => typeof name === 'string');
}

/** A class of no table makes token type ids in transformers 4, none in 5. */
function inputNamesOfRelease(config: PretrainedConfig): readonly string[] {
  const known = Object.keys(tokenizerClass(config.className).tokens).length > 0;
  return config.version5 && !known ? ['input_ids', 'attention_mask'] : DEFAULT_INPUT_NAMES;
}

/** transformers 5 ignores the flag for BPE, where cleaning removes spaces that belong to the text, unless a second flag insists. */
function cleanUp(config: PretrainedConfig, modelType: string): boolean | undefined {
  const flag = booleanField(config.values, 'clean_up_tokenization_spaces');
  if (flag !== true || modelType !== 'BPE') return flag;
  return booleanField(config.values, 'clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output') ?? false;
}

function extraSpecialTokens(config: PretrainedConfig): Record<string, string | string[]> | undefined {
  const found: Record<string, string | string[]> = {};
  const unnamed: string[] = [];
  for (const [name, value] of extraTokenValues(config.values)) {
    const content = typeof value === 'string' ? value : stringField(value, 'content');
    if (content === undefined) continue;
    if (name === 'additional_special_tokens' || name === 'extra_special_tokens') unnamed.push(content);
    else found[name] = content;
  }
  for (const [name, token] of config.specialTokens) {
    if (!KNOWN_NAMES.has(name)) found[name] = token.content;
  }
  if (unnamed.length > 0) found['additional_special_tokens'] = [...new Set(unnamed)];
  return isObject(found) && Object.keys(found).length > 0 ? found : undefined;
}

const KNOWN_NAMES = new Set(['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token']);
