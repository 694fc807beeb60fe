/** Processors of video models: the images of a call are the frames of one clip. Defaults are those of transformers 4.57.6. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { stackPlanes } from './assemble.js';
import { BILINEAR, HALF_NORMALIZATION, square, USUAL } from './field-defaults.js';
import { ProcessorError } from '../processor-error.js';
import { type Fields, flag, heightAndWidth, numberField, sizeField } from './fields.js';
import { padPlanes } from './plane-padding.js';
import type { PreparedImage, ProcessorRow } from './processor-row.js';
import { cropIfAsked, resizeByShortestEdge, resizeVideoByLongestEdge } from './resize-steps.js';
import { type Planes, type ValueRules, valueRules } from './value-rules.js';

/** Frames as one clip: `[1, frames, channels, height, width]`. */
function assembleClip(images: readonly PreparedImage[], fields: Fields): NamedTensors {
  const frames = stackPlanes(images.map((image) => image.planes), fields);
  return { pixel_values: { ...frames, dims: [1, ...frames.dims] } };
}

/** ViViT: `offset` subtracts 1 after rescaling. */
function vivitValues(fields: Fields): ValueRules {
  const offset = flag(fields, 'offset');
  if (offset && !flag(fields, 'do_rescale')) {
    throw new ProcessorError('BAD_IMAGE_PROCESSOR_FIELD', '`offset` is on while `do_rescale` is off; expected both.', {
      where: 'offset',
      hint: 'Switch do_rescale on or offset off.',
    });
  }
  return { ...valueRules(fields), ...(offset ? { offset: 1 } : {}) };
}

/** TVP pads to `pad_size` with `constant_values` at the right and the bottom. */
function padClip(planes: Planes, fields: Fields): Planes {
  if (!flag(fields, 'do_pad')) return planes;
  const [height, width] = heightAndWidth(sizeField(fields, 'pad_size', true), 'pad_size');
  const mode = fields['pad_mode'];
  if (mode !== 'constant') {
    throw new ProcessorError('BAD_IMAGE_PROCESSOR_FIELD', `\`pad_mode\` is ${JSON.stringify(mode)}; expected constant.`, { where: 'pad_mode', hint: 'Use constant.' });
  }
  const margins = { top: 0, left: 0, bottom: height - planes.height, right: width - planes.width };
  return padPlanes(planes, margins, 'constant', numberField(fields, 'constant_values'));
}

const videoMae: ProcessorRow = {
  defaults: {
    ...USUAL, size: { shortest_edge: 224 }, do_center_crop: true, crop_size: square(224), resample: BILINEAR, ...HALF_NORMALIZATION,
  },
  steps: [resizeByShortestEdge, cropIfAsked],
  assemble: assembleClip,
};

/** Rows by class name. */
export const VIDEO_ROWS: Readonly<Record<string, ProcessorRow>> = {
  VideoMAEImageProcessor: videoMae,
  VivitImageProcessor: {
    ...videoMae,
    defaults: { ...videoMae.defaults, size: { shortest_edge: 256 }, rescale_factor: 1 / 127.5, offset: true },
    values: vivitValues,
  },
  TvpImageProcessor: {
    defaults: {
      ...USUAL, size: { longest_edge: 448 }, do_center_crop: true, crop_size: square(448), resample: BILINEAR, do_pad: true, pad_size: square(448),
      constant_values: 0, pad_mode: 'constant', do_flip_channel_order: true, ...HALF_NORMALIZATION,
    },
    steps: [resizeVideoByLongestEdge, cropIfAsked],
    values: (fields) => ({ ...valueRules(fields), flip: flag(fields, 'do_flip_channel_order') }),
    planeSteps: [padClip],
    assemble: assembleClip,
  },
};
