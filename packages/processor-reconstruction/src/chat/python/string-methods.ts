/** Methods of Python's `str` that templates can call. */
import { braceFormat, type FieldLookup } from './brace-format.js';
import { bindArguments } from './call-signature.js';
import { assertLength } from './operators.js';
import { capitalize, isSpace, splitAt, splitLines, splitSpace, strip, swapCase, titleCase } from './text.js';
import {
  type CallArguments,
  codePoints,
  iterate,
  isDict,
  PythonError,
  type PyValue,
  textLength,
  Tuple,
  truthy,
  typeName,
} from './values.js';

type Method = (text: string, args: CallArguments, lookup: FieldLookup) => PyValue;

/** The method `name` of strings, or `undefined`. */
export function stringMethod(name: string): Method | undefined {
  return Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
}

const noArguments =
  (name: string, result: (text: string) => PyValue): Method =>
  (text, args) => {
    bindArguments(`str.${name}`, args, []);
    return result(text);
  };

const everyCharacter = (pattern: RegExp) => (text: string) => pattern.test(text);

const METHODS: Readonly<Record<string, Method>> = {
  capitalize: noArguments('capitalize', capitalize),
  casefold: noArguments('casefold', (text) => text.toUpperCase().toLowerCase().replaceAll('ς', 'σ')),
  lower: noArguments('lower', (text) => text.toLowerCase()),
  upper: noArguments('upper', (text) => text.toUpperCase()),
  title: noArguments('title', titleCase),
  swapcase: noArguments('swapcase', swapCase),
  isspace: noArguments('isspace', isSpace),
  isalnum: noArguments('isalnum', everyCharacter(/^[\p{L}\p{Nd}\p{Nl}\p{No}]+$/u)),
  isalpha: noArguments('isalpha', everyCharacter(/^\p{L}+$/u)),
  isascii: noArguments('isascii', (text) => !/[^\0-\x7f]/u.test(text)),
  isdecimal: noArguments('isdecimal', everyCharacter(/^\p{Nd}+$/u)),
  isdigit: noArguments('isdigit', everyCharacter(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468]+$/u)),
  isnumeric: noArguments('isnumeric', everyCharacter(/^[\p{Nd}\p{Nl}\p{No}]+$/u)),
  isidentifier: noArguments('isidentifier', everyCharacter(/^[\p{XID_Start}_]\p{XID_Continue}*$/u)),
  isprintable: noArguments('isprintable', (text) => !/[\p{C}\p{Z}]/u.test(text.replaceAll(' ', ''))),
  islower: noArguments('islower', (text) => /[\p{Ll}]/u.test(text) && !/[\p{Lu}\p{Lt}]/u.test(text)),
  isupper: noArguments('isupper', (text) => /[\p{Lu}]/u.test(text) && !/[\p{Ll}\p{Lt}]/u.test(text)),
  istitle: noArguments('istitle', (text) => /\p{L}/u.test(text) && titleCase(text) === text),
  strip: stripMethod('strip', true, true),
  lstrip: stripMethod('lstrip', true, false),
  rstrip: stripMethod('rstrip', false, true),
  startswith: affixMethod('startswith', (text, affix) => text.startsWith(affix)),
  endswith: affixMethod('endswith', (text, affix) => text.endsWith(affix)),
  removeprefix: (text, args) => {
    const [prefix] = texts('removeprefix', args, ['/prefix!']);
    return prefix !== undefined && text.startsWith(prefix) ? text.slice(prefix.length) : text;
  },
  removesuffix: (text, args) => {
    const [suffix] = texts('removesuffix', args, ['/suffix!']);
    return suffix !== undefined && suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
  },
  split: splitMethod('split', false),
  rsplit: splitMethod('rsplit', true),
  splitlines: (text, args) => splitLines(text, truthy(bindArguments('str.splitlines', args, ['keepends'])[0] ?? false)),
  join: (text, args) => {
    const [items] = bindArguments('str.join', args, ['/iterable!']);
    const parts = iterate(items ?? null).map((item, index) => {
      if (typeof item === 'string') return item;
      throw new PythonError('TypeError', `sequence item ${index}: expected str instance, ${typeName(item)} found`);
    });
    assertLength(parts.reduce((sum, part) => sum + part.length + text.length, 0));
    return parts.join(text);
  },
  replace: (text, args) => {
    const [from, to, count] = bindArguments('str.replace', args, ['/old!', '/new!', '/count']);
    return replaceText(text, textArgument('replace', from, 1), textArgument('replace', to, 2), integer(count, -1));
  },
  find: searchMethod('find', false, false),
  rfind: searchMethod('rfind', true, false),
  index: searchMethod('index', false, true),
  rindex: searchMethod('rindex', true, true),
  count: (text, args) => {
    const [wanted, start, end] = bindArguments('str.count', args, ['/sub!', '/start', '/end']);
    const [, range] = searchRange(text, start, end);
    const needle = textArgument('count', wanted, 1);
    return BigInt(needle === '' ? textLength(range) + 1 : range.split(needle).length - 1);
  },
  partition: (text, args) => {
    const [separator = ''] = texts('partition', args, ['/sep!']);
    if (separator === '') throw new PythonError('ValueError', 'empty separator');
    const at = text.indexOf(separator);
    return new Tuple(at === -1 ? [text, '', ''] : [text.slice(0, at), separator, text.slice(at + separator.length)]);
  },
  rpartition: (text, args) => {
    const [separator = ''] = texts('rpartition', args, ['/sep!']);
    if (separator === '') throw new PythonError('ValueError', 'empty separator');
    const at = text.lastIndexOf(separator);
    return new Tuple(at === -1 ? ['', '', text] : [text.slice(0, at), separator, text.slice(at + separator.length)]);
  },
  ljust: justifyMethod('ljust', (missing) => [0, missing]),
  rjust: justifyMethod('rjust', (missing) => [missing, 0]),
  center: justifyMethod('center', (missing, width) => {
    const left = Math.floor(missing / 2) + (missing & width & 1);
    return [left, missing - left];
  }),
  zfill: (text, args) => {
    const [width] = bindArguments('str.zfill', args, ['/width!']);
    const size = integer(width, 0);
    assertLength(size);
    const missing = Math.max(0, size - textLength(text));
    return /^[+-]/u.test(text) ? (text[0] ?? '') + '0'.repeat(missing) + text.slice(1) : '0'.repeat(missing) + text;
  },
  expandtabs: (text, args) => {
    const size = integer(bindArguments('str.expandtabs', args, ['tabsize'])[0], 8);
    assertLength(size);
    let column = 0;
    return Array.from(text, (char) => {
      if (char === '\t') {
        const spaces = size <= 0 ? 0 : size - (column % size);
        column += spaces;
        return ' '.repeat(spaces);
      }
      column = char === '\n' || char === '\r' ? 0 : column + 1;
      return char;
    }).join('');
  },
  format: (text, args, lookup) => braceFormat(text, args, lookup),
  format_map: (text, args, lookup) => {
    const [mapping] = bindArguments('str.format_map', args, ['/mapping!']);
    const named = new Map(isDict(mapping ?? null) ? [...(mapping as ReadonlyMap<string, PyValue>)] : []);
    return braceFormat(text, { positional: [], named }, lookup);
  },
};

