/**
 * Python literals as `repr` writes them: what `ast.literal_eval` reads of numbers, strings, lists, tuples, sets, dictionaries, `True`, `False`
 * and `None`. See https://docs.python.org/3/library/ast.html#ast.literal_eval.
 */
import { MetadataError } from '@onnx-capsule/metadata-schema';

const ESCAPES: Readonly<Record<string, string>> = {
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
  '\n': '',
};

const WORDS = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
  ['inf', Infinity],
  ['nan', NaN],
]);

const TOKEN =
  /\s*(?:([[({])|([\])}])|([,:])|([+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)|(-?[A-Za-z]+)(?!['"\w])|[uU]?("(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'))\s*/y;
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };

/**
 * The value of a Python literal. Lists, tuples and sets come as arrays, dictionaries as objects with string keys.
 *
 * @throws {MetadataError} `BAD_PYTHON_LITERAL` with the position, `LIMIT_EXCEEDED` beyond `maxDepth` nested values.
 */
export function parsePythonLiteral(text: string, name: string, maxDepth: number): unknown {
  let position = 0;

  function fail(expected: string): never {
    throw new MetadataError('BAD_PYTHON_LITERAL', `${name} is no Python literal: expected ${expected} at character ${position}.`, {
      where: name,
      hint: 'Export the model again.',
    });
  }

  function next(): RegExpExecArray | undefined {
    TOKEN.lastIndex = position;
    const token = TOKEN.exec(text) ?? undefined;
    if (token !== undefined) position = TOKEN.lastIndex;
    return token;
  }

  function peek(character: string): boolean {
    const before = position;
    const token = next();
    if ((token?.[2] ?? token?.[3]) === character) return true;
    position = before;
    return false;
  }

  function value(depth: number): unknown {
    if (depth > maxDepth) {
      throw new MetadataError('LIMIT_EXCEEDED', `${name} nests deeper than ${maxDepth} values.`, { where: name });
    }
    const token = next() ?? fail('a value');
    const [, open, , , number, word, string] = token;
    if (open !== undefined) return open === '{' ? dictionaryOrSet(depth) : sequence(open, depth);
    if (number !== undefined) return Number(number.replaceAll('_', ''));
    if (word !== undefined) return wordValue(word);
    return string === undefined ? fail('a value') : unescape(string.slice(1, -1));
  }

  function wordValue(word: string): unknown {
    if (word === '-inf') return -Infinity;
    return WORDS.has(word) ? WORDS.get(word) : fail('a value');
  }

  function sequence(open: string, depth: number): unknown {
    const items: unknown[] = [];
    let commas = 0;
    for (;;) {
      if (peek(CLOSING[open]!)) break;
      items.push(value(depth + 1));
      if (peek(',')) commas++;
      else if (!peek(CLOSING[open]!)) fail(`"," or "${CLOSING[open]!}"`);
      else break;
    }
    // Parentheses around one value without a comma are no tuple.
    return open === '(' && items.length === 1 && commas === 0 ? items[0] : items;
  }

  function dictionaryOrSet(depth: number): unknown {
    const pairs: [string, unknown][] = [];
    const items: unknown[] = [];
    while (!peek('}')) {
      const key = value(depth + 1);
      if (items.length === 0 && peek(':')) pairs.push([String(key), value(depth + 1)]);
      else if (pairs.length > 0) fail('":"');
      else items.push(key);
      if (peek(',')) continue;
      if (peek('}')) break;
      fail('"," or "}"');
    }
    if (items.length > 0) return items;
    // As in JSON: it would change a prototype when the object is copied.
    return Object.fromEntries(pairs.filter(([key, item]) => key !== '__proto__' || typeof item !== 'object'));
  }

  const result = value(1);
  return position === text.length ? result : fail('the end');
}

function unescape(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]))/g,
    (whole, x?: string, u?: string, long?: string, octal?: string, character?: string) => {
      const hex = x ?? u ?? long;
      if (hex !== undefined) return parseInt(hex, 16) > 0x10ffff ? whole : String.fromCodePoint(parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      return ESCAPES[character!] ?? whole;
    },
  );
}
