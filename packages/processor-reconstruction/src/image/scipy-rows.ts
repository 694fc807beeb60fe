/** Processors whose reference resamples with scipy: OWLv2 and ViTPose. Defaults are those of transformers 4.57.6. */
import type { Tensor } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { stackPlanes } from './assemble.js';
import { BILINEAR, CLIP_NORMALIZATION, IMAGENET_NORMALIZATION, RESCALE, square } from './field-defaults.js';
import { type Fields, flag, heightAndWidth, sizeField } from './fields.js';
import { normalizePlanes } from './normalize-planes.js';
import { padPlanes } from './plane-padding.js';
import type { Pixels } from './pixels.js';
import type { ProcessedImages, ProcessorRow } from './processor-row.js';
import { blurForShrinking, warpBytes, zoomLinear } from './scipy-resample.js';
import { checkTargetSize } from './target-size.js';
import { type Planes, toPlanes, valueRules } from './value-rules.js';

/** A box in COCO's form: left, top, width, height in pixels. */
type CocoBox = readonly [left: number, top: number, width: number, height: number];

/**
 * OWLv2 pads to a square at the right and the bottom: with middle gray, or with black as version 5 of transformers does, whose
 * configurations are those with `do_convert_rgb`.
 */
function padToSquare(planes: Planes, fields: Fields): Planes {
  if (!flag(fields, 'do_pad')) return planes;
  const side = Math.max(planes.width, planes.height);
  const margins = { top: 0, left: 0, bottom: side - planes.height, right: side - planes.width };
  const black = planes.data instanceof Uint8Array || 'do_convert_rgb' in fields;
  return padPlanes(planes, margins, 'constant', black ? 0 : 0.5);
}

/** OWLv2 blurs what shrinks, zooms linearly, and keeps within the range of the values before. */
function resizeBlurred(planes: Planes, fields: Fields): Planes {
  if (!flag(fields, 'do_resize')) return planes;
  const [height, width] = heightAndWidth(sizeField(fields, 'size', true), 'size');
  checkTargetSize(height, width);
  if (planes.data instanceof Uint8Array) {
    throw new ProcessorError('BAD_IMAGE_PROCESSOR_FIELD', 'OWLv2 resizes floats: do_resize without do_rescale is not supported.', {
      where: 'do_rescale',
      hint: 'Leave do_rescale on, or switch do_resize off as well.',
    });
  }
  const area = planes.width * planes.height;
  const source = planes.data;
  const interleaved = Float32Array.from({ length: source.length }, (_, i) => source[(i % 3) * area + Math.floor(i / 3)]!);
  let low = Infinity;
  let high = -Infinity;
  for (const value of source) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const grid = { width: planes.width, height: planes.height, channels: 3 } as const;
  const zoomed = zoomLinear(blurForShrinking(interleaved, grid, height, width), grid, height, width);
  const data = new Float32Array(zoomed.length);
  for (let i = 0; i < zoomed.length; i++) data[(i % 3) * height * width + Math.floor(i / 3)] = Math.min(high, Math.max(low, zoomed[i]!));
  return { data, width, height, channels: 3 };
}

function isBox(value: unknown): value is CocoBox {
  return Array.isArray(value) && value.length >= 4 && value.slice(0, 4).every((item) => typeof item === 'number' && Number.isFinite(item)) && value[2] > 0 && value[3] > 0;
}

function boxesOf(fields: Fields, images: number): readonly (readonly CocoBox[])[] {
  const boxes = fields['boxes'];
  if (Array.isArray(boxes) && boxes.length === images && boxes.every((list) => Array.isArray(list) && list.every(isBox))) {
    return boxes;
  }
  throw new ProcessorError('BAD_OPTION', `ViTPose needs the option boxes: for each of the ${images} images a list of [left, top, width, height].`, {
    where: 'boxes',
    hint: 'Detect persons first and pass their boxes in pixels.',
  });
}

/** The part of an image around a box, a quarter larger and with the target's ratio. Arithmetic in float32 where the reference's is. */
function cutBox(image: Pixels, box: CocoBox, height: number, width: number): Pixels {
  const f = Math.fround;
  const ratio = width / height;
  let [boxWidth, boxHeight] = [box[2], box[3]];
  const center = [f(box[0] + boxWidth * 0.5), f(box[1] + boxHeight * 0.5)] as const;
  if (boxWidth > ratio * boxHeight) boxHeight = boxWidth / ratio;
  else if (boxWidth < ratio * boxHeight) boxWidth = boxHeight * ratio;
  const extent = [boxWidth, boxHeight].map((side) => f(f(f(side / 200) * 1.25) * 200));
  const maps = [width, height].map((side, axis) => {
    const scale = (side - 1) / extent[axis]!;
    const shift = f(scale * f(f(-0.5 * f(center[axis]! * 2)) + f(0.5 * extent[axis]!)));
    return { scale: 1 / f(scale), shift: -shift / f(scale) };
  });
  checkTargetSize(height, width);
  const { data } = image;
  if (!(data instanceof Uint8Array)) {
    throw new ProcessorError('BAD_IMAGE', 'ViTPose cuts boxes out of bytes; the image has floats.', { hint: 'Give bytes from 0 to 255.' });
  }
  return { data: warpBytes({ ...image, data }, maps[1]!, maps[0]!, height, width), width, height, channels: 3 };
}

/** `pixel_values` `[boxes of all images, 3, height, width]`; sizes are given for each box. */
function runVitPose(images: readonly Pixels[], fields: Fields): ProcessedImages {
  const [height, width] = heightAndWidth(sizeField(fields, 'size', true), 'size');
  const cuts = flag(fields, 'do_affine_transform')
    ? boxesOf(fields, images.length).flatMap((boxes, index) => boxes.map((box) => ({ image: images[index]!, cut: cutBox(images[index]!, box, height, width) })))
    : images.map((image) => ({ image, cut: image }));
  if (cuts.length === 0) {
    throw new ProcessorError('BAD_OPTION', 'There is no box in any of the images.', { where: 'boxes', hint: 'Skip images in which nothing was detected.' });
  }
  const values: Tensor = stackPlanes(cuts.map(({ cut }) => toPlanes(cut, valueRules(fields))), fields);
  return {
    tensors: { pixel_values: values },
    sizes: cuts.map(({ image, cut }) => ({
      original: [image.height, image.width],
      reshaped: [cut.height, cut.width],
      processed: [cut.height, cut.width],
    })),
  };
}

/** Rows by class name. */
export const SCIPY_ROWS: Readonly<Record<string, ProcessorRow>> = {
  Owlv2ImageProcessor: {
    defaults: {
      ...RESCALE, do_pad: true, do_resize: true, size: square(960), resample: BILINEAR, do_normalize: true, ...CLIP_NORMALIZATION,
    },
    steps: [],
    values: (fields) => valueRules({ ...fields, do_normalize: false }),
    planeSteps: [padToSquare, resizeBlurred, (planes, fields) => (flag(fields, 'do_normalize') ? normalizePlanes(planes, fields) : planes)],
  },
  VitPoseImageProcessor: {
    defaults: {
      do_affine_transform: true, boxes: null, size: { height: 256, width: 192 }, ...RESCALE, do_normalize: true, ...IMAGENET_NORMALIZATION,
    },
    steps: [],
    run: runVitPose,
  },
};
