/** The variable `loop` inside `{% for %}`. */
import { bindArguments } from '../python/call-signature.js';
import { equal } from '../python/operators.js';
import { type CallArguments, PythonError, type PyValue, TemplateFunction, TemplateObject, Undefined } from '../python/values.js';

/** Position of a loop over `items`; `advance` moves it, `value` is what templates see. */
export interface Loop {
  readonly value: TemplateObject;
  advance(index: number): void;
}

/** Makes the variable `loop`; `recurse` renders the loop again over other items, where the loop is recursive. */
export function loopOver(
  items: readonly PyValue[],
  depth: number,
  recurse: ((items: PyValue) => PyValue) | undefined,
): Loop {
  let index = 0;
  let changing: readonly PyValue[] | undefined;
  const { length } = items;
  const neighbour = (at: number, side: string): PyValue => {
    const item = items[at];
    return item === undefined ? new Undefined(`there is no ${side} item`) : item;
  };
  const attributes: Readonly<Record<string, () => PyValue>> = {
    index: () => BigInt(index + 1),
    index0: () => BigInt(index),
    revindex: () => BigInt(length - index),
    revindex0: () => BigInt(length - index - 1),
    first: () => index === 0,
    last: () => index === length - 1,
    length: () => BigInt(length),
    depth: () => BigInt(depth + 1),
    depth0: () => BigInt(depth),
    previtem: () => neighbour(index - 1, 'previous'),
    nextitem: () => neighbour(index + 1, 'next'),
    cycle: () =>
      new TemplateFunction('cycle', ({ positional }) => {
        if (positional.length === 0) throw new PythonError('TypeError', 'no items for cycling given');
        return positional[index % positional.length] ?? null;
      }),
    changed: () =>
      new TemplateFunction('changed', ({ positional }) => {
        const before = changing;
        changing = positional;
        return before?.length !== positional.length || !positional.every((value, at) => equal(value, before[at] ?? null));
      }),
  };
  const call = (args: CallArguments): PyValue => {
    if (recurse === undefined) throw new PythonError('TypeError', "The loop must have the 'recursive' marker to be called recursively.");
    return recurse(bindArguments('loop', args, ['iterable!'])[0] ?? null);
  };
  const value = new TemplateObject(
    'LoopContext',
    (name) => (Object.hasOwn(attributes, name) ? attributes[name]?.() : undefined),
    call,
  );
  return {
    value,
    advance: (to) => {
      index = to;
    },
  };
}
