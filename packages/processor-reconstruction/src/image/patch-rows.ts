/** Processors that cut an image into patches themselves: Pix2Struct and SigLIP 2. */
import type { Tensor } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { BILINEAR, HALF_NORMALIZATION, square, USUAL } from './field-defaults.js';
import { countField, type Fields, flag, heightAndWidth, sizeField } from './fields.js';
import { interpolate } from './interpolate.js';
import { resizePixels } from './pixel-steps.js';
import type { Pixels } from './pixels.js';
import type { ImageSizes, ProcessedImages, ProcessorRow } from './processor-row.js';
import { checkTargetSize, type ImageSize } from './target-size.js';
import { type Planes, toPlanes, valueRules } from './value-rules.js';

/** Patches of `planes`, row by row, each `[patchHeight, patchWidth, channels]`, written to `target` from `start` on with `stride` between patches. */
function writePatches(planes: Planes, patchHeight: number, patchWidth: number, target: Float32Array | Uint8Array, start: number, stride: number): void {
  const { data, width, height, channels } = planes;
  const columns = Math.floor(width / patchWidth);
  const rows = Math.floor(height / patchHeight);
  const area = width * height;
  for (let patch = 0; patch < rows * columns; patch++) {
    const top = Math.floor(patch / columns) * patchHeight;
    const left = (patch % columns) * patchWidth;
    let out = start + patch * stride;
    for (let y = top; y < top + patchHeight; y++) {
      for (let x = left; x < left + patchWidth; x++) {
        for (let c = 0; c < channels; c++) target[out++] = data[c * area + y * width + x]!;
      }
    }
  }
}

/** Mean and deviation of all samples of an image; the deviation is at least `1 / sqrt(count)`. */
function standardize(image: Pixels): Planes {
  const { data } = image;
  let sum = 0;
  for (const value of data) sum += value;
  const mean = sum / data.length;
  let squares = 0;
  for (const value of data) squares += (value - mean) ** 2;
  const deviation = Math.max(Math.sqrt(squares / data.length), 1 / Math.sqrt(data.length));
  return toPlanes(image, { mean: [mean, mean, mean], std: [deviation, deviation, deviation] });
}

/** The largest grid of patches with the image's ratio that has at most `maxPatches`. */
function patchGrid(image: Pixels, patchHeight: number, patchWidth: number, maxPatches: number): readonly [rows: number, columns: number] {
  const scale = Math.sqrt(maxPatches * (patchHeight / image.height) * (patchWidth / image.width));
  return [
    Math.max(Math.min(Math.floor((scale * image.height) / patchHeight), maxPatches), 1),
    Math.max(Math.min(Math.floor((scale * image.width) / patchWidth), maxPatches), 1),
  ];
}

function refuseHeader(fields: Fields): void {
  if (!flag(fields, 'is_vqa')) return;
  throw new ProcessorError('HEADER_TEXT_NOT_SUPPORTED', 'This Pix2Struct model expects its question drawn above the image with a font file (is_vqa: true).', {
    where: 'is_vqa',
    hint: 'Draw the question into the image yourself and pass { is_vqa: false }.',
  });
}

/** `flattened_patches` `[batch, max_patches, 2 + patch values]`, each with its row and column from 1, and `attention_mask`. */
function runPix2Struct(images: readonly Pixels[], fields: Fields): ProcessedImages {
  refuseHeader(fields);
  if (!flag(fields, 'do_normalize')) {
    throw new ProcessorError('BAD_IMAGE_PROCESSOR_FIELD', 'Pix2Struct without do_normalize resizes bytes with torch, which is not supported.', {
      where: 'do_normalize',
      hint: 'Leave do_normalize on.',
    });
  }
  const [patchHeight, patchWidth] = heightAndWidth(sizeField(fields, 'patch_size', true), 'patch_size');
  const maxPatches = countField(fields, 'max_patches');
  checkTargetSize(maxPatches, patchHeight * patchWidth);
  const depth = 2 + patchHeight * patchWidth * 3;
  const values = new Float32Array(images.length * maxPatches * depth);
  const mask = new Float32Array(images.length * maxPatches);
  const sizes: ImageSizes[] = [];
  for (const [index, image] of images.entries()) {
    const planes = standardize(image);
    const [rows, columns] = patchGrid(image, patchHeight, patchWidth, maxPatches);
    const [height, width] = [rows * patchHeight, columns * patchWidth];
    const source = { data: planes.data as Float32Array, count: 3, height: image.height, width: image.width };
    const resized = interpolate(source, height, width, { mode: 'bilinear', antialias: true });
    const start = index * maxPatches * depth;
    writePatches({ data: resized.data, width, height, channels: 3 }, patchHeight, patchWidth, values, start + 2, depth);
    for (let patch = 0; patch < rows * columns; patch++) {
      values[start + patch * depth] = 1 + Math.floor(patch / columns);
      values[start + patch * depth + 1] = 1 + (patch % columns);
    }
    mask.fill(1, index * maxPatches, index * maxPatches + rows * columns);
    sizes.push({ original: [image.height, image.width], reshaped: [height, width], processed: [height, width] });
  }
  return {
    tensors: {
      flattened_patches: { type: 'float32', dims: [images.length, maxPatches, depth], data: values },
      attention_mask: { type: 'float32', dims: [images.length, maxPatches], data: mask },
    },
    sizes,
  };
}

