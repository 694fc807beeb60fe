/** Processors of detectors and segmenters: DETR's family, MaskFormer's, ViLT's, SAM. Defaults are those of transformers 4.57.6. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { padBatch, padBatchIfAsked, stackPlanes } from './assemble.js';
import {
  BICUBIC, BILINEAR, CLIP_NORMALIZATION, HALF_NORMALIZATION, IMAGENET_NORMALIZATION, square, USUAL,
} from './field-defaults.js';
import { type Fields, flag, heightAndWidth, sizeEntry, sizeField } from './fields.js';
import { centerCrop } from './pixel-steps.js';
import { padToSize } from './plane-padding.js';
import type { PixelStep, PreparedImage, ProcessorRow } from './processor-row.js';
import {
  detectionSize, maskFormerSize, resizeByLongestEdge, resizeStep, resizeToDivisor, yolosSize,
} from './resize-steps.js';
import type { ImageSize } from './target-size.js';

/** Old configurations: `max_size` beside a number, `pad_and_return_pixel_mask`, `size_divisibility`, `reduce_labels`. */
function upgradeDetection(config: Fields): Fields {
  const { max_size: maxSize, pad_and_return_pixel_mask: padAndMask, size_divisibility: divisibility, ...rest } = config;
  const upgraded: Record<string, unknown> = { ...rest };
  if (typeof config['size'] === 'number') upgraded['size'] = { shortest_edge: config['size'], longest_edge: maxSize ?? 1333 };
  if (padAndMask !== undefined) upgraded['do_pad'] = padAndMask;
  if (divisibility !== undefined && config['size_divisor'] === undefined) upgraded['size_divisor'] = divisibility;
  return upgraded;
}

/** Version 5 of transformers also returns a mask for YOLOS; its configurations are those without `pad_size`, which version 4 always wrote. */
function upgradeYolos(config: Fields): Fields {
  const version5 = config['image_processor_type'] !== undefined && !('pad_size' in config);
  return { return_pixel_mask: version5, ...upgradeDetection(config) };
}

const detectionDefaults: Fields = {
  ...USUAL, size: { shortest_edge: 800, longest_edge: 1333 }, resample: BILINEAR, ...IMAGENET_NORMALIZATION, do_pad: true, pad_size: null,
};

const detr: ProcessorRow = {
  defaults: detectionDefaults,
  upgrade: upgradeDetection,
  steps: [resizeStep(detectionSize)],
  assemble: padBatchIfAsked(true),
};

const maskFormer: ProcessorRow = {
  defaults: { ...USUAL, size: { shortest_edge: 800, longest_edge: 1333 }, size_divisor: 32, resample: BILINEAR, ...IMAGENET_NORMALIZATION, pad_size: null },
  upgrade: upgradeDetection,
  steps: [resizeStep(maskFormerSize)],
  assemble: (images, fields) => padBatch(images, fields, true),
};

/** BridgeTower cuts out a square of `crop_size.shortest_edge`. */
const bridgeTowerCrop: PixelStep = (image, fields) => {
  if (!flag(fields, 'do_center_crop')) return image;
  const edge = sizeEntry(sizeField(fields, 'crop_size', false), 'shortest_edge', 'crop_size');
  return centerCrop(image, [edge, edge]);
};

/** Without a crop size BridgeTower crops to the configuration's size, also where a call gives another size. */
function upgradeBridgeTower(config: Fields): Fields {
  return { ...config, crop_size: config['crop_size'] ?? config['size'] ?? { shortest_edge: 288 } };
}

/** Pads to the batch's largest image, never to `pad_size`, which these classes do not have. */
function padToLargest(images: readonly PreparedImage[], fields: Fields): NamedTensors {
  return padBatchIfAsked(true)(images, { ...fields, pad_size: null });
}

function sizesTensor(sizes: readonly ImageSize[]): Tensor {
  return { type: 'int64', dims: [sizes.length, 2], data: BigInt64Array.from(sizes.flat(), BigInt) };
}

/** SAM also returns the sizes that its masks are scaled back with. */
function assembleSam(images: readonly PreparedImage[], fields: Fields): NamedTensors {
  const batch = images.map((image) => image.planes);
  const padded = flag(fields, 'do_pad')
    ? batch.map((planes) => padToSize(planes, heightAndWidth(sizeField(fields, 'pad_size', true), 'pad_size')))
    : batch;
  return {
    pixel_values: stackPlanes(padded, fields),
    original_sizes: sizesTensor(images.map((image) => image.original)),
    reshaped_input_sizes: sizesTensor(images.map((image) => image.reshaped)),
  };
}

/** SAM's sizes as numbers mean the longest edge. */
function upgradeSam(config: Fields): Fields {
  return typeof config['size'] === 'number' ? { ...config, size: { longest_edge: config['size'] } } : config;
}

/** Rows by class name. */
export const DETECTION_ROWS: Readonly<Record<string, ProcessorRow>> = {
  DetrImageProcessor: detr,
  ConditionalDetrImageProcessor: detr,
  DeformableDetrImageProcessor: detr,
  DetaImageProcessor: detr,
  GroundingDinoImageProcessor: detr,
  RTDetrImageProcessor: { ...detr, defaults: { ...detectionDefaults, size: square(640), do_normalize: false, do_pad: false } },
  YolosImageProcessor: {
    defaults: { ...detectionDefaults, return_pixel_mask: false },
    upgrade: upgradeYolos,
    steps: [resizeStep(yolosSize)],
    assemble: (images, fields) => padBatchIfAsked(flag(fields, 'return_pixel_mask'))(images, fields),
  },
  MaskFormerImageProcessor: maskFormer,
  Mask2FormerImageProcessor: maskFormer,
  ViltImageProcessor: {
    defaults: { ...USUAL, size: { shortest_edge: 384 }, size_divisor: 32, resample: BICUBIC, ...HALF_NORMALIZATION, do_pad: true },
    steps: [resizeToDivisor],
    assemble: padToLargest,
  },
  BridgeTowerImageProcessor: {
    defaults: {
      ...USUAL, size: { shortest_edge: 288 }, size_divisor: 32, resample: BICUBIC, ...CLIP_NORMALIZATION, do_pad: true, do_center_crop: true,
      crop_size: { shortest_edge: 288 },
    },
    upgrade: upgradeBridgeTower,
    steps: [resizeToDivisor, bridgeTowerCrop],
    assemble: padToLargest,
  },
  SamImageProcessor: {
    defaults: {
      ...USUAL, size: { longest_edge: 1024 }, resample: BILINEAR, ...IMAGENET_NORMALIZATION, do_pad: true, pad_size: square(1024), do_convert_rgb: true,
    },
    upgrade: upgradeSam,
    steps: [resizeByLongestEdge],
    assemble: assembleSam,
  },
};
