/** Resizing against Pillow, byte for byte, and interpolation against torch. */
import { expect, test } from 'vitest';

import { interpolate, type InterpolateOptions, resizeImage, type ResamplingFilter, type Samples, type SourceBox } from '../../src/image.js';
import { axisWeights } from '../../src/image/resampling-filter.js';
import { simdHorizontal } from '../../src/image/simd-horizontal.js';
import { simdVertical } from '../../src/image/simd-vertical.js';
import { readJson, readPacked, sha256 } from './image-goldens.js';

interface ResizeCase {
  readonly mode: 'RGB' | 'L' | 'F' | 'I;16';
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly filter: ResamplingFilter;
  readonly box?: SourceBox;
  readonly reducingGap?: number;
  readonly sha256: string;
}

interface InterpolateCase {
  readonly mode: InterpolateOptions['mode'];
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly align_corners?: boolean;
  readonly antialias?: boolean;
  readonly data: string;
}

const goldens = readPacked('reference-images/resampling.json.gz') as {
  readonly resize: readonly ResizeCase[];
  readonly interpolate: readonly InterpolateCase[];
};

/** The pattern of `make_resampling.py`. */
function pattern(mode: ResizeCase['mode'], count: number): Samples {
  const samples = mode === 'F' ? new Float32Array(count) : mode === 'I;16' ? new Uint16Array(count) : new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const value = (i * i * 7 + i * 13) % 251;
    samples[i] = mode === 'F' ? (value - 125) / 50 : mode === 'I;16' ? value * 257 : value;
  }
  return samples;
}

test.each(['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'])('%s equals Pillow bit for bit in all modes', (filter) => {
  const cases = goldens.resize.filter((item) => item.filter === filter);
  expect(cases.length).toBeGreaterThan(50);
  for (const { mode, from, to, box, reducingGap, sha256: expected } of cases) {
    const channels = mode === 'RGB' ? 3 : 1;
    const source = { data: pattern(mode, from[0] * from[1] * channels), width: from[0], height: from[1], channels };
    const options = { ...(box === undefined ? {} : { box }), ...(reducingGap === undefined ? {} : { reducingGap }) };
    const result = resizeImage(source, to[0], to[1], filter as ResamplingFilter, options);
    expect([result.width, result.height, sha256(result.data)]).toEqual([...to, expected]);
  }
});

test.each((readJson('reference-images/resampling-large.json') as readonly ResizeCase[]).map((item) => [item.from.join(' x '), item.to.join(' x '), item.filter, item] as const))(
  'a picture of %s to %s by %s equals Pillow',
  (_, __, ___, { from, to, filter, sha256: expected }) => {
    const source = { data: pattern('RGB', from[0] * from[1] * 3), width: from[0], height: from[1], channels: 3 };
    expect(sha256(resizeImage(source, to[0], to[1], filter).data)).toBe(expected);
  },
);

test('the SIMD pass gives the bytes of the plain one, whatever the row count', () => {
  const axis = axisWeights('lanczos', 50, 21, 0, 50);
  const weights = Int32Array.from(axis.weights, (weight) => Math.round(weight * 2 ** 22));
  const data = pattern('RGB', 50 * 70 * 3) as Uint8Array;
  for (const [firstRow, rows] of [[0, 70], [3, 1], [5, 4], [10, 7]] as const) {
    const result = simdHorizontal(data, 50, { ...axis, weights }, firstRow, rows)!;
    const expected = new Uint8Array(rows * 21 * 3);
    for (let i = 0; i < expected.length; i++) {
      const x = Math.floor(i / 3) % 21;
      let sum = 2 ** 21;
      for (let k = 0; k < axis.counts[x]!; k++) {
        sum += data[((firstRow + Math.floor(i / 63)) * 50 + axis.starts[x]! + k) * 3 + (i % 3)]! * weights[x * axis.taps + k]!;
      }
      expected[i] = Math.min(255, Math.max(0, sum >> 22));
    }
    expect(result).toEqual(expected);
  }
});

test('the vertical SIMD pass gives the bytes of the plain one, whatever the row length', () => {
  const axis = axisWeights('bicubic', 40, 13, 0, 40);
  const weights = Int32Array.from(axis.weights, (weight) => Math.round(weight * 2 ** 22));
  for (const stride of [1, 3, 16, 45]) {
    const data = pattern('L', 40 * stride) as Uint8Array;
    const result = simdVertical(data.subarray(2 * stride), stride, { ...axis, starts: axis.starts.map((start) => Math.max(2, start)), weights }, 2)!;
    for (let i = 0; i < 13 * stride; i++) {
      const y = Math.floor(i / stride);
      let sum = 2 ** 21;
      for (let k = 0; k < axis.counts[y]!; k++) sum += data[(Math.max(2, axis.starts[y]!) + k) * stride + (i % stride)]! * weights[y * axis.taps + k]!;
      expect(result[i]).toBe(Math.min(255, Math.max(0, sum >> 22)));
    }
  }
});

test('interpolation equals torch up to float32 rounding', () => {
  for (const { mode, from, to, align_corners: alignCorners, antialias, data } of goldens.interpolate) {
    const expected = new Float32Array(new Uint8Array(Buffer.from(data, 'base64')).buffer);
    const plane = pattern('F', from[0] * from[1]) as Float32Array;
    const flipped = Float32Array.from(plane, (_, i) => plane[(from[1] - 1 - Math.floor(i / from[0])) * from[0] + (i % from[0])]!);
    const source = { data: Float32Array.from([...plane, ...flipped]), count: 2, height: from[1], width: from[0] };
    const options = { mode, ...(alignCorners === true ? { alignCorners } : {}), ...(antialias === true ? { antialias } : {}) };
    const result = interpolate(source, to[1], to[0], options);
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - result.data[i]!)));
    expect(worst, `${mode} ${from.join()} to ${to.join()} ${JSON.stringify(options)}`).toBeLessThan(5e-6);
  }
});

test('a size below one pixel and a box outside the image are refused', () => {
  const image = { data: new Uint8Array(4), width: 2, height: 2, channels: 1 };
  expect(() => resizeImage(image, 0, 3, 'box')).toThrow(expect.objectContaining({ code: 'BAD_IMAGE_SIZE' }));
  expect(() => resizeImage(image, 2.5, 3, 'box')).toThrow(expect.objectContaining({ code: 'BAD_IMAGE_SIZE' }));
  expect(() => resizeImage(image, 3, 3, 'box', { box: [0, 0, 3, 2] })).toThrow(expect.objectContaining({ code: 'BAD_IMAGE_SIZE' }));
  expect(() => interpolate({ data: new Float32Array(4), count: 1, height: 2, width: 2 }, 0, 1, { mode: 'nearest' })).toThrow(
    expect.objectContaining({ code: 'BAD_IMAGE_SIZE' }),
  );
  expect(() => interpolate({ data: new Float32Array(4), count: 1, height: 2, width: 2 }, 1, 1, { mode: 'nearest', antialias: true })).toThrow(
    expect.objectContaining({ code: 'BAD_OPTION' }),
  );
});

test('resizing to the same size copies, so that the result can be changed', () => {
  const image = { data: Uint8Array.of(1, 2, 3, 4), width: 2, height: 2, channels: 1 };
  const copy = resizeImage(image, 2, 2, 'lanczos');
  copy.data[0] = 9;
  expect(image.data[0]).toBe(1);
});
