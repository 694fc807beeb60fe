/** Merges the added tokens of a configuration into `added_tokens`, as transformers adds them to a loaded tokenizer. */
import type { JsonObject } from './json-value.js';
import { type AddedTokenRow, type PretrainedConfig, SPECIAL_TOKEN_NAMES } from './pretrained-config.js';
import { tokenOf } from './settings-of-config.js';
import { tokenizerClass } from './tokenizer-classes.js';
import { addedTokenRows, type VocabularyIndex } from './vocabulary-index.js';

/**
 * The added tokens of a definition after its configuration: `added_tokens_decoder` wins over the flags of the file, special tokens
 * that are not added yet follow. A new token gets its id from the vocabulary, else the next free one (tokenizers' `add_tokens`).
 */
export function mergedAddedTokens(definition: JsonObject, config: PretrainedConfig, vocabulary: VocabularyIndex): AddedTokenRow[] {
  const rows = new Map(addedTokenRows(definition).map((row) => [row.content, row]));
  const specials = new Set([...config.specialTokens.values(), ...config.extraTokens].map((token) => token.content));
  const add = (token: AddedTokenRow): void => {
    if (token.content === '') return;
    const id = rows.get(token.content)?.id ?? vocabulary.idOf(token.content) ?? nextId(rows, vocabulary.size);
    const special = token.special || specials.has(token.content);
    rows.set(token.content, { ...token, special, id });
  };
  config.addedTokens.forEach(add);
  for (const token of namedTokens(config)) {
    if (!rows.has(token.content) || (config.addedTokens.length === 0 && token.lstrip)) add(token);
  }
  for (const token of config.extraTokens) {
    if (!rows.has(token.content)) add(token);
  }
  return [...rows.values()].sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
}

/** Id of `token` in the added tokens or the vocabulary. */
export function idLookup(rows: readonly AddedTokenRow[], vocabulary: VocabularyIndex): (token: string) => number | undefined {
  const added = new Map(rows.map((row) => [row.content, row.id]));
  return (token) => added.get(token) ?? vocabulary.idOf(token);
}

/** Named special tokens in the order in which transformers adds them. */
function namedTokens(config: PretrainedConfig): AddedTokenRow[] {
  const { tokens, maskTakesSpace = false, normalizesTokens = false } = tokenizerClass(config.className);
  const names = new Set<string>([...SPECIAL_TOKEN_NAMES, ...Object.keys(tokens), ...config.specialTokens.keys()]);
  return [...names].flatMap((name) => {
    const content = tokenOf(config, name);
    if (content === undefined) return [];
    const lstrip = name === 'mask_token' && maskTakesSpace;
    const given = config.specialTokens.get(name);
    if (given !== undefined) return [lstrip && typeof config.values[name] === 'string' ? { ...given, lstrip } : given];
    return [{ ...plainSpecialToken(content), lstrip, normalized: normalizesTokens && !lstrip }];
  });
}

/** A special token with the flags that transformers gives a plain string. */
export function plainSpecialToken(content: string): AddedTokenRow {
  return { content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
}

function nextId(rows: ReadonlyMap<string, AddedTokenRow>, vocabularySize: number): number {
  let highest = -1;
  for (const { id } of rows.values()) highest = Math.max(highest, id ?? -1);
  return highest >= vocabularySize ? highest + 1 : vocabularySize;
}
