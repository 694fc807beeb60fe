import { readFileSync } from 'node:fs';

import { Tokenizer } from '@onnx-capsule/processor-reconstruction/tokenizer';
import { expect, test } from 'vitest';

import { translationTokens } from '../src/generation/translation-tokens.js';
import type { TaskContext } from '../src/task.js';
import { textTokenizer } from '../src/text-tokenizer.js';
import { folderWith } from './folder-with.js';
import { FIXTURES } from './goldens.js';

const FOLDER = `${FIXTURES}tokenizer-folders`;
const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(`${FOLDER}/${name}`));

// What transformers 4.57.6 puts around a text for `tokenizer.src_lang = …`, and `convert_tokens_to_ids(tgt_lang)`.
test.each([
  ['NllbTokenizer', {}, 'fra_Latn', 'deu_Latn', { before: [558], after: [2], target: 543 }],
  ['NllbTokenizer', { legacy_behaviour: true }, 'fra_Latn', 'deu_Latn', { before: [], after: [2, 558], target: 543 }],
  ['MBartTokenizer', {}, 'fr_XX', 'de_DE', { before: [], after: [2, 508], target: 503 }],
  ['MBart50Tokenizer', {}, 'fr_XX', 'de_DE', { before: [508], after: [2], target: 503 }],
  ['M2M100Tokenizer', {}, 'fr', 'de', { before: [525], after: [2], target: 517 }],
])('places the languages of %s with %j', async (className, config, source, target, expected) => {
  const files = folderWith(FOLDER, {
    'sentencepiece.bpe.model': bytes('unigram-fairseq.model'),
    'vocab.json': bytes('m2m-vocab.json'),
    'tokenizer_config.json': { tokenizer_class: className, ...config },
  });
  const tokenizer = textTokenizer(await Tokenizer.from(files));
  const context = { requestedTask: 'translation' } as TaskContext;
  expect(translationTokens(context, tokenizer, { src_lang: source, tgt_lang: target })).toEqual(expected);
});
