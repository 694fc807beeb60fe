/** Pre-tokenizers that decide by the class of single characters. */
import { type AlignedText, sliceAligned, unitsAt } from '../aligned-text.js';
import { isNumeric, isPunctuation, isWhiteSpace, isWordCharacter } from '../unicode/character-classes.js';
import { scriptOf } from '../unicode/scripts.js';
import { type SplitBehavior, splitAligned } from './split-behavior.js';

/** Positions of the characters that `test` accepts: starts and ends, alternating. */
function matchesOf(text: string, test: (character: string, code: number) => boolean): number[] {
  const found: number[] = [];
  for (let i = 0; i < text.length; ) {
    const units = unitsAt(text, i);
    const character = units === 1 ? text[i]! : text.slice(i, i + 2);
    if (test(character, character.codePointAt(0)!)) found.push(i, i + units);
    i += units;
  }
  return found;
}

/** Splits at white space, which goes. */
export function splitWhiteSpace(piece: AlignedText): AlignedText[] {
  return splitAligned(piece, matchesOf(piece.text, (_, code) => isWhiteSpace(code)), 'Removed');
}

/** `BertPreTokenizer`: white space goes, punctuation stands alone. */
export function splitBert(piece: AlignedText): AlignedText[] {
  return splitWhiteSpace(piece).flatMap((word) => splitPunctuation(word, 'Isolated'));
}

export function splitPunctuation(piece: AlignedText, behavior: SplitBehavior): AlignedText[] {
  return splitAligned(piece, matchesOf(piece.text, (_, code) => isPunctuation(code)), behavior);
}

export function splitDigits(piece: AlignedText, individual: boolean): AlignedText[] {
  return splitAligned(piece, matchesOf(piece.text, (character) => isNumeric(character)), individual ? 'Isolated' : 'Contiguous');
}

export function splitDelimiter(piece: AlignedText, delimiter: string): AlignedText[] {
  return splitAligned(piece, matchesOf(piece.text, (character) => character === delimiter), 'Removed');
}

/** `Whitespace`: runs of word characters and runs of others, without white space: `\w+|[^\w\s]+`. */
export function splitWords(piece: AlignedText): AlignedText[] {
  const { text } = piece;
  const pieces: AlignedText[] = [];
  let start = 0;
  let kind = 0;
  for (let i = 0; i < text.length; ) {
    const units = unitsAt(text, i);
    const code = text.codePointAt(i)!;
    const next = isWhiteSpace(code) ? 0 : isWordCharacter(units === 1 ? text[i]! : text.slice(i, i + 2)) ? 1 : 2;
    if (next !== kind) {
      if (kind !== 0) pieces.push(sliceAligned(piece, start, i));
      start = i;
      kind = next;
    }
    i += units;
  }
  if (kind !== 0) pieces.push(sliceAligned(piece, start, text.length));
  return pieces;
}

/** `FixedLength`: parts of `length` characters. */
export function splitFixed(piece: AlignedText, length: number): AlignedText[] {
  const { text } = piece;
  const pieces: AlignedText[] = [];
  let start = 0;
  let count = 0;
  for (let i = 0; i < text.length; ) {
    i += unitsAt(text, i);
    if (++count === length || i === text.length) {
      pieces.push(sliceAligned(piece, start, i));
      start = i;
      count = 0;
    }
  }
  return pieces;
}

/** `UnicodeScripts`: a new part where the script changes; what stands before the first character with a script is dropped. */
export function splitScripts(piece: AlignedText): AlignedText[] {
  const { text } = piece;
  const starts: number[] = [];
  let last: string | undefined;
  for (let i = 0; i < text.length; ) {
    const units = unitsAt(text, i);
    const script = scriptOf(units === 1 ? text[i]! : text.slice(i, i + 2));
    if (script !== '') {
      if (script !== last) starts.push(i);
      last = script;
    }
    i += units;
  }
  return starts.map((start, k) => sliceAligned(piece, start, starts[k + 1] ?? text.length));
}
