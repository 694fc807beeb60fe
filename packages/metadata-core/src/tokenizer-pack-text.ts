/** From a packed tokenizer back to the identical JSON text. */
import { MetadataError, type TokenizerVocabColumns } from '@onnx-capsule/metadata-schema';

import { readMergePoints, readVocab } from './tokenizer-pack-columns.js';
import {
  MERGES_ABSENT,
  MERGES_PAIRS,
  readPack,
  STYLE_COMPACT,
  STYLE_INDENTED,
  type TokenizerPack,
  VOCAB_OBJECT,
} from './tokenizer-pack-format.js';

/** Bytes that come out at most by default. */
const MAX_TEXT = 256 * 2 ** 20;
/** Depth of `model.vocab` and `model.merges` below the root. */
const LIST_DEPTH = 2;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const QUOTE = 0x22;
/** The characters that JSON escapes by a letter. */
const SHORT_ESCAPES: Readonly<Record<number, string>> = { 8: 'b', 9: 't', 10: 'n', 12: 'f', 13: 'r' };

/**
 * The `tokenizer.json` that `bytes` were packed from, byte for byte.
 *
 * @throws {MetadataError} `BAD_TOKENIZER_PACK`, and `LIMIT_EXCEEDED` as soon as more than `limit` bytes come out.
 */
export function unpackTokenizer(bytes: Uint8Array, limit: number = MAX_TEXT): Uint8Array {
  const pack = readPack(bytes);
  const writer = new JsonWriter(pack, limit);
  const { skeleton, vocabAt, mergesAt } = pack;
  writer.raw(skeleton, 0, vocabAt);
  writer.vocab();
  writer.raw(skeleton, vocabAt, mergesAt);
  if (pack.merges !== MERGES_ABSENT) writer.merges();
  writer.raw(skeleton, mergesAt, skeleton.length);
  return writer.finish();
}

/** A score as Rust and Python write it; both agree for the magnitudes that are packed. */
function scoreText(score: number): string {
  return Number.isInteger(score) ? `${score}.0` : String(score);
}

/** Whether `scoreText` is how every JSON writer writes `score`: beyond these magnitudes their exponents differ. */
export function isPlainScore(score: number): boolean {
  const magnitude = Math.abs(score);
  return Object.is(score, 0) || (magnitude >= 1e-4 && magnitude < 1e16);
}

class JsonWriter {
  readonly #pack: TokenizerPack;
  readonly #vocab: TokenizerVocabColumns;
  readonly #limit: number;
  readonly #encoder = new TextEncoder();
  readonly #colon: Uint8Array;
  #bytes: Uint8Array;
  #length = 0;

  constructor(pack: TokenizerPack, limit: number) {
    this.#pack = pack;
    this.#vocab = readVocab(pack);
    this.#limit = limit;
    this.#colon = this.#encoder.encode(pack.style === STYLE_COMPACT ? ':' : ': ');
    this.#bytes = new Uint8Array(pack.skeleton.length + 2 * pack.tokens.length + 1024);
  }

  finish(): Uint8Array {
    this.#checkLimit();
    return this.#bytes.slice(0, this.#length);
  }

  raw(bytes: Uint8Array, start = 0, end: number = bytes.length): void {
    this.#room(end - start);
    this.#bytes.set(bytes.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  vocab(): void {
    const { vocab: kind, tokens } = this.#pack;
    const { count, offsets, ids, scores } = this.#vocab;
    const asObject = kind === VOCAB_OBJECT;
    this.#list(asObject ? '{' : '[', asObject ? '}' : ']', LIST_DEPTH, count, (row) => {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      if (asObject) {
        this.#string(tokens, start, end, end);
        this.raw(this.#colon);
        this.#ascii(String(ids?.[row] ?? row));
      } else {
        this.#list('[', ']', LIST_DEPTH + 1, 2, (part) => {
          if (part === 0) this.#string(tokens, start, end, end);
          else this.#ascii(scoreText(scores![row]!));
        });
      }
    });
  }

  merges(): void {
    const { tokens, tokenCount, mergeCount, merges: kind } = this.#pack;
    const { offsets } = this.#vocab;
    const { result, split } = readMergePoints(this.#pack, offsets, tokenCount);
    this.#list('[', ']', LIST_DEPTH, mergeCount, (rank) => {
      const start = offsets[result[rank]!]!;
      const middle = start + split[rank]!;
      const end = offsets[result[rank]! + 1]!;
      if (kind === MERGES_PAIRS) {
        this.#list('[', ']', LIST_DEPTH + 1, 2, (part) => {
          if (part === 0) this.#string(tokens, start, middle, middle);
          else this.#string(tokens, middle, end, end);
        });
      } else this.#string(tokens, start, middle, end);
    });
  }

  #list(open: string, close: string, depth: number, count: number, item: (index: number) => void): void {
    const { style } = this.#pack;
    const inner = style === STYLE_INDENTED && count > 0 ? `\n${'  '.repeat(depth + 1)}` : '';
    const separator = this.#encoder.encode(style === STYLE_INDENTED ? `,${inner}` : style === STYLE_COMPACT ? ',' : ', ');
    this.#ascii(open + inner);
    for (let index = 0; index < count; index++) {
      if (index > 0) this.raw(separator);
      item(index);
    }
    this.#ascii(inner === '' ? close : `\n${'  '.repeat(depth)}${close}`);
  }

  #ascii(text: string): void {
    this.#room(text.length);
    for (let index = 0; index < text.length; index++) this.#bytes[this.#length++] = text.charCodeAt(index);
  }

  /** `source[start … end]` as a JSON string, with a space at `middle` where that is not the end. */
  #string(source: Uint8Array, start: number, middle: number, end: number): void {
    // An escaped character takes up to 6 bytes; quotes and the space 3.
    this.#room(6 * (end - start) + 3);
    const target = this.#bytes;
    let length = this.#length;
    target[length++] = QUOTE;
    for (let index = start; index < end; index++) {
      if (index === middle) target[length++] = SPACE;
      const byte = source[index]!;
      if (byte < SPACE) {
        const short = SHORT_ESCAPES[byte];
        const escape = short === undefined ? `\\u${byte.toString(16).padStart(4, '0')}` : `\\${short}`;
        for (let at = 0; at < escape.length; at++) target[length++] = escape.charCodeAt(at);
      } else {
        if (byte === QUOTE || byte === BACKSLASH) target[length++] = BACKSLASH;
        target[length++] = byte;
      }
    }
    target[length++] = QUOTE;
    this.#length = length;
  }

  #room(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#bytes.length) return;
    this.#checkLimit();
    const grown = new Uint8Array(Math.max(needed, Math.min(2 * this.#bytes.length, this.#limit)));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  #checkLimit(): void {
    if (this.#length <= this.#limit) return;
    throw new MetadataError('LIMIT_EXCEEDED', `tokenizer.json unpacks to more than ${this.#limit} bytes.`, {
      where: 'tokenizer.json',
      hint: 'Raise the limit by an option if you trust this file.',
    });
  }
}
