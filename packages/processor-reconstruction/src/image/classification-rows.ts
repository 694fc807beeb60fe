/** Processors of classifiers and encoders: resize, crop, rescale, normalise. Defaults are those of transformers 4.57.6. */
import { ProcessorError } from '../processor-error.js';
import { type Fields, channelValues, flag, heightAndWidth, sizeField } from './fields.js';
import {
  BICUBIC, BILINEAR, CLIP_NORMALIZATION, HALF_NORMALIZATION, IMAGENET_NORMALIZATION, LANCZOS, NEAREST, RESCALE, square, USUAL,
} from './field-defaults.js';
import { centerCrop } from './pixel-steps.js';
import type { PixelStep, ProcessorRow } from './processor-row.js';
import {
  cropIfAsked, resizeByCropFraction, resizeByEnlargedEdge, resizeByLevitEdge, resizeByShortestEdge, resizeExactly, resizeUpToDivisor,
} from './resize-steps.js';
import { quantizeIfAsked } from './color-quantize.js';
import { type ValueRules, valueRules } from './value-rules.js';

/** Squeezed to a height and a width. */
function exact(edge: number, resample: number, normalization: Fields, more: Fields = {}): ProcessorRow {
  return { defaults: { ...USUAL, size: square(edge), resample, ...normalization, ...more }, steps: [resizeExactly] };
}

/** Squeezed to a height and a width, then the middle cut out. */
function exactWithCrop(edge: number, crop: number, resample: number, normalization: Fields, more: Fields = {}): ProcessorRow {
  return {
    defaults: { ...USUAL, size: square(edge), resample, do_center_crop: true, crop_size: square(crop), ...normalization, ...more },
    steps: [resizeExactly, cropIfAsked],
  };
}

/** Resized by the shortest edge, then the middle cut out. */
function shortestWithCrop(edge: number, crop: number, resample: number, normalization: Fields, more: Fields = {}): ProcessorRow {
  return {
    defaults: { ...USUAL, size: { shortest_edge: edge }, resample, do_center_crop: true, crop_size: square(crop), ...normalization, ...more },
    steps: [resizeByShortestEdge, cropIfAsked],
  };
}

/** KOSMOS-2's `use_square_size`: the shortest edge stands for a square. */
function upgradeClip(config: Fields): Fields {
  if (!flag(config, 'use_square_size')) return config;
  const edge = sizeField({ size: { shortest_edge: 224 }, ...config }, 'size', false).shortest_edge;
  return edge === undefined ? config : { ...config, size: square(edge) };
}

/** Perceiver cuts `size / crop_size` of the shorter side out of the middle before it resizes. */
const perceiverCrop: PixelStep = (image, fields) => {
  if (!flag(fields, 'do_center_crop')) return image;
  const [height, width] = heightAndWidth(sizeField(fields, 'size', true), 'size');
  const [cropHeight, cropWidth] = heightAndWidth(sizeField(fields, 'crop_size', true), 'crop_size');
  const shorter = Math.min(image.height, image.width);
  return centerCrop(image, [Math.trunc((height / cropHeight) * shorter), Math.trunc((width / cropWidth) * shorter)]);
};

/** EfficientNet: `rescale_offset` subtracts 1, `include_top` divides by the deviation once more even where `do_normalize` is off. */
function efficientNetValues(fields: Fields): ValueRules {
  return {
    ...valueRules(fields),
    ...(flag(fields, 'do_rescale') && flag(fields, 'rescale_offset') ? { offset: 1 } : {}),
    ...(flag(fields, 'include_top') ? { secondStd: channelValues(fields, 'image_std') } : {}),
  };
}

/** MobileViT reads BGR and does not normalise. */
function mobileVitValues(fields: Fields): ValueRules {
  return { ...valueRules({ ...fields, do_normalize: false }), flip: flag(fields, 'do_flip_channel_order') };
}

/** ImageGPT scales to -1 … 1 in one step; configurations of version 5 of transformers have the usual fields instead. */
function imageGptValues(fields: Fields): ValueRules {
  if ('do_rescale' in fields) return valueRules(fields);
  return flag(fields, 'do_normalize') ? { factor: 1 / 127.5, offset: 1 } : {};
}

/** FLAVA's inputs of its pre-training: pixels for its codebook and random masks. They are not made here. */
const refuseTrainingInputs: PixelStep = (image, fields) => {
  const asked = ['return_codebook_pixels', 'return_image_mask'].find((name) => flag(fields, name));
  if (asked === undefined) return image;
  throw new ProcessorError('UNSUPPORTED_OPTION', `${asked} asks for an input of FLAVA's pre-training, which is not made here.`, {
    where: asked,
    hint: 'Leave it out: pixel_values is what the model is used with.',
  });
};

const flava = exactWithCrop(224, 224, BICUBIC, CLIP_NORMALIZATION, { return_codebook_pixels: false, return_image_mask: false });

const clip = shortestWithCrop(224, 224, BICUBIC, CLIP_NORMALIZATION, { do_convert_rgb: true });

