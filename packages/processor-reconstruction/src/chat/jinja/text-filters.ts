/** Jinja's filters on text. */
import { bindArguments } from '../python/call-signature.js';
import { percentFormat } from '../python/percent-format.js';
import { binary, numeric } from '../python/operators.js';
import { toText } from '../python/repr.js';
import { replaceText, stringMethod } from '../python/string-methods.js';
import { capitalize, splitLines, strip } from '../python/text.js';
import { codePoints, isDict, iterate, lengthOf, PythonError, type PyValue, textLength, truthy, Tuple, typeName, Undefined } from '../python/values.js';
import type { Filter } from './filters.js';

const onText =
  (change: (text: string) => PyValue): Filter =>
  (value, args) => {
    bindArguments('filter', args, []);
    return change(toText(value));
  };

/** Filters by name. */
export const TEXT_FILTERS: Readonly<Record<string, Filter>> = {
  upper: onText((text) => text.toUpperCase()),
  lower: onText((text) => text.toLowerCase()),
  capitalize: onText(capitalize),
  title: onText(jinjaTitle),
  safe: onText((text) => text),
  escape: onText(escapeHtml),
  e: onText(escapeHtml),
  forceescape: onText(escapeHtml),
  striptags: onText((text) => strip(text.replace(/<!--.*?-->|<.*?>/gsu, ''), undefined, true, true).split(/\s+/u).join(' ')),
  trim: (value, args) => {
    const [chars] = bindArguments('do_trim', args, ['chars']);
    return strip(toText(value), typeof chars === 'string' ? chars : undefined, true, true);
  },
  replace: (value, args) => {
    const [from, to, count] = bindArguments('do_replace', args, ['old!', 'new!', 'count']);
    const limit = count === undefined || count === null ? -1 : Number(numeric(count) ?? -1);
    return replaceText(toText(value), requireText(from), requireText(to), limit);
  },
  center: (value, args) => {
    const [width] = bindArguments('do_center', args, ['width']);
    return stringMethod('center')?.(toText(value), { positional: [width ?? 80n], named: new Map() }, () => null) ?? '';
  },
  format: (value, args) => {
    if (args.positional.length > 0 && args.named.size > 0) {
      throw new PythonError('FilterArgumentError', "can't handle positional and keyword arguments at the same time");
    }
    return percentFormat(toText(value), args.named.size > 0 ? new Map(args.named) : new Tuple(args.positional));
  },
  indent: (value, args) => {
    const [width, first, blank] = bindArguments('do_indent', args, ['width', 'first', 'blank']);
    if (value instanceof Undefined) return value.fail();
    return indented(requireText(value), width ?? 4n, truthy(first ?? false), truthy(blank ?? false));
  },
  truncate: (value, args) => {
    const [length, killWords, end, leeway] = bindArguments('do_truncate', args, ['length', 'killwords', 'end', 'leeway']);
    const limit = Number(numeric(length ?? 255n) ?? 255);
    const ellipsis = toText(end ?? '...');
    const slack = Number(numeric(leeway ?? 5n) ?? 5);
    if (lengthOf(value) <= limit + slack) return value;
    const units = codePoints(requireText(value));
    const cut = units.slice(0, Math.max(0, limit - textLength(ellipsis))).join('');
    if (truthy(killWords ?? false)) return cut + ellipsis;
    const space = cut.lastIndexOf(' ');
    return (space === -1 ? cut : cut.slice(0, space)) + ellipsis;
  },
  wordcount: (value) => BigInt(toText(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
  urlencode: (value) => {
    if (typeof value === 'string' || !hasPairs(value)) return quoteUrl(toText(value), '/');
    const pairs = isDict(value) ? [...value] : iterate(value).map((pair) => iterate(pair));
    return pairs.map((pair) => `${quoteQuery(toText(pair[0] ?? null))}=${quoteQuery(toText(pair[1] ?? null))}`).join('&');
  },
};

function hasPairs(value: PyValue): boolean {
  return isDict(value) || Array.isArray(value) || value instanceof Tuple;
}

function quoteUrl(text: string, safe: string): string {
  return encodeURIComponent(text).replace(/%2F|[!'()*]/gu, (part) => {
    if (part === '%2F') return safe.includes('/') ? '/' : part;
    return `%${part.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

function quoteQuery(text: string): string {
  return quoteUrl(text, '').replaceAll('%20', '+');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('>', '&gt;')
    .replaceAll('<', '&lt;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&#34;');
}

/** Jinja's own `title`: words begin after white space, dashes and opening brackets, so `don't` stays one word. */
function jinjaTitle(text: string): string {
  return text
    .split(/([-\s({[<]+)/u)
    .filter((part) => part !== '')
    .map((part) => {
      const [first = '', ...rest] = codePoints(part);
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('');
}

function indented(text: string, width: PyValue, first: boolean, blank: boolean): string {
  const indention = typeof width === 'string' ? width : toText(binary('*', ' ', width));
  const whole = `${text}\n`;
  const lines = splitLines(whole, false);
  const result = blank
    ? lines.join(`\n${indention}`)
    : [lines[0] ?? '', ...lines.slice(1).map((line) => (line === '' ? '' : indention + line))].join('\n');
  return first ? indention + result : result;
}

function requireText(value: PyValue | undefined): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) return '';
  throw new PythonError('TypeError', `replace() argument must be str, not ${value === undefined || value === null ? 'None' : typeName(value)}`);
}
