/**
 * Hand-written equals of the splitting patterns that most byte-level models use (GPT-2's, and those of GPT-4, Llama 3 and
 * Qwen 2). Each returns where the word that starts at a position ends; the patterns leave no character out.
 */
import { LETTER, letterClasses, NUMBER, OTHER, SPACE } from '../unicode/letter-classes.js';
import { GPT2_PATTERN } from './gpt2-pattern.js';

/** The end of the word that starts at `start`. */
export type WordEnd = (text: string, start: number) => number;

const QUOTE = 0x27;
const BLANK = 0x20;
const CR = 0x0d;
const LF = 0x0a;

const modernPattern = (numbers: string): string =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${numbers}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;

/** The splitter that equals a pattern; `undefined` for patterns that are not known. */
export function knownSplitter(pattern: string): WordEnd | undefined {
  if (pattern === GPT2_PATTERN) return gpt2Splitter();
  if (pattern === modernPattern('\\p{N}{1,3}')) return modernSplitter(3);
  if (pattern === modernPattern('\\p{N}')) return modernSplitter(1);
  return undefined;
}

/** Units of an English contraction behind an apostrophe at `at`, 0 for none. */
function contraction(text: string, at: number, anyCase: boolean): number {
  const first = text.charCodeAt(at + 1);
  const letter = anyCase ? lower(first) : first;
  switch (letter) {
    case 0x73: case 0x74: case 0x6d: case 0x64: return 2;
    case 0x72: case 0x76: case 0x6c: {
      const second = text.charCodeAt(at + 2);
      return (anyCase ? lower(second) : second) === (letter === 0x6c ? 0x6c : 0x65) ? 3 : 0;
    }
    default: return 0;
  }
}

/** Lower case of ASCII letters; ſ folds to s. */
function lower(unit: number): number {
  if (unit === 0x17f) return 0x73;
  return unit >= 0x41 && unit <= 0x5a ? unit | 0x20 : unit;
}

/** End of a run of white space without its last character when a word follows. */
function spaceEnd(classes: Uint8Array, text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && classes[text.charCodeAt(end)] === SPACE) end++;
  return end < text.length && end - start > 1 ? end - 1 : end;
}

function classRun(classes: Uint8Array, text: string, start: number, kind: number, limit: number): number {
  let at = start;
  for (let count = 0; at < text.length && count < limit; count++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      if (classes[unit] !== kind) break;
      at++;
    } else {
      const code = text.codePointAt(at)!;
      if ((classes[code] ?? OTHER) !== kind) break;
      at += code > 0xffff ? 2 : 1;
    }
  }
  return at;
}

function gpt2Splitter(): WordEnd {
  const classes = letterClasses();
  return (text, start) => {
    const unit = text.charCodeAt(start);
    if (unit === QUOTE) {
      const units = contraction(text, start, false);
      if (units > 0) return start + units;
    }
    const word = unit === BLANK && start + 1 < text.length ? start + 1 : start;
    const kind = classes[text.codePointAt(word)!] ?? OTHER;
    if (kind === SPACE) return spaceEnd(classes, text, start);
    return classRun(classes, text, word, kind, Number.POSITIVE_INFINITY);
  };
}

function modernSplitter(digits: number): WordEnd {
  const classes = letterClasses();
  return (text, start) => {
    const code = text.codePointAt(start)!;
    const kind = classes[code] ?? OTHER;
    if (kind === LETTER) return classRun(classes, text, start, LETTER, Number.POSITIVE_INFINITY);
    if (kind === NUMBER) return classRun(classes, text, start, NUMBER, digits);
    if (code === QUOTE) {
      const units = contraction(text, start, true);
      if (units > 0) return start + units;
    }
    const next = start + (code > 0xffff ? 2 : 1);
    const following = next < text.length ? (classes[text.codePointAt(next)!] ?? OTHER) : -1;
    if (following === LETTER && code !== CR && code !== LF) return classRun(classes, text, next, LETTER, Number.POSITIVE_INFINITY);
    if (kind === OTHER || (code === BLANK && following === OTHER)) {
      let end = classRun(classes, text, kind === OTHER ? start : next, OTHER, Number.POSITIVE_INFINITY);
      while (end < text.length && (text.charCodeAt(end) === CR || text.charCodeAt(end) === LF)) end++;
      return end;
    }
    return lineEnd(classes, text, start);
  };
}

/** White space up to and with its last line break; without one as in GPT-2. */
function lineEnd(classes: Uint8Array, text: string, start: number): number {
  let last = -1;
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (classes[unit] !== SPACE) break;
    if (unit === CR || unit === LF) last = at;
  }
  return last < 0 ? spaceEnd(classes, text, start) : last + 1;
}
