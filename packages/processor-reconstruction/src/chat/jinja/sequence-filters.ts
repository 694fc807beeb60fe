/** Jinja's filters on lists and other iterables. */
import { getItem } from '../python/attributes.js';
import { bindArguments } from '../python/call-signature.js';
import { binary, equal, order } from '../python/operators.js';
import { toText } from '../python/repr.js';
import {
  type CallArguments,
  DictView,
  isDict,
  isList,
  iterate,
  OneShot,
  PythonError,
  type PyValue,
  truthy,
  Tuple,
  typeName,
  Undefined,
} from '../python/values.js';
import type { Filter, FilterContext } from './filters.js';

/** Filters by name. */
export const SEQUENCE_FILTERS: Readonly<Record<string, Filter>> = {
  first: (value) => {
    const first = value instanceof OneShot ? value.next() : iterate(value)[0];
    return first === undefined ? new Undefined('No first item, sequence was empty.') : first;
  },
  last: (value) => {
    if (value instanceof OneShot) throw new PythonError('TypeError', `'${value.typeName}' object is not reversible`);
    const last = iterate(value).at(-1);
    return last === undefined ? new Undefined('No last item, sequence was empty.') : last;
  },
  list: (value) => [...iterate(value)],
  join: (value, args) => {
    const [separator, attribute] = bindArguments('do_join', args, ['d', 'attribute']);
    const items = iterate(value).map(attributeGetter(attribute));
    return items.map(toText).join(toText(separator === undefined ? '' : separator));
  },
  reverse: (value) => {
    if (typeof value === 'string') return Array.from(value).reverse().join('');
    const items = [...iterate(value)].reverse();
    return new OneShot(() => items, isList(value) ? 'list_reverseiterator' : 'reversed');
  },
  sort: (value, args) => {
    const [reverse, caseSensitive, attribute] = bindArguments('do_sort', args, ['reverse', 'case_sensitive', 'attribute']);
    const key = multiKey(attribute, folding(caseSensitive));
    return sorted(iterate(value), key, truthy(reverse ?? false));
  },
  dictsort: (value, args) => {
    const [caseSensitive, by, reverse] = bindArguments('do_dictsort', args, ['case_sensitive', 'by', 'reverse']);
    if (!isDict(value)) throw new PythonError('AttributeError', `'${typeName(value)}' object has no attribute 'items'`);
    const position = by === undefined || by === 'key' ? 0 : by === 'value' ? 1 : -1;
    if (position === -1) throw new PythonError('FilterArgumentError', 'You can only sort by either "key" or "value"');
    const fold = folding(caseSensitive);
    const pairs = new DictView('items', value).entries();
    return sorted(pairs, (pair) => fold(iterate(pair)[position] ?? null), truthy(reverse ?? false));
  },
  unique: (value, args) => {
    const [caseSensitive, attribute] = bindArguments('do_unique', args, ['case_sensitive', 'attribute']);
    const key = attributeGetter(attribute, folding(caseSensitive));
    return new OneShot(() => {
      const seen: PyValue[] = [];
      return iterate(value).filter((item) => {
        const mark = key(item);
        if (seen.some((other) => equal(other, mark))) return false;
        seen.push(mark);
        return true;
      });
    });
  },
  min: (value, args) => extreme(value, args, -1),
  max: (value, args) => extreme(value, args, 1),
  sum: (value, args) => {
    const [attribute, start] = bindArguments('do_sum', args, ['attribute', 'start']);
    return iterate(value)
      .map(attributeGetter(attribute))
      .reduce((total, item) => binary('+', total, item), start === undefined ? 0n : start);
  },
  groupby: (value, args) => {
    const [attribute, fallback, caseSensitive] = bindArguments('do_groupby', args, ['attribute!', 'default', 'case_sensitive']);
    const fold = folding(caseSensitive);
    const key = attributeGetter(attribute, undefined, fallback);
    const groups: [PyValue, PyValue[]][] = [];
    for (const item of sorted(iterate(value), (entry) => fold(key(entry)), false)) {
      const last = groups.at(-1);
      if (last !== undefined && equal(fold(last[0]), fold(key(item)))) last[1].push(item);
      else groups.push([key(item), [item]]);
    }
    return groups.map(([grouper, list]) => new Tuple([grouper, list]));
  },
  batch: (value, args) => {
    const [size, fill] = bindArguments('do_batch', args, ['linecount!', 'fill_with']);
    return new OneShot(() => {
      const width = count(size);
      const items = iterate(value);
      const rows: PyValue[][] = [];
      for (let at = 0; at < items.length; at += width) rows.push(items.slice(at, at + width));
      const last = rows.at(-1);
      if (fill !== undefined && fill !== null && last !== undefined) while (last.length < width) last.push(fill);
      return rows;
    });
  },
  slice: (value, args) => {
    const [slices, fill] = bindArguments('do_slice', args, ['slices!', 'fill_with']);
    return new OneShot(() => sliced(iterate(value), count(slices), fill ?? null));
  },
  map: (value, args, context) => new OneShot(() => (truthy(value) ? iterate(value).map(mapper(args, context)) : [])),
  select: (value, args, context) => picked(value, args, context, false, true),
  reject: (value, args, context) => picked(value, args, context, false, false),
  selectattr: (value, args, context) => picked(value, args, context, true, true),
  rejectattr: (value, args, context) => picked(value, args, context, true, false),
};

