/** The row of a class that nobody knows: every field does what its name says in the classes that are known. */
import { padBatchIfAsked } from './assemble.js';
import { BILINEAR } from './field-defaults.js';
import { type Fields, flag, heightAndWidth, optionalNumber, sizeField } from './fields.js';
import type { ProcessorRow } from './processor-row.js';
import { cropIfAsked, detectionSize, resizeStep } from './resize-steps.js';
import { type ImageSize, shortestEdgeSize } from './target-size.js';
import { valueRules } from './value-rules.js';

/** Every way of writing a size; a bare number is a square. */
function anySize(size: ImageSize, fields: Fields): ImageSize {
  const wanted = sizeField(fields, 'size', true);
  if (wanted.height !== undefined || wanted.width !== undefined) return heightAndWidth(wanted, 'size');
  if (wanted.shortest_edge !== undefined && wanted.longest_edge === undefined) return shortestEdgeSize(size, wanted.shortest_edge);
  if (wanted.shortest_edge === undefined && wanted.longest_edge !== undefined) {
    const scale = wanted.longest_edge / Math.max(...size);
    return [Math.trunc(size[0] * scale + 0.5), Math.trunc(size[1] * scale + 0.5)];
  }
  return detectionSize(size, fields);
}

/**
 * Resize, centre crop, rescale (with offset), normalise, channel flip, pad. Steps whose `do_…` field is missing run where their
 * values are given; rescaling runs by default.
 */
export function genericRow(config: Fields): ProcessorRow {
  const given = (name: string): boolean => config[name] !== undefined && config[name] !== null;
  return {
    defaults: {
      do_resize: given('size'), size: null, resample: BILINEAR, do_center_crop: false, crop_size: null, do_rescale: true, rescale_factor: 1 / 255,
      rescale_offset: false, do_normalize: given('image_mean') && given('image_std'), image_mean: null, image_std: null,
      do_flip_channel_order: false, do_pad: given('pad_size'), pad_size: null, do_convert_rgb: true,
    },
    steps: [resizeStep(anySize), cropIfAsked],
    values: (fields) => {
      const offset = fields['rescale_offset'] ?? fields['offset'];
      return {
        ...valueRules(fields),
        ...(typeof offset === 'number' || offset === true ? { offset: offset === true ? 1 : (optionalNumber({ offset }, 'offset') ?? 0) } : {}),
        flip: flag(fields, 'do_flip_channel_order'),
      };
    },
    assemble: padBatchIfAsked(true),
  };
}
