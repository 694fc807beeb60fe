/** Builds the `model` section from JSON or from packed columns. */
import type { TokenizerColumns, TokenizerMergeColumns } from '@onnx-capsule/metadata-schema';

import { definitionError, type JsonNode } from '../json-node.js';
import { LARGEST_ID, Vocabulary, VocabularyBuilder } from '../vocabulary.js';
import { BytePairEncoding } from './byte-pair-encoding.js';
import type { MergeList } from './merge-rules.js';
import type { Model } from './model.js';
import { unigram } from './unigram.js';
import { wordLevel } from './word-level.js';
import { wordPiece } from './word-piece.js';

const TYPES = ['BPE', 'WordPiece', 'WordLevel', 'Unigram'] as const;
const MAX_INPUT_CHARS = 100;

interface Parts {
  readonly vocabulary: Vocabulary;
  readonly scores: Float64Array | undefined;
  readonly merges: ((prefix: string) => () => MergeList) | undefined;
}

/** @throws {ProcessorError} `BAD_TOKENIZER` naming the JSON path of what it cannot use. */
export function readModel(node: JsonNode, columns: TokenizerColumns | undefined): Model {
  const type = node.at('type').optional((value) => value.oneOf(TYPES), guessType(node, columns));
  const parts = columns === undefined ? readJson(node, type) : readColumns(columns);
  const { vocabulary, scores, merges } = parts;
  switch (type) {
    case 'WordPiece':
      return wordPiece(vocabulary, {
        unkToken: node.at('unk_token').string(),
        prefix: node.at('continuing_subword_prefix').string(),
        maxInputChars: node.at('max_input_chars_per_word').orDefault((value) => value.index(), MAX_INPUT_CHARS),
      });
    case 'WordLevel': return wordLevel(vocabulary, node.at('unk_token').string());
    case 'Unigram': {
      if (scores === undefined) node.at('vocab').fail('a list of tokens with scores');
      return unigram(vocabulary, scores!, {
        unkId: node.at('unk_id').optional((value) => value.index(), undefined),
        byteFallback: node.at('byte_fallback').optional((value) => value.boolean(), false),
        idsEnd: node.at('ids_end').optional((value) => value.index(), undefined),
      });
    }
    case 'BPE': {
      const dropout = node.at('dropout').optional((value) => value.number(), 0);
      if (dropout !== 0) {
        throw definitionError('model.dropout', 'null: random dropout of merges cannot be reproduced', dropout, 'UNSUPPORTED_DROPOUT');
      }
      const prefix = node.at('continuing_subword_prefix').optional((value) => value.string(), '');
      if (merges === undefined) node.at('merges').fail('a list');
      return new BytePairEncoding(vocabulary, merges!(prefix), {
        unkToken: node.at('unk_token').optional((value) => value.string(), undefined),
        prefix,
        suffix: node.at('end_of_word_suffix').optional((value) => value.string(), ''),
        fuseUnk: node.at('fuse_unk').optional((value) => value.boolean(), false),
        byteFallback: node.at('byte_fallback').optional((value) => value.boolean(), false),
        ignoreMerges: node.at('ignore_merges').optional((value) => value.boolean(), false),
      });
    }
  }
}

/** Old files do not name the type of the model: its members tell. */
function guessType(node: JsonNode, columns: TokenizerColumns | undefined): (typeof TYPES)[number] {
  const model = node.object();
  if ('merges' in model || columns?.merges !== undefined) return 'BPE';
  if ('continuing_subword_prefix' in model) return 'WordPiece';
  if (Array.isArray(model['vocab']) || columns?.vocab.scores !== undefined) return 'Unigram';
  if ('unk_token' in model) return 'WordLevel';
  return node.at('type').oneOf(TYPES);
}

