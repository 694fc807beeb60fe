/** From bytes to model values: rescale, offset and normalise in the reference's order and precision, planes apart. */
import { channelValues, type Fields, flag, numberField } from './fields.js';
import type { Pixels } from './pixels.js';

/** Channels one after another, each row by row: sample `(c * height + y) * width + x`. */
export interface Planes {
  readonly data: Float32Array | Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** What happens to each sample, in this order; absent steps are skipped. */
export interface ValueRules {
  /** Factor of `rescale`. */
  readonly factor?: number;
  /** Subtracted after rescaling. */
  readonly offset?: number;
  readonly mean?: readonly [number, number, number];
  readonly std?: readonly [number, number, number];
  /** Deviation by which values are divided once more: EfficientNet's `include_top`. */
  readonly secondStd?: readonly [number, number, number];
  /** Whether channel order is reversed, RGB to BGR. */
  readonly flip?: boolean;
}

/** The rules that the usual fields `do_rescale`, `do_normalize` and their values ask for. */
export function valueRules(fields: Fields): ValueRules {
  return {
    ...(flag(fields, 'do_rescale') ? { factor: numberField(fields, 'rescale_factor') } : {}),
    ...(flag(fields, 'do_normalize') ? { mean: channelValues(fields, 'image_mean'), std: channelValues(fields, 'image_std') } : {}),
  };
}

/** The value of one sample: `float32(float64(sample) * factor)`, then `(x - mean) / std` with every step rounded to float32. */
function sampleFunction(rules: ValueRules, channel: number): (sample: number) => number {
  const { factor, offset } = rules;
  const mean = rules.mean === undefined ? undefined : Math.fround(rules.mean[channel]!);
  const std = rules.std === undefined ? undefined : Math.fround(rules.std[channel]!);
  const secondStd = rules.secondStd === undefined ? undefined : Math.fround(rules.secondStd[channel]!);
  return (sample) => {
    let value = factor === undefined ? sample : Math.fround(sample * factor);
    if (offset !== undefined) value = Math.fround(value - offset);
    if (mean !== undefined && std !== undefined) value = Math.fround(Math.fround(value - mean) / std);
    if (secondStd !== undefined) value = Math.fround(value / secondStd);
    return value;
  };
}

/** Bytes have 256 values: their results are computed once and looked up. */
function fillFromBytes(target: Float32Array, start: number, source: Uint8Array, channel: number, value: (sample: number) => number): void {
  const table = new Float32Array(256);
  for (let i = 0; i < 256; i++) table[i] = value(i);
  for (let at = channel, out = start; at < source.length; at += 3, out++) target[out] = table[source[at]!]!;
}

/** `image` as planes with `rules` applied; without rescaling and normalising the bytes stay bytes, as in the reference. */
export function toPlanes(image: Pixels, rules: ValueRules): Planes {
  const { data, width, height, channels } = image;
  const count = width * height;
  const identity = rules.factor === undefined && rules.mean === undefined && rules.secondStd === undefined;
  if (identity && data instanceof Uint8Array) {
    const target = new Uint8Array(data.length);
    for (let c = 0; c < 3; c++) {
      const channel = rules.flip === true ? 2 - c : c;
      for (let at = channel, out = c * count; at < data.length; at += 3, out++) target[out] = data[at]!;
    }
    return { data: target, width, height, channels };
  }
  const target = new Float32Array(data.length);
  for (let c = 0; c < 3; c++) {
    const channel = rules.flip === true ? 2 - c : c;
    const value = sampleFunction(rules, rules.flip === true ? channel : c);
    if (data instanceof Uint8Array) fillFromBytes(target, c * count, data, channel, value);
    else for (let at = channel, out = c * count; at < data.length; at += 3, out++) target[out] = value(data[at]!);
  }
  return { data: target, width, height, channels };
}
