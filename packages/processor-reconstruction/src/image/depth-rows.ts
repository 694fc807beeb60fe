/** Processors of depth estimators and image-to-image models, and DINOv3: multiples of a number, mirrored margins, resizing of floats. */
import { ProcessorError } from '../processor-error.js';
import { BICUBIC, BILINEAR, HALF_NORMALIZATION, IMAGENET_NORMALIZATION, RESCALE, square, USUAL } from './field-defaults.js';
import { countField, type Fields, flag, heightAndWidth, sizeField } from './fields.js';
import { interpolate, type InterpolateOptions } from './interpolate.js';
import { normalizePlanes } from './normalize-planes.js';
import { padPlanes } from './plane-padding.js';
import type { ProcessorRow } from './processor-row.js';
import { resamplingFilter } from './resampling-filter.js';
import { depthSize, resizeDownToDivisor, resizeStep } from './resize-steps.js';
import type { ImageSize } from './target-size.js';
import { type Planes, valueRules } from './value-rules.js';

/** DPT: zeros on both sides up to a multiple of `size_divisor`, the odd one at the right and the bottom. */
function padToMultiple(planes: Planes, fields: Fields): Planes {
  if (!flag(fields, 'do_pad')) return planes;
  const divisor = countField(fields, 'size_divisor');
  const down = Math.ceil(planes.height / divisor) * divisor - planes.height;
  const across = Math.ceil(planes.width / divisor) * divisor - planes.width;
  const top = Math.floor(down / 2);
  const left = Math.floor(across / 2);
  return padPlanes(planes, { top, bottom: down - top, left, right: across - left });
}

/** Swin2SR: at least one more block, mirrored at the right and the bottom. */
function padMirrored(planes: Planes, fields: Fields): Planes {
  if (!flag(fields, 'do_pad')) return planes;
  const block = countField(fields, 'size_divisor');
  const bottom = (Math.floor(planes.height / block) + 1) * block - planes.height;
  const right = (Math.floor(planes.width / block) + 1) * block - planes.width;
  return padPlanes(planes, { top: 0, left: 0, bottom, right }, 'symmetric');
}

/**
 * The reference takes an image that is 1 or 3 pixels high for one with channels first, and Swin2SR computes with it: rows become
 * channels, columns become rows, and the three colours three columns. With `input_data_format` it does not guess.
 */
function readAmbiguousLayout(planes: Planes, fields: Fields): Planes {
  const { data, width, height, channels } = planes;
  if ((height !== 1 && height !== 3) || fields['input_data_format'] === 'channels_last') return planes;
  const area = width * height;
  return { data: data.map((_, i) => data[(i % channels) * area + Math.floor(i / channels)]!), channels: height, height: width, width: channels };
}

/** ZoeDepth: mirrored margins that grow with the square root of the side. */
function padZoe(planes: Planes, fields: Fields): Planes {
  if (!flag(fields, 'do_pad')) return planes;
  const vertical = Math.trunc(Math.sqrt(planes.height / 2) * 3);
  const horizontal = Math.trunc(Math.sqrt(planes.width / 2) * 3);
  return padPlanes(planes, { top: vertical, bottom: vertical, left: horizontal, right: horizontal }, 'reflect');
}

/** Resizes values with torch's interpolation instead of Pillow's. */
function interpolatePlanes(
  target: (size: ImageSize, fields: Fields) => ImageSize, options: Omit<InterpolateOptions, 'mode'>,
): (planes: Planes, fields: Fields) => Planes {
  return (planes, fields) => {
    if (!flag(fields, 'do_resize')) return planes;
    const { data, channels, width, height } = planes;
    if (data instanceof Uint8Array) {
      throw new ProcessorError('BAD_IMAGE_PROCESSOR_FIELD', 'This processor resizes floats: do_resize without do_rescale is not supported.', {
        where: 'do_rescale',
        hint: 'Leave do_rescale on, or switch do_resize off as well.',
      });
    }
    const filter = resamplingFilter(fields['resample']);
    if (filter !== 'bilinear' && filter !== 'bicubic') {
      throw new ProcessorError('BAD_RESAMPLE', `resample is ${filter}; this processor knows bilinear and bicubic.`, { where: 'resample', hint: 'Use 2 or 3.' });
    }
    const [newHeight, newWidth] = target([height, width], fields);
    const resized = interpolate({ data, count: channels, height, width }, newHeight, newWidth, { ...options, mode: filter });
    return { data: resized.data, width: newWidth, height: newHeight, channels };
  };
}

function exactSize(_: ImageSize, fields: Fields): ImageSize {
  return heightAndWidth(sizeField(fields, 'size', true), 'size');
}

const rescaleOnly: ProcessorRow['values'] = (fields) => valueRules({ ...fields, do_normalize: false });

function normalizeIfAsked(planes: Planes, fields: Fields): Planes {
  return flag(fields, 'do_normalize') ? normalizePlanes(planes, fields) : planes;
}

const dpt: ProcessorRow = {
  defaults: {
    ...USUAL, size: square(384), keep_aspect_ratio: false, ensure_multiple_of: 1, resample: BICUBIC, ...HALF_NORMALIZATION, do_pad: false,
    size_divisor: null, do_reduce_labels: false,
  },
  steps: [resizeStep(depthSize)],
  planeSteps: [padToMultiple],
};

/** Rows by class name. */
export const DEPTH_ROWS: Readonly<Record<string, ProcessorRow>> = {
  DPTImageProcessor: dpt,
  PromptDepthAnythingImageProcessor: dpt,
  GLPNImageProcessor: {
    defaults: { do_resize: true, do_rescale: true, size_divisor: 32, resample: BILINEAR },
    steps: [resizeDownToDivisor],
    values: (fields) => (flag(fields, 'do_rescale') ? { factor: 1 / 255 } : {}),
  },
  Swin2SRImageProcessor: {
    defaults: { ...RESCALE, do_pad: true, size_divisor: 8 },
    upgrade: ({ pad_size: block, ...config }) => (block === undefined || config['size_divisor'] !== undefined ? config : { ...config, size_divisor: block }),
    steps: [],
    values: rescaleOnly,
    planeSteps: [readAmbiguousLayout, padMirrored],
  },
  ZoeDepthImageProcessor: {
    defaults: {
      ...RESCALE, do_pad: true, do_normalize: true, ...HALF_NORMALIZATION, do_resize: true, size: { height: 384, width: 512 },
      keep_aspect_ratio: true, ensure_multiple_of: 32, resample: BILINEAR,
    },
    steps: [],
    values: rescaleOnly,
    planeSteps: [padZoe, interpolatePlanes(depthSize, { alignCorners: true }), normalizeIfAsked],
  },
  DINOv3ViTImageProcessor: {
    defaults: { ...USUAL, size: square(224), resample: BILINEAR, ...IMAGENET_NORMALIZATION },
    steps: [],
    values: rescaleOnly,
    planeSteps: [interpolatePlanes(exactSize, { antialias: true }), normalizeIfAsked],
  },
  DepthProImageProcessor: {
    defaults: { ...USUAL, size: square(1536), resample: BILINEAR, ...HALF_NORMALIZATION },
    steps: [],
    planeSteps: [interpolatePlanes(exactSize, {})],
  },
};
