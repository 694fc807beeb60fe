/** Looks tokens up in a tokenizer that is not built yet: in a `tokenizer.json` tree or in its packed columns. */
import type { TokenizerColumns } from '@onnx-capsule/metadata-schema';

import { field, isObject, type JsonObject, stringField } from './json-value.js';
import type { AddedTokenRow } from './pretrained-config.js';

/** Ids of a model's own vocabulary, without added tokens. */
export interface VocabularyIndex {
  readonly size: number;
  idOf(token: string): number | undefined;
}

/** Index over `model.vocab` of a `tokenizer.json` tree: an object from tokens to ids, or a list of token and score. */
export function indexOfDefinition(definition: JsonObject): VocabularyIndex {
  const vocab = field(field(definition, 'model'), 'vocab');
  if (Array.isArray(vocab)) {
    const rows = vocab as unknown[];
    let ids: Map<unknown, number> | undefined;
    return {
      size: rows.length,
      idOf: (token) => {
        ids ??= new Map(rows.map((row, id) => [Array.isArray(row) ? (row as unknown[])[0] : row, id]));
        return ids.get(token);
      },
    };
  }
  const size = isObject(vocab) ? Object.keys(vocab).length : 0;
  return {
    size,
    idOf: (token) => {
      const id = field(vocab, token);
      return typeof id === 'number' ? id : undefined;
    },
  };
}

/** Index over packed columns; a look-up compares bytes row by row, which few tokens need. */
export function indexOfColumns(columns: TokenizerColumns): VocabularyIndex {
  const { count, bytes, offsets, ids } = columns.vocab;
  const encoder = new TextEncoder();
  return {
    size: count,
    idOf: (token) => {
      const wanted = encoder.encode(token);
      for (let row = 0; row < count; row += 1) {
        const start = offsets[row] ?? 0;
        if ((offsets[row + 1] ?? 0) - start !== wanted.length) continue;
        let at = 0;
        while (at < wanted.length && bytes[start + at] === wanted[at]) at += 1;
        if (at === wanted.length) return ids === undefined ? row : ids[row];
      }
      return undefined;
    },
  };
}

/** The rows of `added_tokens` with their ids; rows of another shape are left for the tokenizer to refuse. */
export function addedTokenRows(definition: JsonObject): AddedTokenRow[] {
  const rows = field(definition, 'added_tokens');
  return Array.isArray(rows) ? (rows as AddedTokenRow[]).filter((row) => stringField(row, 'content') !== undefined) : [];
}
