/** Character classes of Rust's standard library and of the tables that the Rust tokenizers use. */
import { codePointSet, tableSource } from './code-point-set.js';
import { MARKS, NON_SPACING_MARKS, OTHERS, PUNCTUATION, UNASSIGNED } from './tables.js';

/** `char::is_whitespace`: the property White_Space. */
export function isWhiteSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 9 && code <= 13);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (
    code === 0x1680 || (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f ||
    code === 0x3000
  );
}

const NUMERIC = /\p{N}/u;
/** Made when it is first used: few tokenizers need it. */
const wordPattern = (): RegExp => new RegExp(`[[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]--[${tableSource(UNASSIGNED)}]]`, 'v');
const ASCII_WORD = /\w/;
let word: RegExp | undefined;
const isPunctuationBeyondAscii = codePointSet(PUNCTUATION);

/** `char::is_numeric`: general category N. */
export function isNumeric(character: string): boolean {
  return NUMERIC.test(character);
}

/** `\w` of Rust's `regex` crate. */
export function isWordCharacter(character: string): boolean {
  return character.charCodeAt(0) < 0x80 ? ASCII_WORD.test(character) : (word ??= wordPattern()).test(character);
}

/** ASCII punctuation and the general category P. */
export function isPunctuation(code: number): boolean {
  if (code < 0x80) return (code > 0x20 && code < 0x30) || (code > 0x39 && code < 0x41) || (code > 0x5a && code < 0x61) || (code > 0x7a && code < 0x7f);
  return isPunctuationBeyondAscii(code);
}

/** Control, format and private-use characters beyond ASCII. */
export const isOther: (code: number) => boolean = codePointSet(OTHERS);

export const isNonSpacingMark: (code: number) => boolean = codePointSet(NON_SPACING_MARKS);

export const isMark: (code: number) => boolean = codePointSet(MARKS);