function readJson(node: JsonNode, type: string): Parts {
  const vocab = node.at('vocab');
  if (type === 'Unigram') return readScored(vocab);
  const builder = new VocabularyBuilder();
  const tokens = vocab.object();
  for (const token in tokens) {
    const id = tokens[token];
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > LARGEST_ID) {
      throw definitionError(`${vocab.path}[${JSON.stringify(token)}]`, `an id from 0 to ${LARGEST_ID}`, id);
    }
    builder.add(token, id);
  }
  const vocabulary = new Vocabulary(builder.columns(), vocab.path);
  const merges = type === 'BPE' ? (prefix: string) => readMerges(node.at('merges'), tokens, vocabulary, prefix) : undefined;
  return { vocabulary, scores: undefined, merges };
}

function readScored(vocab: JsonNode): Parts {
  if (!Array.isArray(vocab.value)) vocab.fail('a list of tokens with scores');
  const rows = vocab.value as unknown[];
  const scores = new Float64Array(rows.length);
  const builder = new VocabularyBuilder();
  rows.forEach((row, index) => {
    if (!Array.isArray(row) || row.length !== 2 || typeof row[0] !== 'string' || typeof row[1] !== 'number') {
      throw definitionError(`${vocab.path}[${index}]`, 'a token and its score', row);
    }
    builder.add(row[0], index);
    scores[index] = row[1];
  });
  return { vocabulary: new Vocabulary(builder.columns(), vocab.path), scores, merges: undefined };
}

/** Merges as `"a b"` or `["a", "b"]`. They are checked at once: a merge of unknown tokens is an error of the file. */
function readMerges(node: JsonNode, ids: Readonly<Record<string, unknown>>, vocabulary: Vocabulary, prefix: string): () => MergeList {
  if (!Array.isArray(node.value)) node.fail('a list');
  const rows = node.value as unknown[];
  const result = new Uint32Array(rows.length);
  const split = new Uint32Array(rows.length);
  const right = new Uint32Array(rows.length);
  let count = 0;
  rows.forEach((row, index) => {
    if (typeof row === 'string' && row.startsWith('#version')) return;
    const pair: unknown = typeof row === 'string' ? row.split(' ') : row;
    if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string' || typeof pair[1] !== 'string') {
      throw definitionError(`${node.path}[${index}]`, 'two tokens', row);
    }
    const [a, b] = pair as [string, string];
    const first = idIn(ids, a);
    const second = idIn(ids, b);
    const joined = idIn(ids, a + (prefix === '' ? b : b.slice(prefix.length)));
    if (first < 0 || second < 0 || joined < 0) {
      throw definitionError(`${node.path}[${index}]`, 'a merge of two tokens of the vocabulary into a third', row);
    }
    const left = vocabulary.rowOf(first);
    result[count] = vocabulary.rowOf(joined);
    split[count] = vocabulary.offsets[left + 1]! - vocabulary.offsets[left]!;
    right[count++] = vocabulary.rowOf(second);
  });
  return () => (prefix === '' ? { count, result, split } : { count, result, split, right });
}

/** The id of a token; -1 where it is absent, or a member that every object has. */
function idIn(vocabulary: Readonly<Record<string, unknown>>, token: string): number {
  const id = vocabulary[token];
  return typeof id === 'number' ? id : -1;
}

function readColumns(columns: TokenizerColumns): Parts {
  const vocabulary = new Vocabulary(columns.vocab, 'model.vocab');
  const { merges } = columns;
  const { scores } = columns.vocab;
  if (scores !== undefined && scores.length !== vocabulary.count) throw definitionError('model.vocab', `${vocabulary.count} scores`, scores.length);
  return { vocabulary, scores, merges: merges === undefined ? undefined : () => () => mergesOfColumns(merges) };
}

/** The columns may be made as they are read, and rows and places in them are checked when the merges are needed. */
function mergesOfColumns({ count, result, split }: TokenizerMergeColumns): MergeList {
  for (const [name, column] of Object.entries({ result, split })) {
    if (column.length < count) throw definitionError('model.merges', `${count} rows of ${name}`, column.length);
  }
  return { count, result, split };
}
