/** Pre-tokenizers that decide by the class of single characters. Each gives the parts of a text: starts and ends, alternating; none is empty. */
import { unitsAt } from '../aligned-text.js';
import { isNumeric, isPunctuation, isWhiteSpace, isWordCharacter } from '../unicode/character-classes.js';
import { scriptOf } from '../unicode/scripts.js';
import { type SplitBehavior, splitBounds } from './split-behavior.js';

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

/** Runs of characters of one kind; kind 0 is left out, and characters of kind `alone` are runs of their own. */
function runsOf(text: string, kindOf: (code: number) => number, alone: number): number[] {
  const bounds: number[] = [];
  let start = 0;
  let kind = 0;
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i)!;
    const next = kindOf(code);
    if (next !== kind || next === alone) {
      if (kind !== 0) bounds.push(start, i);
      start = i;
      kind = next;
    }
    i += code > 0xffff ? 2 : 1;
  }
  if (kind !== 0) bounds.push(start, text.length);
  return bounds;
}

/** Splits at white space, which goes. */
export function splitWhiteSpace(text: string): number[] {
  return runsOf(text, (code) => (isWhiteSpace(code) ? 0 : 1), 2);
}

/** `BertPreTokenizer`: white space goes, punctuation stands alone. */
export function splitBert(text: string): number[] {
  return runsOf(text, (code) => (isWhiteSpace(code) ? 0 : isPunctuation(code) ? 2 : 1), 2);
}

/** `Whitespace`: runs of word characters and runs of others, without white space: `\w+|[^\w\s]+`. */
export function splitWords(text: string): number[] {
  return runsOf(text, (code) => (isWhiteSpace(code) ? 0 : isWordCharacter(String.fromCodePoint(code)) ? 1 : 2), 3);
}

export function splitPunctuation(text: string, behavior: SplitBehavior): number[] {
  return splitBounds(text.length, matchesOf(text, (_, code) => isPunctuation(code)), behavior);
}

export function splitDigits(text: string, individual: boolean): number[] {
  return splitBounds(text.length, matchesOf(text, (character) => isNumeric(character)), individual ? 'Isolated' : 'Contiguous');
}

export function splitDelimiter(text: string, delimiter: string): number[] {
  return splitBounds(text.length, matchesOf(text, (character) => character === delimiter), 'Removed');
}

/** `FixedLength`: parts of `length` characters. */
export function splitFixed(text: string, length: number): number[] {
  const bounds: number[] = [];
  let start = 0;
  let count = 0;
  for (let i = 0; i < text.length; ) {
    i += unitsAt(text, i);
    if (++count === length || i === text.length) {
      bounds.push(start, i);
      start = i;
      count = 0;
    }
  }
  return bounds;
}

/** `UnicodeScripts`: a new part where the script changes; what stands before the first character with a script is dropped. */
export function splitScripts(text: string): number[] {
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
  return starts.flatMap((start, k) => [start, starts[k + 1] ?? text.length]);
}
