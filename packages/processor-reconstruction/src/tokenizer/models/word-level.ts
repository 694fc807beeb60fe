/** WordLevel: a word is a token or unknown. */
import type { Vocabulary } from '../vocabulary.js';
import { hashBytes } from '../vocabulary.js';
import { type Model, utf8 } from './model.js';
import { missingUnknown } from './word-piece.js';

export function wordLevel(vocabulary: Vocabulary, unkToken: string): Model {
  return {
    vocabulary,
    tokenize(word, sink) {
      const { bytes, length } = utf8(word);
      const row = vocabulary.find(bytes, 0, length, hashBytes(bytes, 0, length));
      const id = row < 0 ? vocabulary.id(unkToken) : vocabulary.idAt(row);
      if (id < 0) throw missingUnknown(unkToken, 'WordLevel');
      sink.add(id, 0, length);
    },
  };
}