function stripMethod(name: string, left: boolean, right: boolean): Method {
  return (text, args) => {
    const [chars] = bindArguments(`str.${name}`, args, ['/chars']);
    if (chars === undefined || chars === null) return strip(text, undefined, left, right);
    if (typeof chars !== 'string') throw new PythonError('TypeError', `${name} arg must be None or str`);
    return strip(text, chars, left, right);
  };
}

function affixMethod(name: string, matches: (text: string, affix: string) => boolean): Method {
  return (text, args) => {
    const [affix, start, end] = bindArguments(`str.${name}`, args, ['/prefix!', '/start', '/end']);
    const [, range] = searchRange(text, start, end);
    if (typeof affix === 'string') return matches(range, affix);
    if (affix instanceof Tuple) return affix.items.some((item) => typeof item === 'string' && matches(range, item));
    throw new PythonError('TypeError', `${name} first arg must be str or a tuple of str, not ${typeName(affix ?? null)}`);
  };
}

function splitMethod(name: string, fromRight: boolean): Method {
  return (text, args) => {
    const [separator, maxSplit] = bindArguments(`str.${name}`, args, ['sep', 'maxsplit']);
    const limit = integer(maxSplit, -1);
    if (separator === undefined || separator === null) return splitSpace(text, limit, fromRight);
    if (typeof separator !== 'string') throw new PythonError('TypeError', `must be str or None, not ${typeName(separator)}`);
    if (separator === '') throw new PythonError('ValueError', 'empty separator');
    return splitAt(text, separator, limit, fromRight);
  };
}

