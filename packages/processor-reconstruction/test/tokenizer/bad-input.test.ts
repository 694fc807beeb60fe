import { describe, expect, test } from 'vitest';

import { ProcessorError, Tokenizer } from '../../src/tokenizer.js';
import { readDefinition } from './golden-files.js';

const wordLevel = (changes: object = {}, model: object = {}): object => ({
  version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: { type: 'WhitespaceSplit' },
  post_processor: null, decoder: null, model: { type: 'WordLevel', vocab: { '<unk>': 0, a: 1, b: 2 }, unk_token: '<unk>', ...model }, ...changes,
});

const added = (content: string, id: number): object => ({
  id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true,
});

function errorOf(run: () => unknown): ProcessorError {
  try {
    run();
  } catch (error) {
    if (error instanceof ProcessorError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('a malformed tokenizer.json is refused with its JSON path', () => {
  test.each<[string, unknown, string]>([
    ['no object', [], 'the file'],
    ['null', null, 'the file'],
    ['no model', wordLevel({ model: undefined }), 'model'],
    ['a model of unknown type', wordLevel({}, { type: 'Oracle' }), 'model.type'],
    ['a vocabulary that is a list', wordLevel({}, { vocab: [] }), 'model.vocab'],
    ['a negative id', wordLevel({}, { vocab: { a: -1 } }), 'model.vocab["a"]'],
    ['an id beyond 32 bits', wordLevel({}, { vocab: { a: 4294967296 } }), 'model.vocab["a"]'],
    ['an id that is a string', wordLevel({}, { vocab: { a: '0' } }), 'model.vocab["a"]'],
    ['two tokens of one id', wordLevel({}, { vocab: { a: 0, b: 0 } }), 'model.vocab["b"]'],
    ['two added tokens of one id', wordLevel({ added_tokens: [added('x', 3), added('y', 3)] }), 'added_tokens[1].id'],
    ['an added token without content', wordLevel({ added_tokens: [{ id: 3 }] }), 'added_tokens[0].content'],
    ['an unknown normalizer', wordLevel({ normalizer: { type: 'Sequence', normalizers: [{ type: 'NFC' }, { type: 'Nope' }] } }), 'normalizer.normalizers[1].type'],
    ['an unknown pre-tokenizer', wordLevel({ pre_tokenizer: { type: 'Nope' } }), 'pre_tokenizer.type'],
    ['an unknown post-processor', wordLevel({ post_processor: { type: 'Nope' } }), 'post_processor.type'],
    ['an unknown decoder', wordLevel({ decoder: { type: 'Nope' } }), 'decoder.type'],
    ['a truncation without length', wordLevel({ truncation: { stride: 0, strategy: 'LongestFirst' } }), 'truncation.max_length'],
    ['a padding without token', wordLevel({ padding: { strategy: 'BatchLongest', direction: 'Left', pad_id: 0, pad_type_id: 0 } }), 'padding.pad_token'],
    ['merges of unknown tokens', wordLevel({ model: { type: 'BPE', vocab: { a: 0, b: 1 }, merges: [['a', 'b']] } }), 'model.merges[0]'],
    ['a merge of three', wordLevel({ model: { type: 'BPE', vocab: { a: 0 }, merges: ['a a a'] } }), 'model.merges[0]'],
    ['random dropout', wordLevel({ model: { type: 'BPE', vocab: { a: 0 }, merges: [], dropout: 0.1 } }), 'model.dropout'],
    ['an unknown id beyond the vocabulary', wordLevel({ model: { type: 'Unigram', vocab: [['a', -1]], unk_id: 1 } }), 'model.unk_id'],
    ['a score that is missing', wordLevel({ model: { type: 'Unigram', vocab: [['a']] } }), 'model.vocab[0]'],
  ])('%s', (_, definition, where) => {
    const error = errorOf(() => Tokenizer.fromDefinition(definition));
    expect(error.where).toBe(where);
    expect(error.message).toContain(where);
    expect(error.hint).not.toBe('');
  });

  test('a pattern that JavaScript cannot express is named', () => {
    const error = errorOf(() => Tokenizer.fromDefinition(wordLevel({
      pre_tokenizer: { type: 'Split', pattern: { Regex: 'a(?~b)' }, behavior: 'Isolated', invert: false },
    })));
    expect(error.code).toBe('UNSUPPORTED_REGEX');
    expect(error.message).toContain('"a(?~b)"');
  });
});

describe('odd options are refused', () => {
  const tokenizer = Tokenizer.fromDefinition(wordLevel());
  test.each<[string, () => unknown, string]>([
    ['a list without isSplitIntoWords', () => tokenizer.encode(['a', 'b']), 'BAD_OPTION'],
    ['a negative maxLength', () => tokenizer.encode('a', { truncation: true, maxLength: -1 }), 'BAD_OPTION'],
    ['an unknown strategy', () => tokenizer.encode('a', { truncation: 'middle' as 'only_first', maxLength: 2 }), 'BAD_OPTION'],
    ['an unknown padding', () => tokenizer.encode('a', { padding: 'wide' as 'longest' }), 'BAD_OPTION'],
    ['padding without a token', () => tokenizer.encode('a', { padding: true }), 'MISSING_PAD_TOKEN'],
    ['padding beyond all memory', () => Tokenizer.fromDefinition(readDefinition('roberta-trunc-pad')).encode('a', { padding: 'max_length', maxLength: 1e9, truncation: true }), 'BAD_OPTION'],
    ['a stride of the whole length', () => tokenizer.encode('a b a', { truncation: true, maxLength: 2, stride: 2 }), 'BAD_TRUNCATION'],
    ['only_second without a pair', () => tokenizer.encode('a b a', { truncation: 'only_second', maxLength: 2 }), 'BAD_TRUNCATION'],
    ['pairs of another number', () => tokenizer.encodeBatch(['a'], { pair: [] }), 'BAD_OPTION'],
  ])('%s', (_, run, code) => {
    expect(errorOf(run).code).toBe(code);
  });
});

describe('odd texts are encoded', () => {
  test.each(['gpt2', 'llama2', 'bert-uncased', 'xlm-roberta'])('lone surrogates and NUL by %s', (name) => {
    const tokenizer = Tokenizer.fromDefinition(readDefinition(name));
    const text = 'a\ud800b\udc00\0c';
    const encoding = tokenizer.encode(text);
    expect(encoding.ids).toEqual(tokenizer.encode('a\ufffdb\ufffd\0c').ids);
    for (const [start, end] of encoding.offsets) expect(start <= end && end <= text.length).toBe(true);
  });

  test.each(['gpt2', 'llama3', 'llama2', 't5'])('a line of 200,000 characters by %s', (name) => {
    const tokenizer = Tokenizer.fromDefinition(readDefinition(name));
    const text = 'ab'.repeat(100_000);
    const { ids } = tokenizer.encode(text, { addSpecialTokens: false });
    expect(tokenizer.decode(ids).trim()).toBe(text);
  });
});