function sliced(items: readonly PyValue[], columns: number, fill: PyValue): PyValue[][] {
  const base = Math.floor(items.length / columns);
  const extra = items.length % columns;
  let at = 0;
  return Array.from({ length: columns }, (_, column) => {
    const size = base + (column < extra ? 1 : 0);
    const row = items.slice(at, at + size);
    at += size;
    if (fill !== null && column >= extra) row.push(fill);
    return row;
  });
}

function count(value: PyValue | undefined): number {
  const size = Number(value ?? 0);
  if (!Number.isInteger(size) || size < 1) throw new PythonError('ZeroDivisionError', 'integer division or modulo by zero');
  return size;
}

const ignoreCase = (value: PyValue): PyValue => (typeof value === 'string' ? value.toLowerCase() : value);

function folding(caseSensitive: PyValue | undefined): (value: PyValue) => PyValue {
  return truthy(caseSensitive ?? false) ? (value) => value : ignoreCase;
}

/** Reads a dotted attribute (`a.0.b`) of an item, as jinja2's `make_attrgetter`. */
function attributeGetter(
  attribute: PyValue | undefined,
  after: (value: PyValue) => PyValue = (value) => value,
  fallback?: PyValue,
): (item: PyValue) => PyValue {
  const parts = attributeParts(attribute);
  return (item) => {
    let value = item;
    for (const part of parts) {
      value = getItem(value, part);
      if (value instanceof Undefined && fallback !== undefined) value = fallback;
    }
    return after(value);
  };
}

function attributeParts(attribute: PyValue | undefined): PyValue[] {
  if (attribute === undefined || attribute === null) return [];
  if (typeof attribute !== 'string') return [attribute];
  return attribute.split('.').map((part) => (/^\d+$/u.test(part) ? BigInt(part) : part));
}

function multiKey(attribute: PyValue | undefined, fold: (value: PyValue) => PyValue): (item: PyValue) => PyValue {
  if (typeof attribute !== 'string') return attributeGetter(attribute, fold);
  const getters = attribute.split(',').map((name) => attributeGetter(name, fold));
  return (item) => getters.map((getter) => getter(item));
}

function sorted(items: readonly PyValue[], key: (item: PyValue) => PyValue, reverse: boolean): PyValue[] {
  const rows = items.map((item): [PyValue, PyValue] => [key(item), item]);
  rows.sort(([a], [b]) => (reverse ? order(b, a, '<') : order(a, b, '<')));
  return rows.map(([, item]) => item);
}

function extreme(value: PyValue, args: CallArguments, sign: number): PyValue {
  const [caseSensitive, attribute] = bindArguments('do_min', args, ['case_sensitive', 'attribute']);
  const key = attributeGetter(attribute, folding(caseSensitive));
  const items = iterate(value);
  let [best] = items;
  if (best === undefined) return new Undefined('No aggregated item, sequence was empty.');
  for (const item of items.slice(1)) {
    if (order(key(item), key(best), sign < 0 ? '<' : '>') * sign > 0) best = item;
  }
  return best;
}

function mapper(args: CallArguments, context: FilterContext): (item: PyValue) => PyValue {
  const attribute = args.named.get('attribute');
  if (args.positional.length === 0 && attribute !== undefined) {
    return attributeGetter(attribute, undefined, args.named.get('default'));
  }
  const [name, ...positional] = args.positional;
  if (typeof name !== 'string') throw new PythonError('FilterArgumentError', 'map requires a filter argument');
  return (item) => context.filter(name, item, { positional, named: args.named });
}

function picked(value: PyValue, args: CallArguments, context: FilterContext, byAttribute: boolean, keep: boolean): PyValue {
  const attribute = byAttribute ? args.positional[0] : undefined;
  const others = byAttribute ? args.positional.slice(1) : args.positional;
  const get = attributeGetter(attribute);
  const [test, ...positional] = others;
  const matches = (item: PyValue): boolean => {
    if (byAttribute && attribute === undefined) throw new PythonError('FilterArgumentError', 'Missing parameter for attribute name');
    const tested = get(item);
    return test === undefined ? truthy(tested) : context.test(toText(test), tested, { positional, named: args.named });
  };
  return new OneShot(() => (truthy(value) ? iterate(value).filter((item) => matches(item) === keep) : []));
}

