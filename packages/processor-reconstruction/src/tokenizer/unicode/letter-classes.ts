/** Letters, numbers and white space of all code points in one table, for the hand-written splitters. */
import { isWhiteSpace } from './character-classes.js';
import { tableRanges } from './code-point-set.js';
import { LETTERS, NUMBERS } from './tables.js';

export const OTHER = 0;
export const LETTER = 1;
export const NUMBER = 2;
export const SPACE = 3;

const LAST_SPACE = 0x3000;
let table: Uint8Array | undefined;

/** The class of each code point; those behind the end are `OTHER`. Made when first asked. */
export function letterClasses(): Uint8Array {
  if (table !== undefined) return table;
  const letters = tableRanges(LETTERS);
  const numbers = tableRanges(NUMBERS);
  const classes = new Uint8Array(Math.max(letters.at(-1)!, numbers.at(-1)!) + 1);
  for (let i = 0; i < letters.length; i += 2) classes.fill(LETTER, letters[i], letters[i + 1]! + 1);
  for (let i = 0; i < numbers.length; i += 2) classes.fill(NUMBER, numbers[i], numbers[i + 1]! + 1);
  for (let code = 0; code <= LAST_SPACE; code++) if (isWhiteSpace(code)) classes[code] = SPACE;
  table = classes;
  return classes;
}
