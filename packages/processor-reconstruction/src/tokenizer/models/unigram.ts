/**
 * Unigram: the segmentation with the highest sum of scores (Viterbi), as the `encode_optimized` of the Rust library, which
 * follows SentencePiece. Linear in the text.
 */
import { definitionError } from '../json-node.js';
import { ProcessorError } from '../../processor-error.js';
import type { Vocabulary } from '../vocabulary.js';
import { byteTokenIds, type Model, utf8 } from './model.js';
import { PrefixTrie } from './prefix-trie.js';

/** What an unknown character costs below the lowest score. */
const UNK_PENALTY = 10;

export interface UnigramSettings {
  readonly unkId: number | undefined;
  readonly byteFallback: boolean;
  /** Tokens from this id on have no id of their own: they match, and stand for the unknown token. */
  readonly idsEnd?: number | undefined;
}

/** A token without a score (`NaN`) is never matched; it only has an id. */
export function unigram(vocabulary: Vocabulary, scores: Float64Array, settings: UnigramSettings): Model {
  const { unkId, byteFallback, idsEnd = vocabulary.count } = settings;
  if (unkId !== undefined && unkId >= vocabulary.count) {
    throw definitionError('model.unk_id', `an id below the ${vocabulary.count} tokens of the vocabulary`, unkId);
  }
  const unkScore = scores.reduce((low, score) => (score < low ? score : low), Number.POSITIVE_INFINITY) - UNK_PENALTY;
  let trie: PrefixTrie | undefined;
  let byteIds: Int32Array | undefined;
  let best = new Float64Array(256);
  let startsAt = new Int32Array(256);
  let tokens = new Int32Array(256);
  const path: number[] = [];

  const search = (bytes: Uint8Array, length: number): void => {
    trie ??= new PrefixTrie(vocabulary);
    if (best.length <= length) {
      best = new Float64Array(length * 2);
      startsAt = new Int32Array(length * 2);
      tokens = new Int32Array(length * 2);
    }
    startsAt.fill(-1, 0, length + 1);
    best[0] = 0;
    for (let start = 0; start < length; ) {
      const score = best[start]!;
      const lead = bytes[start]!;
      const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
      let single = false;
      let node = 0;
      for (let end = start; end < length; ) {
        node = trie.child(node, bytes[end++]!);
        if (node < 0) break;
        const row = trie.rowAt(node);
        if (row < 0 || Number.isNaN(scores[row]!)) continue;
        const candidate = scores[row]! + score;
        if (startsAt[end]! < 0 || candidate > best[end]!) {
          best[end] = candidate;
          startsAt[end] = start;
          tokens[end] = row;
        }
        if (end - start === size) single = true;
      }
      if (!single) {
        const end = start + size;
        const candidate = unkScore + score;
        if (startsAt[end]! < 0 || candidate > best[end]!) {
          if (unkId === undefined) throw missingUnkId();
          best[end] = candidate;
          startsAt[end] = start;
          tokens[end] = unkId;
        }
      }
      start += size;
    }
  };

  return {
    vocabulary,
    tokenize(word, sink) {
      const { bytes, length } = utf8(word);
      search(bytes, length);
      path.length = 0;
      for (let end = length; end > 0; end = startsAt[end]!) path.push(end);
      for (let i = path.length - 1; i >= 0; ) {
        const start = startsAt[path[i]!]!;
        let end = path[i]!;
        const row = tokens[end]!;
        i--;
        if (row !== unkId) {
          sink.add(row < idsEnd ? row : unkId ?? row, start, end);
          continue;
        }
        while (i >= 0 && tokens[path[i]!] === unkId) end = path[i--]!;
        addUnknown(bytes, start, end);
      }

      function addUnknown(buffer: Uint8Array, start: number, end: number): void {
        const known = vocabulary.findBytes(buffer, start, end);
        if (known >= 0) {
          sink.add(known, start, end);
          return;
        }
        byteIds ??= byteFallback ? byteTokenIds(vocabulary) : new Int32Array(256).fill(-1);
        const ids = byteIds;
        const part = buffer.subarray(start, end);
        if (byteFallback && part.every((byte) => ids[byte]! >= 0)) {
          for (const byte of part) sink.add(ids[byte]!, start, end);
          return;
        }
        if (unkId === undefined) throw missingUnkId();
        sink.add(unkId, start, end);
        sink.surface(new TextDecoder('utf-8', { ignoreBOM: true }).decode(part));
      }
    },
  };
}

function missingUnkId(): ProcessorError {
  return new ProcessorError('MISSING_UNK_TOKEN', 'Unigram: the text has a character outside the vocabulary, and model.unk_id is not set', {
    where: 'model.unk_id', hint: 'Give the model an unk_id.',
  });
}
