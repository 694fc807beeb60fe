/** Normalizers that look at one character at a time. */
import { type AlignedText, applyMapping, type MappedText, TextTransform } from '../aligned-text.js';
import { isMark, isNonSpacingMark, isOther, isWhiteSpace } from '../unicode/character-classes.js';
import { normalizeForm } from './unicode-forms.js';

/** Keeps the characters that `keep` accepts; `undefined` where these are all. */
function filterCharacters(text: string, keep: (code: number) => boolean): MappedText | undefined {
  const dropped = firstUnit(text, (code) => !keep(code));
  if (dropped < 0) return undefined;
  const from: number[] = [];
  for (let i = 0; i < dropped; i++) from.push(i);
  let result = text.slice(0, dropped);
  let runStart = dropped;
  for (let i = dropped; i < text.length; ) {
    const code = text.codePointAt(i)!;
    const units = code > 0xffff ? 2 : 1;
    if (keep(code)) {
      for (let k = 0; k < units; k++) from.push(i + k);
    } else {
      result += text.slice(runStart, i);
      runStart = i + units;
    }
    i += units;
  }
  return { text: result + text.slice(runStart), from: Int32Array.from(from) };
}

/** Where the first character is that `test` accepts; -1 for none. */
function firstUnit(text: string, test: (code: number) => boolean): number {
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i)!;
    if (test(code)) return i;
    i += code > 0xffff ? 2 : 1;
  }
  return -1;
}

/** Replaces characters one by one; `map` returns the text for a code point, or `undefined` to leave it. */
function mapCharacters(text: string, map: (code: number) => string | undefined): MappedText | undefined {
  const from: number[] = [];
  let result = '';
  let runStart = 0;
  let moved = false;
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i)!;
    const units = code > 0xffff ? 2 : 1;
    const mapped = map(code);
    const length = mapped?.length ?? units;
    if (mapped !== undefined) {
      result += text.slice(runStart, i) + mapped;
      runStart = i + units;
    }
    if (length !== units && !moved) {
      moved = true;
      for (let k = 0; k < i; k++) from.push(k);
    }
    if (length !== units) for (let k = 0; k < length; k++) from.push(i);
    else if (moved) for (let k = 0; k < units; k++) from.push(i + k);
    i += units;
  }
  if (runStart === 0) return undefined;
  return { text: result + text.slice(runStart), ...(moved && { from: Int32Array.from(from) }) };
}

const ASCII_ONLY = /^[\0-\x7f]*$/;
/** What BERT's clean-up keeps of ASCII. */
const PRINTABLE_ASCII = /^[\t\n\r\x20-\x7e]*$/;

function lowerOf(code: number): string | undefined {
  const character = String.fromCodePoint(code);
  const lower = character.toLowerCase();
  return lower === character ? undefined : lower;
}

/** Lowercases each character alone: no final sigma, as Rust's `char::to_lowercase`. */
export function lowercase(source: AlignedText): AlignedText {
  const { text } = source;
  const lower = text.toLowerCase();
  if (lower === text) return source;
  if (lower.length === text.length && ASCII_ONLY.test(text)) {
    return { ...source, text: lower };
  }
  return applyMapping(source, mapCharacters(text, lowerOf));
}

/** Removes marks (general category M). */
export function stripAccents(source: AlignedText): AlignedText {
  if (ASCII_ONLY.test(source.text)) return source;
  return applyMapping(source, filterCharacters(source.text, (code) => code < 0x80 || !isMark(code)));
}

/** SentencePiece's clean-up for machine translation. */
export function nmt(source: AlignedText): AlignedText {
  const kept = applyMapping(
    source,
    filterCharacters(source.text, (code) => !(
      (code >= 1 && code <= 8) || code === 0x0b || (code >= 0x0e && code <= 0x1f) || code === 0x7f || code === 0x8f || code === 0x9f
    )),
  );
  return applyMapping(kept, mapCharacters(kept.text, (code) => (isNmtSpace(code) ? ' ' : undefined)));
}

function isNmtSpace(code: number): boolean {
  return (
    code === 9 || code === 0x0a || code === 0x0c || code === 0x0d || code === 0x1680 || (code >= 0x200b && code <= 0x200f) ||
    code === 0x2028 || code === 0x2029 || code === 0x2581 || code === 0xfeff || code === 0xfffd
  );
}

/** Removes white space at the chosen ends. */
export function strip(source: AlignedText, left: boolean, right: boolean): AlignedText {
  const { text } = source;
  let start = 0;
  let end = text.length;
  while (left && start < end && isWhiteSpace(text.charCodeAt(start))) start++;
  while (right && end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--;
  if (start === 0 && end === text.length) return source;
  const from = Int32Array.from({ length: end - start }, (_, i) => start + i);
  return applyMapping(source, { text: text.slice(start, end), from });
}

/** What `BertNormalizer` is told. */
export interface BertOptions {
  readonly cleanText: boolean;
  readonly handleChineseChars: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

/** The four steps of BERT's basic tokenizer. */
export function bertNormalize(source: AlignedText, options: BertOptions): AlignedText {
  let result = source;
  if (options.cleanText && PRINTABLE_ASCII.test(source.text)) result = { ...source, text: source.text.replace(/[\t\n\r]/g, ' ') };
  else if (options.cleanText) {
    result = applyMapping(result, filterCharacters(result.text, (code) => isCleanCharacter(code)));
    result = applyMapping(result, mapCharacters(result.text, (code) => (isWhiteSpace(code) ? ' ' : undefined)));
  }
  if (options.handleChineseChars) result = spaceChinese(result);
  if (options.stripAccents && !ASCII_ONLY.test(result.text)) {
    result = applyMapping(result, normalizeForm(result.text, 'NFD'));
    result = applyMapping(result, filterCharacters(result.text, (code) => code < 0x80 || !isNonSpacingMark(code)));
  }
  return options.lowercase ? lowercase(result) : result;
}

function isCleanCharacter(code: number): boolean {
  if (code < 0x80) return code >= 0x20 ? code !== 0x7f : code === 9 || code === 0x0a || code === 0x0d;
  return code !== 0xfffd && !isOther(code);
}

function isChinese(code: number): boolean {
  return (
    (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || (code >= 0x20000 && code <= 0x2a6df) ||
    (code >= 0x2a700 && code <= 0x2b73f) || (code >= 0x2b740 && code <= 0x2b81f) || (code >= 0x2b920 && code <= 0x2ceaf) ||
    (code >= 0xf900 && code <= 0xfaff) || (code >= 0x2f800 && code <= 0x2fa1f)
  );
}

/** Puts a space on both sides of every Chinese character. */
function spaceChinese(source: AlignedText): AlignedText {
  const { text } = source;
  let found = false;
  for (let i = 0; i < text.length && !found; i++) found = text.charCodeAt(i) >= 0x3400 && isChinese(text.codePointAt(i)!);
  if (!found) return source;
  const transform = new TextTransform(text);
  for (const character of text) {
    if (isChinese(character.codePointAt(0)!)) {
      transform.push(' ', 0);
      transform.push(character, 1);
      transform.push(' ', 1);
    } else transform.keep(character.length);
  }
  return applyMapping(source, transform.result());
}
