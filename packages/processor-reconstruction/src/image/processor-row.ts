/** What a row of the processor table says: defaults, and where the reference computes something of its own. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import type { Fields } from './fields.js';
import type { Pixels } from './pixels.js';
import type { ImageSize } from './target-size.js';
import type { Planes, ValueRules } from './value-rules.js';

/** One step on pixels. */
export type PixelStep = (image: Pixels, fields: Fields) => Pixels;

/** An image after all steps that look at it alone. */
export interface PreparedImage {
  /** Size of the image that came in. */
  readonly original: ImageSize;
  /** Size after resizing and cropping, before padding. */
  readonly reshaped: ImageSize;
  readonly planes: Planes;
}

/** Size bookkeeping of one image: [height, width] in pixels. */
export interface ImageSizes {
  readonly original: ImageSize;
  /** After resizing and cropping, before padding. */
  readonly reshaped: ImageSize;
  /** As it stands in the tensor. */
  readonly processed: ImageSize;
}

/** Tensors and, for each image, its sizes. */
export interface ProcessedImages {
  readonly tensors: NamedTensors;
  readonly sizes: readonly ImageSizes[];
}

/** One image processor class of the reference. */
export interface ProcessorRow {
  /** Values of fields that a configuration leaves out; a name that is not here is not a call option either. */
  readonly defaults: Fields;
  /** Rewrites a configuration of an old form, before defaults are laid under it. */
  readonly upgrade?: (config: Fields) => Fields;
  /** Steps on pixels, in the reference's order. Each looks at its own `do_…` field. */
  readonly steps: readonly PixelStep[];
  /** From bytes to values; `valueRules` where absent. */
  readonly values?: (fields: Fields) => ValueRules;
  /** Steps on the values of one image, such as padding to a multiple. */
  readonly planeSteps?: readonly ((planes: Planes, fields: Fields) => Planes)[];
  /** Puts a batch together; stacking images of equal size where absent. */
  readonly assemble?: (images: readonly PreparedImage[], fields: Fields) => NamedTensors;
  /** Replaces all of the above where the reference's computation is of another kind. */
  readonly run?: (images: readonly Pixels[], fields: Fields) => ProcessedImages;
}
