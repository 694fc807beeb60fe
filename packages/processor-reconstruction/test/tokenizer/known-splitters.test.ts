import { describe, expect, test } from 'vitest';

import { GPT2_PATTERN } from '../../src/tokenizer/pre-tokenizers/gpt2-pattern.js';
import { knownSplitter } from '../../src/tokenizer/pre-tokenizers/known-splitters.js';
import { regexPattern } from '../../src/tokenizer/regex/pattern.js';
import { readComponents } from './golden-files.js';
import { randomTexts } from './random-texts.js';

const modern = (numbers: string): string =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${numbers}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;

const texts = [...readComponents().texts, ...randomTexts(1, 4000)];

describe.each([['GPT-2', GPT2_PATTERN], ['Llama 3', modern('\\p{N}{1,3}')], ['Qwen', modern('\\p{N}')]])('%s', (_, pattern) => {
  const split = knownSplitter(pattern)!;
  const regex = regexPattern(pattern, 'pattern');

  test('splits as the regular expression does', () => {
    for (const text of texts) {
      const words: string[] = [];
      for (let start = 0; start < text.length; ) {
        const end = split(text, start);
        words.push(text.slice(start, end));
        start = end;
      }
      const matches = regex.matches(text);
      const expected = Array.from({ length: matches.length / 2 }, (__, i) => text.slice(matches[i * 2], matches[i * 2 + 1]));
      expect(words, JSON.stringify(text)).toEqual(expected);
    }
  });
});

test('an unknown pattern has no splitter', () => {
  expect(knownSplitter('\\w+')).toBeUndefined();
});