/** Rows by class name. */
export const CLASSIFICATION_ROWS: Readonly<Record<string, ProcessorRow>> = {
  ViTImageProcessor: exact(224, BILINEAR, HALF_NORMALIZATION, { do_convert_rgb: null }),
  SiglipImageProcessor: exact(224, BICUBIC, HALF_NORMALIZATION, { do_convert_rgb: null }),
  BlipImageProcessor: exact(384, BICUBIC, CLIP_NORMALIZATION, { do_convert_rgb: true }),
  PvtImageProcessor: exact(224, BILINEAR, IMAGENET_NORMALIZATION),
  SegformerImageProcessor: exact(512, BILINEAR, IMAGENET_NORMALIZATION, { do_reduce_labels: false, reduce_labels: null }),
  DeiTImageProcessor: exactWithCrop(256, 224, BICUBIC, HALF_NORMALIZATION),
  BeitImageProcessor: exactWithCrop(256, 224, BICUBIC, HALF_NORMALIZATION, { do_reduce_labels: false, reduce_labels: null }),
  FlavaImageProcessor: { ...flava, steps: [refuseTrainingInputs, ...flava.steps] },
  OwlViTImageProcessor: exactWithCrop(768, 768, BICUBIC, CLIP_NORMALIZATION, { do_center_crop: false }),
  CLIPImageProcessor: { ...clip, upgrade: upgradeClip },
  ChineseCLIPImageProcessor: shortestWithCrop(224, 224, BICUBIC, CLIP_NORMALIZATION, { do_convert_rgb: true }),
  BitImageProcessor: shortestWithCrop(224, 224, BICUBIC, CLIP_NORMALIZATION, { do_convert_rgb: true }),
  MobileNetV1ImageProcessor: shortestWithCrop(256, 224, BILINEAR, HALF_NORMALIZATION),
  MobileNetV2ImageProcessor: shortestWithCrop(256, 224, BILINEAR, HALF_NORMALIZATION, { do_reduce_labels: false }),
  EfficientFormerImageProcessor: {
    ...exactWithCrop(224, 224, BICUBIC, IMAGENET_NORMALIZATION),
    // A number is a square, but an edge that the configuration names is the shortest one.
    upgrade: (config) => (typeof config['size'] === 'number' ? { ...config, size: square(config['size']) } : config),
    steps: [resizeByShortestEdge, cropIfAsked],
  },
  LevitImageProcessor: { ...shortestWithCrop(224, 224, BICUBIC, IMAGENET_NORMALIZATION), steps: [resizeByLevitEdge, cropIfAsked] },
  ConvNextImageProcessor: {
    defaults: { ...USUAL, size: { shortest_edge: 384 }, crop_pct: 224 / 256, resample: BILINEAR, ...HALF_NORMALIZATION },
    upgrade: ({ crop_pct: fraction, ...config }) => (fraction === undefined || fraction === null ? config : { ...config, crop_pct: fraction }),
    steps: [resizeByCropFraction],
  },
  PoolFormerImageProcessor: {
    defaults: {
      ...USUAL, size: { shortest_edge: 224 }, crop_pct: 0.9, resample: BICUBIC, do_center_crop: true, crop_size: square(224), ...IMAGENET_NORMALIZATION,
    },
    steps: [resizeByEnlargedEdge, cropIfAsked],
  },
  PerceiverImageProcessor: {
    defaults: { ...USUAL, do_center_crop: true, crop_size: square(256), size: square(224), resample: BICUBIC, ...IMAGENET_NORMALIZATION },
    steps: [perceiverCrop, resizeExactly],
  },
  EfficientNetImageProcessor: {
    ...exactWithCrop(346, 289, NEAREST, HALF_NORMALIZATION, { do_center_crop: false, rescale_offset: false, include_top: true }),
    values: efficientNetValues,
  },
  MobileViTImageProcessor: {
    defaults: {
      do_resize: true, size: { shortest_edge: 224 }, resample: BILINEAR, ...RESCALE, do_center_crop: true, crop_size: square(256),
      do_flip_channel_order: true, do_reduce_labels: false,
    },
    steps: [resizeByShortestEdge, cropIfAsked],
    values: mobileVitValues,
  },
  ChameleonImageProcessor: shortestWithCrop(512, 512, LANCZOS, { image_mean: [1, 1, 1], image_std: [1, 1, 1] }, { rescale_factor: 0.0078, do_convert_rgb: true }),
  TextNetImageProcessor: {
    ...shortestWithCrop(640, 224, BILINEAR, IMAGENET_NORMALIZATION, { size_divisor: 32, do_center_crop: false, do_convert_rgb: true }),
    steps: [resizeUpToDivisor, cropIfAsked],
  },
  ImageGPTImageProcessor: {
    defaults: { do_resize: true, size: square(256), resample: BILINEAR, do_normalize: true, do_color_quantize: true, clusters: null },
    steps: [resizeExactly],
    values: imageGptValues,
    assemble: quantizeIfAsked,
  },
};
