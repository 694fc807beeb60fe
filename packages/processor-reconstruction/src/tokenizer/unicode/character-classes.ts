/** Character classes of Rust's standard library and of the tables that the Rust tokenizers use. */

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
const WORD = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const PUNCTUATION = /\p{P}/u;
const OTHER = /\p{C}/u;
const NON_SPACING_MARK = /\p{Mn}/u;
const MARK = /\p{M}/u;

/** `char::is_numeric`: general category N. */
export function isNumeric(character: string): boolean {
  return NUMERIC.test(character);
}

/** `\w` of Rust's `regex` crate. */
export function isWordCharacter(character: string): boolean {
  return WORD.test(character);
}

/** ASCII punctuation and the general category P. */
export function isPunctuation(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 0x80) return (code > 0x20 && code < 0x30) || (code > 0x39 && code < 0x41) || (code > 0x5a && code < 0x61) || (code > 0x7a && code < 0x7f);
  return PUNCTUATION.test(character);
}

/** General category C, unassigned code points included. */
export function isOther(character: string): boolean {
  return OTHER.test(character);
}

export function isNonSpacingMark(character: string): boolean {
  return NON_SPACING_MARK.test(character);
}

export function isMark(character: string): boolean {
  return MARK.test(character);
}
