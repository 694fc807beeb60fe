/** ImageGPT's colours: each pixel becomes the number of the nearest of its clusters. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { stackPlanes } from './assemble.js';
import { type Fields, flag } from './fields.js';
import type { PreparedImage } from './processor-row.js';

type Color = readonly [number, number, number];

function isColor(value: unknown): value is Color {
  return Array.isArray(value) && value.length === 3 && value.every((item) => typeof item === 'number');
}

function clustersOf(fields: Fields): readonly Color[] {
  const clusters: unknown = fields['clusters'];
  const colors = Array.isArray(clusters) ? (clusters as readonly unknown[]).filter(isColor) : [];
  if (colors.length > 0 && Array.isArray(clusters) && colors.length === clusters.length) return colors;
  throw new ProcessorError('BAD_IMAGE_PROCESSOR_FIELD', 'do_color_quantize needs `clusters`, a list of colours of three numbers.', {
    where: 'clusters',
    hint: 'Use the preprocessor_config.json of the checkpoint, which holds its clusters.',
  });
}

/** `input_ids` `[batch, height * width]` where `do_color_quantize` is on, otherwise `pixel_values`. */
export function quantizeIfAsked(images: readonly PreparedImage[], fields: Fields): NamedTensors {
  const values = stackPlanes(images.map((image) => image.planes), flag(fields, 'do_color_quantize') ? { ...fields, data_format: 'channels_first' } : fields);
  if (!flag(fields, 'do_color_quantize')) return { pixel_values: values };
  const clusters = clustersOf(fields);
  const squares = clusters.map(([red, green, blue]) => red * red + green * green + blue * blue);
  const [batch, , height, width] = values.dims as [number, number, number, number];
  const data = values.data as Float32Array;
  const area = height * width;
  const ids = new BigInt64Array(batch * area);
  for (let i = 0; i < ids.length; i++) {
    const at = Math.floor(i / area) * 3 * area + (i % area);
    const [red, green, blue] = [data[at]!, data[at + area]!, data[at + 2 * area]!];
    let best = 0;
    let least = Infinity;
    for (const [index, color] of clusters.entries()) {
      const distance = squares[index]! - 2 * (red * color[0] + green * color[1] + blue * color[2]);
      if (distance < least) {
        least = distance;
        best = index;
      }
    }
    ids[i] = BigInt(best);
  }
  return { input_ids: { type: 'int64', dims: [batch, area], data: ids } };
}
