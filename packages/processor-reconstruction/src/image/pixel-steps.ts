/** Steps on pixels before they become model values: resize, crop, pad, turn. */
import { ProcessorError } from '../processor-error.js';
import { type Fields, heightAndWidth, sizeField } from './fields.js';
import type { Pixels } from './pixels.js';
import { type ResizeOptions, resizeImage } from './resize-image.js';
import { resamplingFilter } from './resampling-filter.js';
import { checkTargetSize, type ImageSize } from './target-size.js';

/** Whether every value of `data` passes `accept`. */
function all(data: Float32Array, accept: (value: number) => boolean): boolean {
  for (const value of data) if (!accept(value)) return false;
  return true;
}

/**
 * Resizes `image`. Floats pass through bytes as in the reference: whole numbers up to 255 as they are, values up to 1 times 255
 * (and divided again afterwards). Source: `resize` of transformers' `image_transforms`.
 *
 * @throws {ProcessorError} `BAD_IMAGE` when floats lie in neither range; as `resizeImage`.
 */
export function resizePixels(image: Pixels, [height, width]: ImageSize, resample: unknown, options?: ResizeOptions): Pixels {
  const filter = resamplingFilter(resample ?? 2);
  const { data } = image;
  if (data instanceof Uint8Array) return { ...resizeImage({ ...image, data }, width, height, filter, options), channels: 3 };
  const whole = all(data, (value) => Math.abs(value - Math.trunc(value)) <= 1e-8 + 1e-5 * Math.abs(Math.trunc(value)));
  const limit = whole ? 255 : 1;
  if (!all(data, (value) => value >= 0 && value <= limit)) {
    throw new ProcessorError('BAD_IMAGE', `Float pixels must lie between 0 and ${limit} to be resized.`, {
      hint: 'Give bytes from 0 to 255 or floats from 0 to 1.',
    });
  }
  const bytes = Uint8Array.from(data, (value) => (whole ? value : Math.fround(value * 255)));
  const resized = resizeImage({ ...image, data: bytes }, width, height, filter, options);
  if (whole) return { ...resized, channels: 3 };
  return { data: Float32Array.from(resized.data, (value) => value * (1 / 255)), width, height, channels: 3 };
}

function blank(like: Pixels['data'], length: number): Pixels['data'] {
  return like instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
}

/** The part of `image` from (`left`, `top`); what lies outside is 0. */
export function cropPixels(image: Pixels, left: number, top: number, width: number, height: number): Pixels {
  checkTargetSize(height, width);
  const { data, channels } = image;
  const target = blank(data, width * height * channels);
  const from = Math.max(0, left);
  const to = Math.min(image.width, left + width);
  for (let y = Math.max(0, -top); y < height && top + y < image.height && to > from; y++) {
    const row = (top + y) * image.width;
    target.set(data.subarray((row + from) * channels, (row + to) * channels), (y * width + from - left) * channels);
  }
  return { data: target, width, height, channels };
}

/**
 * The middle of `image`: offsets are cut to the lower pixel, padding of smaller images to the upper one.
 * Source: `center_crop` of transformers' `image_transforms`.
 */
export function centerCrop(image: Pixels, [height, width]: ImageSize): Pixels {
  const top = Math.floor((image.height - height) / 2);
  const left = Math.floor((image.width - width) / 2);
  if (top >= 0 && left >= 0) return cropPixels(image, left, top, width, height);
  const padTop = Math.ceil((Math.max(height, image.height) - image.height) / 2);
  const padLeft = Math.ceil((Math.max(width, image.width) - image.width) / 2);
  return cropPixels(image, Math.max(0, left + padLeft) - padLeft, Math.max(0, top + padTop) - padTop, width, height);
}

/** Centre crop to the `crop_size` field. */
export function cropToField(image: Pixels, fields: Fields): Pixels {
  return centerCrop(image, heightAndWidth(sizeField(fields, 'crop_size', true), 'crop_size'));
}

/** `image` turned by 90 degrees clockwise. */
export function turnClockwise(image: Pixels): Pixels {
  const { data, width, height, channels } = image;
  const target = blank(data, data.length);
  let out = 0;
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < height; x++, out += channels) {
      const at = ((height - 1 - x) * width + y) * channels;
      target.set(data.subarray(at, at + channels), out);
    }
  }
  return { data: target, width: height, height: width, channels };
}

/** `image` in the middle of a `width` x `height` canvas of zeros; the odd pixel goes to the right and the bottom. */
export function padToCenter(image: Pixels, [height, width]: ImageSize): Pixels {
  if (height < image.height || width < image.width) {
    throw new ProcessorError('BAD_IMAGE_SIZE', `Cannot pad a ${image.width} x ${image.height} image to ${width} x ${height}: it is larger already.`, {
      hint: 'Leave do_resize and do_thumbnail on, or raise `size`.',
    });
  }
  return cropPixels(image, -Math.floor((width - image.width) / 2), -Math.floor((height - image.height) / 2), width, height);
}
