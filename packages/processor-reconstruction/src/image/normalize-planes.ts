/** Rescaling and normalising of values that are planes already, for processors that resize between the two. */
import { channelValues, type Fields } from './fields.js';
import type { Planes } from './value-rules.js';

/** `(x - mean) / std` per channel, each step rounded to float32. */
export function normalizePlanes(planes: Planes, fields: Fields): Planes {
  const means = channelValues(fields, 'image_mean');
  const deviations = channelValues(fields, 'image_std');
  const area = planes.width * planes.height;
  const data = Float32Array.from(planes.data);
  for (let c = 0; c < planes.channels; c++) {
    const mean = Math.fround(means[c]!);
    const deviation = Math.fround(deviations[c]!);
    for (let i = c * area; i < (c + 1) * area; i++) data[i] = Math.fround(data[i]! - mean) / deviation;
  }
  return { ...planes, data };
}
