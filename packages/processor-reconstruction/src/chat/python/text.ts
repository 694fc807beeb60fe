/** Python's rules about characters: white space, lines, case, title case. */

/** Characters of Python's `str.isspace`, as the inside of a regular expression class. */
export const SPACE_CLASS = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const LEADING_SPACE = new RegExp(`^[${SPACE_CLASS}]+`, 'u');
const ONLY_SPACE = new RegExp(`^[${SPACE_CLASS}]+$`, 'u');

/** Python's `strip`, `lstrip` or `rstrip`; without `chars` it removes white space. */
export function strip(text: string, chars: string | undefined, left: boolean, right: boolean): string {
  if (chars === undefined) {
    const start = left ? (LEADING_SPACE.exec(text)?.[0].length ?? 0) : 0;
    if (!right) return text.slice(start);
    let end = text.length;
    while (end > start && isSpace(text[end - 1] ?? '')) end -= 1;
    return text.slice(start, end);
  }
  const units = Array.from(text);
  const set = new Set(Array.from(chars));
  let start = 0;
  let end = units.length;
  if (left) while (start < end && set.has(units[start] ?? '')) start += 1;
  if (right) while (end > start && set.has(units[end - 1] ?? '')) end -= 1;
  return units.slice(start, end).join('');
}

/** Python's `str.isspace`. */
export function isSpace(text: string): boolean {
  return ONLY_SPACE.test(text);
}

/** Python's `str.splitlines`. */
export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines: string[] = [];
  const pattern = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/gu; // eslint-disable-line no-control-regex -- Python's line boundaries
  let start = 0;
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, keepEnds ? end : match.index));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** Python's `str.title`: cased letters after uncased characters in upper case, the others in lower case. */
export function titleCase(text: string): string {
  let inWord = false;
  return Array.from(text, (char) => {
    const cased = /[\p{Lu}\p{Ll}\p{Lt}]/u.test(char);
    const result = cased ? (inWord ? char.toLowerCase() : char.toUpperCase()) : char;
    inWord = cased;
    return result;
  }).join('');
}

/** Python's `str.capitalize`. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = Array.from(text);
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** Python's `str.swapcase`. */
export function swapCase(text: string): string {
  return Array.from(text, (char) => (/\p{Lu}/u.test(char) ? char.toLowerCase() : char.toUpperCase())).join('');
}

/** Splits at white space as Python's `str.split()` does, at most `limit` times; from the right where `fromRight`. */
export function splitSpace(text: string, limit: number, fromRight: boolean): string[] {
  const words = strip(text, undefined, true, true).split(new RegExp(`[${SPACE_CLASS}]+`, 'u'));
  if (words.length === 1 && words[0] === '') return [];
  if (limit < 0 || words.length <= limit + 1) return words;
  const space = `[${SPACE_CLASS}]`;
  const word = `[^${SPACE_CLASS}]+`;
  const parts: string[] = [];
  let rest = text;
  for (let count = 0; count < limit; count += 1) {
    const pattern = fromRight ? new RegExp(`(${word})${space}*$`, 'u') : new RegExp(`^${space}*(${word})`, 'u');
    const match = pattern.exec(rest);
    if (match === null) break;
    parts.push(match[1] ?? '');
    rest = fromRight ? rest.slice(0, match.index) : rest.slice(match[0].length);
  }
  if (fromRight) return [strip(rest, undefined, false, true), ...parts.reverse()];
  return [...parts, strip(rest, undefined, true, false)];
}

/** Splits at `separator`, at most `limit` times (all where negative); from the right where `fromRight`. */
export function splitAt(text: string, separator: string, limit: number, fromRight: boolean): string[] {
  const parts = text.split(separator);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  if (fromRight) {
    const cut = parts.length - limit;
    return [parts.slice(0, cut).join(separator), ...parts.slice(cut)];
  }
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}
