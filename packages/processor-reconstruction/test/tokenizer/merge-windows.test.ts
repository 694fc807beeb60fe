import { expect, test } from 'vitest';

import { WindowMerger } from '../../src/tokenizer/models/merge-windows.js';

type Merges = ReadonlyMap<number, readonly [rank: number, result: number]>;

/** Random merges over `symbols` first symbols; some make a token that another merge makes too. */
function randomMerges(random: (limit: number) => number, symbols: number, count: number): Merges {
  const merges = new Map<number, readonly [number, number]>();
  let tokens = symbols;
  for (let rank = 0; rank < count; rank++) {
    const pair = random(tokens) * 1000 + random(tokens);
    if (merges.has(pair)) continue;
    merges.set(pair, [rank, random(5) === 0 && tokens > symbols ? symbols + random(tokens - symbols) : tokens++]);
  }
  return merges;
}

/** BPE as it is defined: the lowest rank, the leftmost of equal ones, until nothing can be merged. */
function mergeRange(merges: Merges, ids: Int32Array, lengths: Int32Array, start: number, end: number): number {
  const tokens = Array.from(ids.subarray(start, end), (id, i) => ({ id, length: lengths[start + i]! }));
  for (;;) {
    let best: readonly [number, number] | undefined;
    let at = -1;
    for (let i = 0; i + 1 < tokens.length; i++) {
      const found = merges.get(tokens[i]!.id * 1000 + tokens[i + 1]!.id);
      if (found !== undefined && (best === undefined || found[0] < best[0])) [best, at] = [found, i];
    }
    if (best === undefined) break;
    tokens.splice(at, 2, { id: best[1], length: tokens[at]!.length + tokens[at + 1]!.length });
  }
  tokens.forEach(({ id, length }, i) => {
    ids[start + i] = id;
    lengths[start + i] = length;
  });
  return tokens.length;
}

test.each(Array.from({ length: 60 }, (_, index) => index))('windows give what merging at once gives, random merges %i', (seed) => {
  let state = seed + 1;
  const random = (limit: number): number => (state = (state * 48_271) % 2_147_483_647) % limit;
  const symbols = 1 + (seed % 4);
  const merges = randomMerges(random, symbols, [4, 20, 60][seed % 3]!);
  const size = 3000;
  const padding = 5;
  const ids = Int32Array.from({ length: size + padding }, () => (seed % 2 ? random(symbols) : Math.floor(random(1000) / 300) % symbols));
  const lengths = Int32Array.from({ length: size + padding }, () => 1 + random(4));
  const [wholeIds, wholeLengths] = [ids.slice(), lengths.slice()];
  const whole = mergeRange(merges, wholeIds, wholeLengths, padding, padding + size);
  const windows = new WindowMerger((symbols, sizes, end) => mergeRange(merges, symbols, sizes, 0, end));
  const count = windows.run(ids, lengths, padding, padding + size);
  expect(count).toBe(whole);
  expect(ids.subarray(0, padding + count)).toEqual(wholeIds.subarray(0, padding + count));
  expect(lengths.subarray(0, padding + count)).toEqual(wholeLengths.subarray(0, padding + count));
});
