/** Values that several processor classes share: normalisation constants and the usual fields. */
import type { Fields } from './fields.js';

/** Mean and deviation for values between -1 and 1. */
export const HALF_NORMALIZATION: Fields = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };

/** Mean and deviation of ImageNet. */
export const IMAGENET_NORMALIZATION: Fields = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] };

/** Mean and deviation of CLIP's training data. */
export const CLIP_NORMALIZATION: Fields = {
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};

/** Rescaling of bytes to 0 … 1. */
export const RESCALE: Fields = { do_rescale: true, rescale_factor: 1 / 255 };

/** Resizing, rescaling and normalising, without sizes and constants. */
export const USUAL: Fields = { do_resize: true, ...RESCALE, do_normalize: true };

/** A square of `edge` pixels. */
export function square(edge: number): Fields {
  return { height: edge, width: edge };
}

/** Pillow's numbers of the filters that defaults name. */
export const NEAREST = 0;
export const LANCZOS = 1;
export const BILINEAR = 2;
export const BICUBIC = 3;
