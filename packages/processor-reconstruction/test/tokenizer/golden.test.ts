import { describe, expect, test } from 'vitest';

import { type Encoding, Tokenizer, type TokenizerDefinition, type TruncationStrategy } from '../../src/tokenizer.js';
import { expected, fieldsOf, type GoldenEncoding, type Outcome, type PaddingOptions, readDefinition, readGolden, tokenizerNames } from './golden-files.js';

type Section = Record<string, unknown> | null;

function load(definition: Record<string, unknown>, truncation: Section, padding: Section): Tokenizer {
  const changed: TokenizerDefinition = { ...definition, truncation, padding };
  return Tokenizer.fromDefinition(changed);
}

const STRATEGIES: Record<string, string> = { longest_first: 'LongestFirst', only_first: 'OnlyFirst', only_second: 'OnlySecond' };

function truncationSection(options: { max_length: number; stride?: number; strategy?: string; direction?: string }): Section {
  return {
    max_length: options.max_length, stride: options.stride ?? 0, strategy: STRATEGIES[options.strategy ?? 'longest_first'],
    direction: options.direction === 'left' ? 'Left' : 'Right',
  };
}

function paddingSection(options: PaddingOptions): Section {
  return {
    strategy: options.length === undefined ? 'BatchLongest' : { Fixed: options.length },
    direction: options.direction === 'left' ? 'Left' : 'Right', pad_to_multiple_of: options.pad_to_multiple_of ?? null,
    pad_id: options.pad_id ?? 0, pad_type_id: options.pad_type_id ?? 0, pad_token: options.pad_token ?? '[PAD]',
  };
}

describe.each(tokenizerNames)('%s', (name) => {
  const golden = readGolden(name);
  const definition = readDefinition(name);
  const tokenizer = load(definition, null, null);
  const tokenOf = (id: number): string | undefined => tokenizer.idToToken(id);
  const special = golden.special.map((one, i) => (one === '=plain' ? golden.plain[i]! : one));

  test('encodes every text without special tokens', () => {
    golden.texts.forEach(([, text], i) => {
      expect(fieldsOf(tokenizer.encode(text, { addSpecialTokens: false })), JSON.stringify(text)).toEqual(expected(golden.plain[i]!, tokenOf, [text]));
    });
  });

  test('encodes every text with special tokens', () => {
    golden.texts.forEach(([, text], i) => {
      expect(fieldsOf(tokenizer.encode(text)), JSON.stringify(text)).toEqual(expected(special[i]!, tokenOf, [text]));
    });
  });

  test('encodes pairs', () => {
    for (const { a, b, plain, special: full } of golden.pairs) {
      const bare = tokenizer.encode(a, { pair: b, addSpecialTokens: false });
      expect(fieldsOf(bare)).toEqual(expected(plain, tokenOf, [a, b]));
      if (plain.seq !== undefined) expect(bare.sequenceIds).toEqual(plain.seq);
      const whole = tokenizer.encode(a, { pair: b });
      expect(fieldsOf(whole)).toEqual(expected(full, tokenOf, [a, b]));
      if (full.seq !== undefined) expect(whole.sequenceIds).toEqual(full.seq);
    }
  });

  test('encodes words', () => {
    for (const { words, result } of golden.pretokenized) {
      expect(fieldsOf(tokenizer.encode(words, { isSplitIntoWords: true })), JSON.stringify(words)).toEqual(expected(result, tokenOf, words, true));
    }
  });

  test('truncates with stride and overflow', () => {
    for (const { options, text, raw, pair, error, result } of golden.truncation) {
      const both = pair === undefined ? undefined : golden.pairs[pair]!;
      const first = both?.a ?? raw ?? golden.texts[text!]![1];
      const encode = (): object => fieldsOf(tokenizer.encode(first, {
        ...(both === undefined ? {} : { pair: both.b }), truncation: (options.strategy ?? true) as TruncationStrategy, maxLength: options.max_length,
        stride: options.stride ?? 0, truncationSide: options.direction === 'left' ? 'left' : 'right',
      }));
      if (error !== undefined) expect(encode, JSON.stringify(options)).toThrow();
      else expect(encode(), JSON.stringify(options)).toEqual(expected(result!, tokenOf, both === undefined ? [first] : [both.a, both.b]));
    }
  });

  test('pads batches', () => {
    for (const { options, texts, pairs, result, error } of golden.padding) {
      const padding = load(definition, options.truncation === undefined ? null : truncationSection(options.truncation), paddingSection(options));
      const encode = (): Encoding[] => pairs === true
        ? padding.encodeBatch(golden.pairs.map((one) => one.a), { pair: golden.pairs.map((one) => one.b) })
        : padding.encodeBatch(texts!);
      if (error !== undefined) {
        expect(encode, JSON.stringify(options)).toThrow();
        continue;
      }
      encode().forEach((encoding, i) => {
        const sources = pairs === true ? [golden.pairs[i]!.a, golden.pairs[i]!.b] : [texts![i]!];
        expect(fieldsOf(encoding), JSON.stringify(options)).toEqual(expected(result![i]!, tokenOf, sources));
      });
    }
  });

  test('decodes with and without special tokens', () => {
    golden.decode.forEach(([full, skipped], i) => {
      const { ids } = special[i]!;
      expect(tokenizer.decode(ids), JSON.stringify(golden.texts[i])).toBe(full);
      expect(tokenizer.decode(ids, { skipSpecialTokens: true })).toBe(skipped);
    });
    for (const [ids, { result }] of golden.odd) {
      expect(tokenizer.decode(ids), JSON.stringify(ids)).toBe(result[0]);
      expect(tokenizer.decode(ids, { skipSpecialTokens: true })).toBe(result[1]);
    }
  });

  test('counts its tokens', () => {
    expect(tokenizer.vocabSize).toBe(golden.vocab_size[1]);
    expect([tokenizer.addedTokenCount(), tokenizer.addedTokenCount(true)]).toEqual(golden.num_special);
  });

  const asLoaded = golden.as_loaded;
  if (asLoaded === undefined) return;

  test('follows the sections of its file', () => {
    const { single, batch, pairs, texts } = asLoaded;
    const own = Tokenizer.fromDefinition(definition);
    const check = (encode: () => Encoding, { result, error }: Outcome<GoldenEncoding>, sources: string[]): void => {
      if (error === undefined) expect(fieldsOf(encode()), JSON.stringify(sources)).toEqual(expected(result!, tokenOf, sources));
      else expect(encode, JSON.stringify(sources)).toThrow();
    };
    texts.forEach((text, i) => { check(() => own.encode(text), single[i]!, [text]); });
    pairs.forEach((pair, i) => {
      const { a, b } = golden.pairs[i]!;
      check(() => own.encode(a, { pair: b }), pair, [a, b]);
    });
    let start = 0;
    for (const { result } of batch) {
      const part = texts.slice(start, start + result!.length);
      own.encodeBatch(part).forEach((encoding, i) => { expect(fieldsOf(encoding)).toEqual(expected(result![i]!, tokenOf, [part[i]!])); });
      start += part.length;
    }
  });
});
