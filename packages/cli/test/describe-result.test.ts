import { expect, test } from 'vitest';

import { describeResult } from '../src/describe-result.js';
import { plainJson } from '../src/plain-json.js';

test('labels and scores are a table', () => {
  expect(describeResult([{ label: 'de', score: 0.97467 }, { label: 'nl', score: 0.0052 }], 80)).toBe('label   score\nde     0.9747\nnl     0.0052\n');
});

test('a single object is a table of one row', () => {
  expect(describeResult({ score: 0.5, start: 3, end: 7, answer: 'Köln' }, 80)).toBe(' score  start  end  answer\n0.5000      3    7  Köln\n');
});

test('generated text is printed as it is', () => {
  expect(describeResult([{ generated_text: 'Once upon\na time' }], 80)).toBe('Once upon\na time\n');
});

test('results of several inputs stand below each other', () => {
  expect(describeResult([[{ label: 'a', score: 1 }], [{ label: 'b', score: 0 }]], 80)).toBe('label  score\na          1\n\nlabel  score\nb          0\n');
});

test('tensors and pictures show their shapes', () => {
  expect(describeResult({ type: 'float32', dims: [1, 2], data: new Float32Array(2) }, 80)).toContain('1 2');
  const segment = { score: null, label: 'sky', mask: { data: new Uint8Array(6), width: 3, height: 2, channels: 1 } };
  expect(describeResult([segment], 80)).toBe('score  label  mask\n    -  sky    3x2 pixels\n');
});

test('nothing found is said', () => {
  expect(describeResult([], 80)).toBe('nothing found\n');
});

test('JSON has arrays where the result has typed arrays', () => {
  expect(JSON.stringify(plainJson({ dims: [2], data: new Float32Array([1, 0.5]), ids: BigInt64Array.of(7n), none: null }))).toBe(
    '{"dims":[2],"data":[1,0.5],"ids":[7],"none":null}',
  );
});

test('zero-shot labels are a table below their text', () => {
  const result = { sequence: 'a text', labels: ['one', 'two'], scores: [0.75, 0.25] };
  expect(describeResult(result, 80)).toBe('a text\nlabel   score\none    0.7500\ntwo    0.2500\n');
  expect(describeResult([result, result], 80)).toBe(`${describeResult(result, 80)}\n${describeResult(result, 80)}`);
});

test('of a conversation the answer is printed', () => {
  const generated_text = [{ role: 'user', content: 'Hello!' }, { role: 'assistant', content: 'Hi.' }];
  expect(describeResult([{ generated_text }], 80)).toBe('Hi.\n');
});
