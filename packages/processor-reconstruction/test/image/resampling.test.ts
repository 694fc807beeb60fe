/** Resizing against Pillow, byte for byte, and interpolation against torch. */
import { expect, test } from 'vitest';

import { interpolate, type InterpolateOptions, resizeImage, type ResamplingFilter, type Samples, type SourceBox } from '../../src/image.js';
import { readPacked, sha256 } from './image-goldens.js';

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
  const value = (_: unknown, i: number): number => (i * i * 7 + i * 13) % 251;
  if (mode === 'F') return Float32Array.from({ length: count }, (_, i) => (value(_, i) - 125) / 50);
  if (mode === 'I;16') return Uint16Array.from({ length: count }, (_, i) => value(_, i) * 257);
  return Uint8Array.from({ length: count }, value);
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
