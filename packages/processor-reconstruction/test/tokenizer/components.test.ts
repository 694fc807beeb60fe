import { describe, expect, test } from 'vitest';

import { alignedText, originalEnd, originalStart } from '../../src/tokenizer/aligned-text.js';
import { readDecoder } from '../../src/tokenizer/decoders/decoder.js';
import { JsonNode } from '../../src/tokenizer/json-node.js';
import { readNormalizer } from '../../src/tokenizer/normalizers/normalizer.js';
import { readPostProcessor } from '../../src/tokenizer/post-processors/post-processor.js';
import { pieces, readPreTokenizer } from '../../src/tokenizer/pre-tokenizers/pre-tokenizer.js';
import { readComponents, unitPositions } from './golden-files.js';

const { texts, normalizers, pre_tokenizers: preTokenizers, decoders, bad } = readComponents();
const label = (config: object): string => JSON.stringify(config).slice(0, 120);

describe('normalizers', () => {
  test.each(normalizers.map(({ config, out }) => ({ name: label(config), config, out })))('$name', ({ config, out }) => {
    const normalize = readNormalizer(new JsonNode(config, 'normalizer'));
    texts.forEach((text, i) => { expect(normalize(alignedText(text)).text, JSON.stringify(text)).toBe(out[i] ?? text); });
  });
});

describe('pre-tokenizers', () => {
  test.each(preTokenizers.map(({ config, out }) => ({ name: label(config), config, out })))('$name', ({ config, out }) => {
    const split = readPreTokenizer(new JsonNode(config, 'pre_tokenizer'));
    texts.forEach((text, i) => {
      const at = unitPositions(text);
      const words = split(alignedText(text)).flatMap(pieces).map((word) => [
        word.text, word.text === '' ? 0 : originalStart(word, 0), word.text === '' ? 0 : originalEnd(word, word.text.length - 1),
      ]);
      expect(words, JSON.stringify(text)).toEqual(out[i]!.map(([piece, start, end]) => [piece, at[start], at[end]]));
    });
  });
});

describe('decoders', () => {
  test.each(decoders.map(({ config, cases }) => ({ name: label(config), config, cases })))('$name', ({ config, cases }) => {
    const decode = readDecoder(new JsonNode(config, 'decoder'));
    for (const [tokens, text] of cases) {
      if (typeof text === 'string') expect(decode(tokens).join(''), JSON.stringify(tokens)).toBe(text);
      else expect(() => decode(tokens), JSON.stringify(tokens)).toThrow(/Strip/);
    }
  });
});

describe('configurations of doubtful form', () => {
  const readers = { normalizer: readNormalizer, pre_tokenizer: readPreTokenizer, post_processor: readPostProcessor, decoder: readDecoder };
  test.each(bad.map((one) => ({ name: `${one.kind} ${label(one.config)}`, ...one })))('$name', ({ kind, config, error }) => {
    const read = (): unknown => readers[kind as keyof typeof readers](new JsonNode(config, kind));
    if (error === undefined) expect(read).not.toThrow();
    else expect(read).toThrow(new RegExp(kind));
  });
});
