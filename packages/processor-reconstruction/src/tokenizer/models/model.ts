/** What every tokenization model does. */
import type { TokenSink } from '../token-run.js';
import type { Vocabulary } from '../vocabulary.js';

export interface Model {
  readonly vocabulary: Vocabulary;
  /** Whether it remembers the tokens of words itself. */
  readonly keepsWords?: boolean;
  /** Puts the tokens of one word into the sink, with their ranges in UTF-8 bytes. */
  tokenize(word: string, sink: TokenSink): void;
}

const encoder = new TextEncoder();
let scratch = new Uint8Array(1024);

/** UTF-8 of `text` in a shared buffer, valid until the next call; `length` bytes of it count. */
export function utf8(text: string): { readonly bytes: Uint8Array; readonly length: number } {
  if (text.length * 3 > scratch.length) scratch = new Uint8Array(text.length * 3 + 1024);
  return { bytes: scratch, length: encoder.encodeInto(text, scratch).written };
}

/** The name of a byte token, `<0xE2>`. */
function byteTokenName(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}

/** Ids of the byte tokens, -1 for those that the vocabulary lacks. */
export function byteTokenIds(vocabulary: Vocabulary): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => vocabulary.id(byteTokenName(byte)));
}
