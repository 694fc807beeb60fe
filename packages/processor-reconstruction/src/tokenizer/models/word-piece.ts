/** WordPiece: the longest token of the vocabulary first, from left to right. */
import { ProcessorError } from '../../processor-error.js';
import type { TokenSink } from '../token-run.js';
import { extendHash, hashBytes, HASH_START, type Vocabulary } from '../vocabulary.js';
import { type Model, utf8 } from './model.js';

export interface WordPieceSettings {
  readonly unkToken: string;
  readonly prefix: string;
  readonly maxInputChars: number;
}

/** The error for a word without a token when the vocabulary lacks the unknown token itself. */
export function missingUnknown(token: string, type: string): ProcessorError {
  return new ProcessorError('MISSING_UNK_TOKEN', `${type}: the text needs the unknown token ${JSON.stringify(token)}, which the vocabulary lacks`, {
    where: 'model.unk_token', hint: 'Add the token to model.vocab, or name one that is there.',
  });
}

export function wordPiece(vocabulary: Vocabulary, settings: WordPieceSettings): Model {
  const prefix = new TextEncoder().encode(settings.prefix);
  const prefixHash = hashBytes(prefix, 0, prefix.length);
  let hashes = new Int32Array(256);
  const unk = (sink: TokenSink, length: number): void => {
    const id = vocabulary.id(settings.unkToken);
    if (id < 0) throw missingUnknown(settings.unkToken, 'WordPiece');
    sink.add(id, 0, length);
  };
  return {
    vocabulary,
    tokenize(word, sink) {
      const { bytes, length } = utf8(word);
      if (word.length > settings.maxInputChars && characters(bytes, length) > settings.maxInputChars) {
        unk(sink, length);
        return;
      }
      if (hashes.length <= length) hashes = new Int32Array(length * 2);
      const kept = sink.length;
      for (let start = 0; start < length; ) {
        const continuing = start > 0;
        const limit = Math.min(length, start + vocabulary.longest);
        let hash = continuing ? prefixHash : HASH_START;
        for (let i = start; i < limit; i++) {
          hash = extendHash(hash, bytes[i]!);
          hashes[i] = hash;
        }
        let row = -1;
        let end = limit;
        for (; end > start; end--) {
          if (end < length && (bytes[end]! & 0xc0) === 0x80) continue;
          row = vocabulary.find(bytes, start, end, hashes[end - 1]!, continuing ? prefix : undefined);
          if (row >= 0) break;
        }
        if (row < 0) {
          sink.length = kept;
          unk(sink, length);
          return;
        }
        sink.add(vocabulary.idAt(row), start, end);
        start = end;
      }
    },
  };
}

function characters(bytes: Uint8Array, length: number): number {
  let count = 0;
  for (let i = 0; i < length; i++) if ((bytes[i]! & 0xc0) !== 0x80) count++;
  return count;
}
