import { describe, expect, test } from 'vitest';

import { Tokenizer } from '../../src/tokenizer.js';
import { readDefinition, readGolden, tokenizerNames } from './golden-files.js';

describe.each(tokenizerNames)('%s', (name) => {
  const tokenizer = Tokenizer.fromDefinition({ ...readDefinition(name), truncation: null, padding: null });

  test('joined pieces are the decoded text', () => {
    for (const [, text] of readGolden(name).texts.filter(([kind]) => kind !== 'paragraph20k')) {
      const { ids } = tokenizer.encode(text);
      const stream = tokenizer.streamDecoder();
      const pieces = ids.map((id) => stream.push(id));
      expect(pieces.join('') + stream.end(), JSON.stringify(text)).toBe(tokenizer.decode(ids));
    }
  });
});

test('no piece ends inside a character', () => {
  const tokenizer = Tokenizer.fromDefinition(readDefinition('gpt2'));
  const stream = tokenizer.streamDecoder();
  const pieces = tokenizer.encode('a😀b').ids.map((id) => stream.push(id));
  expect(pieces.filter((piece) => piece !== '')).toEqual(['a', '😀', 'b']);
});