/** The largest size in whole patches, close to the image's ratio, by bisection of the scale. Source: `get_image_size_for_max_num_patches`. */
function patchedSize([height, width]: ImageSize, patch: number, maxPatches: number): ImageSize {
  const epsilon = 1e-5;
  const scaled = (scale: number, side: number): number => Math.max(patch, Math.ceil((side * scale) / patch) * patch);
  let low = epsilon / 10;
  let high = 100;
  while (high - low >= epsilon) {
    const scale = (low + high) / 2;
    if ((scaled(scale, height) / patch) * (scaled(scale, width) / patch) <= maxPatches) low = scale;
    else high = scale;
  }
  return [scaled(low, height), scaled(low, width)];
}

/** `pixel_values` `[batch, max_num_patches, patch values]`, `pixel_attention_mask`, and `spatial_shapes` in patches. */
function runSiglip2(images: readonly Pixels[], fields: Fields): ProcessedImages {
  const patch = countField(fields, 'patch_size');
  const maxPatches = countField(fields, 'max_num_patches');
  checkTargetSize(maxPatches, patch * patch);
  const depth = patch * patch * 3;
  const sizes: ImageSizes[] = [];
  const mask = new BigInt64Array(images.length * maxPatches);
  const shapes = new BigInt64Array(images.length * 2);
  const planes = images.map((image, index) => {
    const size: ImageSize = [image.height, image.width];
    const resized = flag(fields, 'do_resize') ? resizePixels(image, patchedSize(size, patch, maxPatches), fields['resample']) : image;
    const rows = Math.floor(resized.height / patch);
    const columns = Math.floor(resized.width / patch);
    if (rows * columns > maxPatches) {
      throw new ProcessorError('BAD_IMAGE_SIZE', `An image of ${image.width} x ${image.height} has ${rows * columns} patches; the model takes ${maxPatches}.`, {
        hint: 'Leave do_resize on.',
      });
    }
    shapes.set([BigInt(rows), BigInt(columns)], index * 2);
    mask.fill(1n, index * maxPatches, index * maxPatches + rows * columns);
    sizes.push({ original: size, reshaped: [resized.height, resized.width], processed: [resized.height, resized.width] });
    return toPlanes(resized, valueRules(fields));
  });
  const bytes = planes[0]!.data instanceof Uint8Array;
  const length = images.length * maxPatches * depth;
  const data = bytes ? new Uint8Array(length) : new Float32Array(length);
  for (const [index, one] of planes.entries()) writePatches(one, patch, patch, data, index * maxPatches * depth, depth);
  const values: Tensor = { type: bytes ? 'uint8' : 'float32', dims: [images.length, maxPatches, depth], data };
  return {
    tensors: {
      pixel_values: values,
      pixel_attention_mask: { type: 'int64', dims: [images.length, maxPatches], data: mask },
      spatial_shapes: { type: 'int64', dims: [images.length, 2], data: shapes },
    },
    sizes,
  };
}

/** Rows by class name. Defaults are those of transformers 4.57.6. */
export const PATCH_ROWS: Readonly<Record<string, ProcessorRow>> = {
  Pix2StructImageProcessor: {
    defaults: { do_normalize: true, do_convert_rgb: true, patch_size: square(16), max_patches: 2048, is_vqa: false },
    steps: [],
    run: runPix2Struct,
  },
  Siglip2ImageProcessor: {
    defaults: { ...USUAL, resample: BILINEAR, ...HALF_NORMALIZATION, do_convert_rgb: null, patch_size: 16, max_num_patches: 256 },
    steps: [],
    run: runSiglip2,
  },
};
