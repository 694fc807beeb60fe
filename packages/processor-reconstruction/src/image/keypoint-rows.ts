/** The processor of the keypoint detector SuperPoint: resizing without regard to the ratio, and gray on request. */
import { BILINEAR, RESCALE } from './field-defaults.js';
import { type Fields, flag } from './fields.js';
import type { ProcessorRow } from './processor-row.js';
import { resizeExactly } from './resize-steps.js';
import type { Planes } from './value-rules.js';

/** Red, green and blue replaced by their weighted sum, in float32 as numpy computes it; a picture that is gray already stays as it is. */
function toGray(planes: Planes, fields: Fields): Planes {
  if (!flag(fields, 'do_grayscale')) return planes;
  const { data, width, height } = planes;
  const area = width * height;
  const gray = new Float32Array(area);
  let colored = false;
  for (let i = 0; i < area; i++) {
    const [red, green, blue] = [data[i]!, data[area + i]!, data[2 * area + i]!];
    colored ||= red !== green || green !== blue;
    gray[i] = Math.fround(Math.fround(red * Math.fround(0.2989)) + Math.fround(green * Math.fround(0.587))) + Math.fround(blue * Math.fround(0.114));
  }
  if (!colored) return planes;
  const result = new Float32Array(3 * area);
  for (let channel = 0; channel < 3; channel++) result.set(gray, channel * area);
  return { data: result, width, height, channels: 3 };
}

/** Rows by class name. Defaults are those of transformers 4.57.6. */
export const KEYPOINT_ROWS: Readonly<Record<string, ProcessorRow>> = {
  SuperPointImageProcessor: {
    defaults: { do_resize: true, size: { height: 480, width: 640 }, resample: BILINEAR, ...RESCALE, do_grayscale: false },
    steps: [resizeExactly],
    planeSteps: [toGray],
  },
};
