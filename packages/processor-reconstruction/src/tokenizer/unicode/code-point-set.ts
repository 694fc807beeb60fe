/** Sets of code points from the compact tables. */

const BITS = 32;

/** Ranges (first and last code points, alternating) of a table: gaps from the end before and lengths beyond one, in base 36. */
export function tableRanges(table: string): number[] {
  const ranges: number[] = [];
  let end = 0;
  for (const item of table.split(' ')) {
    const [gap, length] = item.split('.') as [string, string?];
    const start = end + Number.parseInt(gap, 36);
    end = start + (length === undefined ? 0 : Number.parseInt(length, 36));
    ranges.push(start, end);
  }
  return ranges;
}

/** The members of a table as the source of a JavaScript character class. */
export function tableSource(table: string): string {
  const ranges = tableRanges(table);
  let source = '';
  for (let i = 0; i < ranges.length; i += 2) {
    source += `\\u{${ranges[i]!.toString(16)}}`;
    if (ranges[i + 1] !== ranges[i]) source += `-\\u{${ranges[i + 1]!.toString(16)}}`;
  }
  return source;
}

/** A test for membership; the table is unpacked when it is first asked. */
export function codePointSet(table: string): (code: number) => boolean {
  let bits: Int32Array | undefined;
  return (code) => {
    bits ??= unpack(table);
    const word = bits[code >> 5];
    return word !== undefined && ((word >>> (code & 31)) & 1) === 1;
  };
}

function unpack(table: string): Int32Array {
  const ranges = tableRanges(table);
  const bits = new Int32Array(Math.ceil((ranges.at(-1)! + 1) / BITS));
  for (let i = 0; i < ranges.length; i += 2) {
    const [first, last] = [ranges[i]!, ranges[i + 1]!];
    const [firstWord, lastWord] = [first >> 5, last >> 5];
    // Private use alone is 137,468 code points: whole words at once.
    if (lastWord > firstWord + 1) bits.fill(-1, firstWord + 1, lastWord);
    const upward = -1 << (first & 31);
    const downward = -1 >>> (31 - (last & 31));
    if (firstWord === lastWord) bits[firstWord]! |= upward & downward;
    else {
      bits[firstWord]! |= upward;
      bits[lastWord]! |= downward;
    }
  }
  return bits;
}
