/** The `pattern` of `Split` and `Replace`: a literal string or an Oniguruma regular expression, searched as the Rust library does. */
import { isPairTail } from '../aligned-text.js';
import type { JsonNode } from '../json-node.js';
import { simpleGraphemesOf } from '../unicode/graphemes.js';
import { compileOniguruma } from './oniguruma.js';

/** Finds the matches in a text. */
export interface Pattern {
  /** The string, when the pattern is one. */
  readonly literal?: string;
  /** The regular expression as the file has it. */
  readonly source?: string;
  /** Starts and ends of the matches, alternating; empty matches included. */
  matches(text: string): number[];
}

/** @throws {ProcessorError} `BAD_TOKENIZER`; `BAD_REGEX` or `UNSUPPORTED_REGEX` naming the pattern. */
export function readPattern(node: JsonNode): Pattern {
  const { String: literal, Regex: regex } = node.object();
  if (literal === '') return { ...regexPattern('', node.path), literal };
  if (literal !== undefined) return literalPattern(node.at('String').string());
  if (regex !== undefined) return regexPattern(node.at('Regex').string(), node.at('Regex').path);
  return node.fail('an object with "String" or "Regex"');
}

/** Every occurrence of `literal`, which is not empty. */
export function literalPattern(literal: string): Pattern {
  return {
    literal,
    matches(text) {
      const found: number[] = [];
      for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length)) found.push(at, at + literal.length);
      return found;
    },
  };
}

/** @throws {ProcessorError} `BAD_REGEX` or `UNSUPPORTED_REGEX` naming the pattern and `path`. */
export function regexPattern(source: string, path: string): Pattern {
  if (source === '\\X') return { source, matches: graphemeMatches };
  const regex = compileOniguruma(source, path);
  return { source, matches: (text) => findMatches(regex, text) };
}

/** Positions inside a character, where some engines find empty matches, are passed over. An empty match right behind the last match does not count; the search goes on one character later. */
function findMatches(regex: RegExp, text: string): number[] {
  const found: number[] = [];
  if (text === '') return found;
  let from = 0;
  let lastEnd = -1;
  while (from <= text.length) {
    regex.lastIndex = from;
    const match = regex.exec(text);
    if (match === null) break;
    const start = match.index;
    if (isPairTail(text, start)) {
      from = start + 1;
      continue;
    }
    const end = start + match[0].length;
    if (start === end && end === lastEnd) {
      from += (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
      continue;
    }
    found.push(start, end);
    from = end;
    lastEnd = end;
  }
  return found;
}

function graphemeMatches(text: string): number[] {
  const found: number[] = [];
  let start = 0;
  for (const grapheme of simpleGraphemesOf(text)) {
    found.push(start, start + grapheme.length);
    start += grapheme.length;
  }
  return found;
}
