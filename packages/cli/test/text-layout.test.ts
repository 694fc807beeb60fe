import { expect, test } from 'vitest';

import { cutToWidth, displayWidth, formatBytes, formatTable, printable } from '../src/text-layout.js';

test('sizes have one decimal from a kilobyte on', () => {
  expect([0, 999, 1000, 1536, 999_949, 999_950, 4_512_345, 2_000_000_000].map(formatBytes)).toEqual([
    '0 B', '999 B', '1.0 KB', '1.5 KB', '999.9 KB', '1.0 MB', '4.5 MB', '2.0 GB',
  ]);
});

test('East Asian characters take two columns, combining marks and colours none', () => {
  expect(displayWidth('日本')).toBe(4);
  expect(displayWidth('e\u0301')).toBe(1);
  expect(displayWidth('\u001B[31mred\u001B[39m')).toBe(3);
});

test('text that is too wide ends with an ellipsis', () => {
  expect(cutToWidth('abcdef', 4)).toBe('abc…');
  expect(cutToWidth('日本語', 4)).toBe('日…');
  expect(cutToWidth('abcd', 4)).toBe('abcd');
});

test('a table keeps to the width of the terminal by cutting its flexible column', () => {
  const table = formatTable([['name', 'a rather long text that has to give way'], ['n', 'short']], [{}, { flexible: true }], 24);
  expect(table).toBe('name  a rather long tex…\nn     short\n');
});

test('numbers stand to the right', () => {
  expect(formatTable([['a', '1'], ['b', '10']], [{}, { align: 'right' }], 80)).toBe('a   1\nb  10\n');
});

test('control characters from a file cannot drive the terminal', () => {
  expect(printable('a\u001B[2Jb\u0007')).toBe('a\\x1b[2Jb\\x07');
});