function searchMethod(name: string, last: boolean, mustFind: boolean): Method {
  return (text, args) => {
    const [wanted, start, end] = bindArguments(`str.${name}`, args, ['/sub!', '/start', '/end']);
    const needle = textArgument(name, wanted, 1);
    const [offset, range] = searchRange(text, start, end);
    const at = last ? range.lastIndexOf(needle) : range.indexOf(needle);
    if (at === -1 && mustFind) throw new PythonError('ValueError', 'substring not found');
    return BigInt(at === -1 ? -1 : offset + textLength(range.slice(0, at)));
  };
}

function searchRange(text: string, start: PyValue | undefined, end: PyValue | undefined): [number, string] {
  if (start === undefined && end === undefined) return [0, text];
  const units = codePoints(text);
  const wrap = (value: PyValue | undefined, fallback: number): number => {
    const at = integer(value, fallback);
    return Math.min(Math.max(at < 0 ? at + units.length : at, 0), units.length);
  };
  const from = wrap(start, 0);
  return [from, units.slice(from, wrap(end, units.length)).join('')];
}

function justifyMethod(name: string, share: (missing: number, width: number) => [number, number]): Method {
  return (text, args) => {
    const [width, fill] = bindArguments(`str.${name}`, args, ['/width!', '/fillchar']);
    const char = fill === undefined ? ' ' : fill;
    if (typeof char !== 'string' || textLength(char) !== 1) {
      throw new PythonError('TypeError', 'The fill character must be exactly one character long');
    }
    const size = integer(width, 0);
    assertLength(size);
    const missing = Math.max(0, size - textLength(text));
    const [left, right] = share(missing, size);
    return char.repeat(left) + text + char.repeat(right);
  };
}

function texts(name: string, args: CallArguments, parameters: readonly string[]): string[] {
  return bindArguments(`str.${name}`, args, parameters).map((value, index) => textArgument(name, value, index + 1));
}

function textArgument(name: string, value: PyValue | undefined, position: number): string {
  if (typeof value === 'string') return value;
  const found = value === undefined || value === null ? 'None' : typeName(value);
  throw new PythonError('TypeError', `${name}() argument ${position} must be str, not ${found}`);
}

function integer(value: PyValue | undefined, fallback: number): number {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return Number(value);
  throw new PythonError('TypeError', `'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** Python's `str.replace`, at most `count` times where that is not negative. */
export function replaceText(text: string, from: string, to: string, count: number): string {
  const times = from === '' ? textLength(text) + 1 : text.split(from).length - 1;
  const limit = count < 0 ? times : Math.min(count, times);
  assertLength(text.length + limit * Math.max(0, to.length - from.length));
  if (from === '') {
    const units = codePoints(text);
    return units.map((unit, at) => (at < limit ? to + unit : unit)).join('') + (limit > units.length ? to : '');
  }
  const parts = text.split(from);
  return parts.slice(0, limit + 1).join(to) + parts.slice(limit + 1).map((part) => from + part).join('');
}
