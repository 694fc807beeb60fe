/** Python's `str.format` on template values; attribute look-ups go through the same gate as in the template itself. */
import { formatValue } from './number-format.js';
import { repr, toText } from './repr.js';
import { type CallArguments, PythonError, type PyValue } from './values.js';

/** Reads `value.name` (`item` false) or `value[name]` for a replacement field. */
export type FieldLookup = (value: PyValue, name: string | bigint, item: boolean) => PyValue;

/** The text of `format.format(*positional, **named)`. @throws {PythonError} with Python's type and message. */
export function braceFormat(format: string, args: CallArguments, lookup: FieldLookup, depth = 2): string {
  if (depth < 0) throw new PythonError('ValueError', 'Max string recursion exceeded');
  let automatic = 0;
  let text = '';
  let at = 0;
  while (at < format.length) {
    const char = format[at] ?? '';
    if ((char === '{' || char === '}') && format[at + 1] === char) {
      text += char;
      at += 2;
    } else if (char === '}') {
      throw new PythonError('ValueError', "Single '}' encountered in format string");
    } else if (char === '{') {
      const end = closingBrace(format, at);
      const [name, conversion, spec] = splitField(format.slice(at + 1, end));
      const first = /^[^.[]*/u.exec(name)?.[0] ?? '';
      const key = first === '' ? String(automatic++) : first;
      const value = followed(argument(args, key), name.slice(first.length), lookup);
      const converted = conversion === 'r' || conversion === 'a' ? repr(value) : conversion === 's' ? toText(value) : value;
      const inner = spec.includes('{') ? braceFormat(spec, args, lookup, depth - 1) : spec;
      text += formatValue(converted, inner, toText(converted));
      at = end + 1;
    } else {
      text += char;
      at += 1;
    }
  }
  return text;
}

function closingBrace(format: string, open: number): number {
  let depth = 0;
  for (let at = open; at < format.length; at += 1) {
    if (format[at] === '{') depth += 1;
    if (format[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new PythonError('ValueError', open + 1 === format.length ? "Single '{' encountered in format string" : "expected '}' before end of string");
}

function splitField(fieldText: string): [string, string, string] {
  const [, name = '', conversion = '', spec = ''] = /^([^!:]*)(?:!([rsa]))?(?::(.*))?$/su.exec(fieldText) ?? [];
  return [name, conversion, spec];
}

function argument(args: CallArguments, key: string): PyValue {
  if (/^\d+$/u.test(key)) {
    const value = args.positional[Number(key)];
    if (value === undefined) {
      throw new PythonError('IndexError', `Replacement index ${key} out of range for positional args tuple`);
    }
    return value;
  }
  const value = args.named.get(key);
  if (value === undefined) throw new PythonError('KeyError', `'${key}'`);
  return value;
}

function followed(value: PyValue, path: string, lookup: FieldLookup): PyValue {
  let found = value;
  for (const [, name, item] of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/gu)) {
    if (name !== undefined) found = lookup(found, name, false);
    else if (item !== undefined) found = lookup(found, /^\d+$/u.test(item) ? BigInt(item) : item, true);
  }
  return found;
}
