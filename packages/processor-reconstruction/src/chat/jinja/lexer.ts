/**
 * Cuts a template into tokens as jinja2 3.1 does, with `trim_blocks` and `lstrip_blocks` on: text, and the inside of `{{ … }}` and
 * `{% … %}` as names, literals and operators.
 */
import { PythonError } from '../python/values.js';
import { SPACE_CLASS, strip } from '../python/text.js';

/** One token; `value` is the text of a name or operator, the content of a string, the digits of a number. */
export interface Token {
  readonly type:
    | 'data'
    | 'variable_begin'
    | 'variable_end'
    | 'block_begin'
    | 'block_end'
    | 'name'
    | 'string'
    | 'integer'
    | 'float'
    | 'operator'
    | 'eof';
  readonly value: string;
  readonly line: number;
}

const SPACE = `[${SPACE_CLASS}]`;
const ROOT = new RegExp(`\\{%([-+]?)${SPACE}*raw${SPACE}*(?:-%\\}${SPACE}*|%\\})|\\{%([-+]?)|\\{\\{([-+]?)|\\{#([-+]?)`, 'gu');
const RAW_END = new RegExp(`\\{%([-+]?)${SPACE}*endraw${SPACE}*(?:\\+%\\}|-%\\}${SPACE}*|%\\}\\n?)`, 'gu');
const COMMENT_END = new RegExp(`\\+#\\}|-#\\}${SPACE}*|#\\}\\n?`, 'gu');
const BLOCK_END = new RegExp(`\\+%\\}|-%\\}${SPACE}*|%\\}\\n?`, 'uy');
const VARIABLE_END = new RegExp(`-\\}\\}${SPACE}*|\\}\\}`, 'uy');
const WHITESPACE = new RegExp(`${SPACE}+`, 'uy');
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iuy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iuy;
const NAME = /[\p{XID_Start}_][\p{XID_Continue}]*/uy;
const STRING = /'[^'\\]*(?:\\[^][^'\\]*)*'|"[^"\\]*(?:\\[^][^"\\]*)*"/uy;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;]/uy;

const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** All tokens of a template, ended by one of type `eof`. @throws {PythonError} `TemplateSyntaxError`. */
export function tokenize(template: string): Token[] {
  const source = template.replace(/\r\n|\r/gu, '\n').replace(/\n$/u, '');
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStarting = true;
  const advance = (end: number): void => {
    for (let index = at; index < end; index += 1) if (source.charCodeAt(index) === 10) line += 1;
    if (end > at) lineStarting = source.charCodeAt(end - 1) === 10;
    at = end;
  };
  const push = (type: Token['type'], value: string): void => {
    if (type !== 'data' || value !== '') tokens.push({ type, value, line });
  };
  while (at < source.length) {
    ROOT.lastIndex = at;
    const open = ROOT.exec(source);
    if (open === null) {
      push('data', source.slice(at));
      break;
    }
    const [whole, raw, block, variable, comment] = open;
    push('data', beforeTag(source.slice(at, open.index), raw ?? block ?? variable ?? comment ?? '', variable !== undefined, lineStarting));
    advance(open.index + whole.length);
    if (raw !== undefined) {
      const end = findEnd(RAW_END, source, at, 'Missing end of raw directive', line);
      push('data', beforeTag(source.slice(at, end.index), end[1] ?? '', false, lineStarting));
      advance(end.index + end[0].length);
    } else if (comment !== undefined) {
      const end = findEnd(COMMENT_END, source, at, 'Missing end of comment tag', line);
      advance(end.index + end[0].length);
    } else {
      const inBlock = block !== undefined;
      push(inBlock ? 'block_begin' : 'variable_begin', whole);
      tokenizeExpression(source, inBlock, { position: () => at, line: () => line, advance, push });
    }
  }
  tokens.push({ type: 'eof', value: '', line });
  return tokens;
}

interface Cursor {
  readonly position: () => number;
  readonly line: () => number;
  readonly advance: (end: number) => void;
  readonly push: (type: Token['type'], value: string) => void;
}

/** Text before a tag: `-` strips it, otherwise spaces between the line's start and a block or comment go (`lstrip_blocks`). */
function beforeTag(text: string, sign: string, isVariable: boolean, lineStarting: boolean): string {
  if (sign === '-') return strip(text, undefined, false, true);
  if (sign === '+' || isVariable) return text;
  const lineStart = text.lastIndexOf('\n') + 1;
  if (lineStart === 0 && !lineStarting) return text;
  return strip(text.slice(lineStart), undefined, true, true) === '' ? text.slice(0, lineStart) : text;
}

function findEnd(pattern: RegExp, source: string, from: number, message: string, line: number): RegExpExecArray {
  pattern.lastIndex = from;
  const found = pattern.exec(source);
  if (found === null) throw syntaxError(message, line);
  return found;
}

function tokenizeExpression(source: string, inBlock: boolean, cursor: Cursor): void {
  const brackets: string[] = [];
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = cursor.position();
    return pattern.exec(source)?.[0];
  };
  while (cursor.position() < source.length) {
    const end = brackets.length === 0 ? match(inBlock ? BLOCK_END : VARIABLE_END) : undefined;
    if (end !== undefined) {
      cursor.push(inBlock ? 'block_end' : 'variable_end', end);
      cursor.advance(cursor.position() + end.length);
      return;
    }
    const text = nextToken(match, cursor);
    if (text === undefined) {
      const char = String.fromCodePoint(source.codePointAt(cursor.position()) ?? 0);
      throw syntaxError(`unexpected char '${char}' at ${cursor.position()}`, cursor.line());
    }
    if (text === '(' || text === '[' || text === '{') brackets.push(text);
    if (Object.hasOwn(CLOSING, text)) {
      const open = brackets.pop();
      if (open === undefined) throw syntaxError(`unexpected '${text}'`, cursor.line());
      if (open !== CLOSING[text]) {
        const expected = Object.keys(CLOSING).find((close) => CLOSING[close] === open) ?? '';
        throw syntaxError(`unexpected '${text}', expected '${expected}'`, cursor.line());
      }
    }
    cursor.advance(cursor.position() + text.length);
  }
  throw syntaxError(inBlock ? "unexpected end of template, expected 'end of statement block'." : "unexpected end of template, expected 'end of print statement'.", cursor.line());
}

/** Pushes the token at the cursor and returns its source text; white space pushes nothing. */
function nextToken(match: (pattern: RegExp) => string | undefined, cursor: Cursor): string | undefined {
  const space = match(WHITESPACE);
  if (space !== undefined) return space;
  const float = match(FLOAT);
  if (float !== undefined) {
    cursor.push('float', float.replaceAll('_', ''));
    return float;
  }
  const integer = match(INTEGER);
  if (integer !== undefined) {
    cursor.push('integer', integer.replaceAll('_', '').toLowerCase());
    return integer;
  }
  const name = match(NAME);
  if (name !== undefined) {
    cursor.push('name', name);
    return name;
  }
  const string = match(STRING);
  if (string !== undefined) {
    cursor.push('string', unescape(string.slice(1, -1)));
    return string;
  }
  const operator = match(OPERATOR);
  if (operator !== undefined) cursor.push('operator', operator);
  return operator;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Python's `unicode-escape` decoding. */
function unescape(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]))/gu,
    (whole, hex: string | undefined, short: string | undefined, long: string | undefined, octal: string | undefined, char: string | undefined) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff));
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      return SIMPLE_ESCAPES[char ?? ''] ?? whole;
    },
  );
}

/** A `TemplateSyntaxError` with its line. */
export function syntaxError(message: string, line: number): PythonError {
  return new PythonError('TemplateSyntaxError', `${message} (line ${line})`);
}
