/** Channels of an output as planes of floats, and their resizing as torch's `interpolate` does it. */
import type { Tensor } from '@onnx-capsule/metadata-schema';
import { interpolate } from '@onnx-capsule/processor-reconstruction/image';

import { floatData } from '../tensor-types.js';

/** `count` planes one after the other, each row-major. */
export interface Planes {
  readonly data: Float32Array;
  readonly count: number;
  readonly width: number;
  readonly height: number;
}

/** The planes of the first image of a tensor `[1, count, height, width]` or `[1, height, width]`. */
export function planesOf(tensor: Tensor): Planes {
  const { dims } = tensor;
  const height = dims.at(-2)!;
  const width = dims.at(-1)!;
  const count = dims.length > 3 ? dims.at(-3)! : 1;
  const values = floatData(tensor).subarray(0, count * height * width);
  return { data: values instanceof Float32Array ? values : Float32Array.from(values), count, width, height };
}

/** Planes of another size; new memory always. */
export function resizePlanes(planes: Planes, width: number, height: number, mode: 'bilinear' | 'bicubic' | 'nearest'): Planes {
  const same = planes.width === width && planes.height === height;
  return same ? { ...planes, data: planes.data.slice() } : interpolate(planes, height, width, { mode });
}

/** The rectangle at `(x, y)` of each plane. */
export function cropPlanes(planes: Planes, x: number, y: number, width: number, height: number): Planes {
  const data = new Float32Array(planes.count * width * height);
  for (let plane = 0; plane < planes.count; plane++) {
    for (let row = 0; row < height; row++) {
      const start = (plane * planes.height + y + row) * planes.width + x;
      data.set(planes.data.subarray(start, start + width), (plane * height + row) * width);
    }
  }
  return { data, count: planes.count, width, height };
}
