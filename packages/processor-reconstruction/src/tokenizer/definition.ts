/** A whole tokenizer.json, taken apart into working parts. */
import type { TokenizerColumns } from '@onnx-capsule/metadata-schema';

import { AddedTokens, readAddedTokens } from './added-tokens.js';
import { type Decoder, readDecoder } from './decoders/decoder.js';
import { JsonNode } from './json-node.js';
import type { Model } from './models/model.js';
import { readModel } from './models/read-model.js';
import { type Normalizer, readNormalizer } from './normalizers/normalizer.js';
import { type Padding, readPadding } from './padding.js';
import { type PostProcessor, readPostProcessor } from './post-processors/post-processor.js';
import { type PreTokenizer, readPreTokenizer } from './pre-tokenizers/pre-tokenizer.js';
import { readTruncation, type Truncation } from './truncation.js';

/** A parsed tokenizer.json. Checked when it is read, so any JSON value may be given. */
export type TokenizerDefinition = unknown;

export interface TokenizerParts {
  readonly model: Model;
  readonly added: AddedTokens;
  readonly normalizer: Normalizer | undefined;
  readonly preTokenizer: PreTokenizer | undefined;
  readonly postProcessor: PostProcessor | undefined;
  readonly decoder: Decoder | undefined;
  readonly truncation: Truncation | undefined;
  readonly padding: Padding | undefined;
  /** What the model marks inner pieces of a word with, such as `##`; empty where it marks none. */
  readonly subwordPrefix: string;
  /** The `pre_tokenizer` section itself, for choosing a faster way to the same result. */
  readonly preTokenizerNode: JsonNode;
}

/** `columns`: the vocabulary and merges where they are not in `definition`. @throws {ProcessorError} naming the JSON path. */
export function readTokenizerParts(definition: TokenizerDefinition, columns: TokenizerColumns | undefined): TokenizerParts {
  const root = new JsonNode(definition, '');
  if (definition === null || typeof definition !== 'object' || Array.isArray(definition)) {
    new JsonNode(definition, 'the file').fail('an object');
  }
  const model = readModel(root.at('model'), columns);
  const normalizer = section(root, 'normalizer', readNormalizer);
  return {
    model,
    normalizer,
    added: new AddedTokens(readAddedTokens(root.at('added_tokens'), model.vocabulary), normalizer),
    preTokenizer: section(root, 'pre_tokenizer', readPreTokenizer),
    preTokenizerNode: root.at('pre_tokenizer'),
    postProcessor: section(root, 'post_processor', readPostProcessor),
    decoder: section(root, 'decoder', readDecoder),
    truncation: readTruncation(root.at('truncation')),
    padding: readPadding(root.at('padding')),
    subwordPrefix: root.at('model').at('continuing_subword_prefix').optional((value) => value.string(), ''),
  };
}

function section<T>(root: JsonNode, name: string, read: (node: JsonNode) => T): T | undefined {
  const node = root.at(name);
  return node.isAbsent() ? undefined : read(node);
}
