/** `Replace` and `Prepend`. */
import { type AlignedText, applyMapping, unitsAt } from '../aligned-text.js';
import type { Pattern } from '../regex/pattern.js';

/** Replaces every match by `content`, taken literally; the new characters point at the last one that was replaced. */
export function replacePattern(source: AlignedText, pattern: Pattern, content: string): AlignedText {
  const { text } = source;
  const matches = pattern.matches(text);
  if (matches.length === 0) return source;
  const from: number[] = [];
  let result = '';
  let end = 0;
  for (let m = 0; m < matches.length; m += 2) {
    const start = matches[m]!;
    for (let i = end; i < start; i++) from.push(i);
    result += text.slice(end, start) + content;
    end = matches[m + 1]!;
    from.push(...new Array<number>(content.length).fill(end - 1));
  }
  for (let i = end; i < text.length; i++) from.push(i);
  return applyMapping(source, { text: result + text.slice(end), from: Int32Array.from(from) });
}

/** Replaces a single character by another of the same length: no alignment changes, however often it happens. */
export function replaceUnit(source: AlignedText, character: string, content: string): AlignedText {
  if (!source.text.includes(character)) return source;
  return { ...source, text: source.text.split(character).join(content) };
}

/** Puts `prefix` before a text that is not empty; it points at the first character. */
export function prepend(source: AlignedText, prefix: string): AlignedText {
  const { text } = source;
  if (text === '' || prefix === '') return source;
  if (source.starts === undefined && source.inserted === undefined) return { ...source, text: prefix + text, inserted: prefix.length };
  const first = unitsAt(text, 0);
  const from = new Int32Array(prefix.length + text.length);
  for (let i = first; i < text.length; i++) from[prefix.length + i] = i;
  return applyMapping(source, { text: prefix + text, from });
}
