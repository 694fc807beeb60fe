/** From a processor configuration to a function of images. */
import type { NamedTensors, RawImage } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { stackPlanes } from './assemble.js';
import type { Fields } from './fields.js';
import { type Pixels, toRgb } from './pixels.js';
import type { PreparedImage, ProcessedImages, ProcessorRow } from './processor-row.js';
import { rowForClass } from './row-for-class.js';
import { toPlanes, valueRules } from './value-rules.js';

/** `preprocessor_config.json`, or a `processor_config.json` that nests `image_processor`. */
export type ImageProcessorConfig = Readonly<Record<string, unknown>>;

/** The Python call's keyword arguments, with its snake_case names; they replace the configuration's values for one call. */
export type ImageProcessorOverrides = Readonly<Record<string, unknown>>;

/** What a configuration alone does not say. */
export interface ImageProcessorOptions {
  /** `model_type` of config.json: names the class where the processor configuration does not. */
  readonly modelType?: string;
  /** Called with one sentence where something was assumed. */
  readonly onWarning?: (message: string) => void;
}

/** Makes a model's image inputs. */
export interface ImageProcessor {
  /** The reference's class, without `Fast` or `Pil`. */
  readonly className: string;
  /** The configuration over the class's defaults. */
  readonly fields: Fields;
  /**
   * The tensors that Python's `image_processor(images, **overrides)` returns: usually `pixel_values`, float32 `[batch, 3, height, width]`.
   *
   * @throws {ProcessorError} `BAD_IMAGE`, `BAD_IMAGE_SIZE`, `IMAGE_SIZES_DIFFER`, `BAD_RESAMPLE`, `BAD_IMAGE_PROCESSOR_FIELD`, `UNKNOWN_OPTION`.
   */
  process(images: RawImage | readonly RawImage[], overrides?: ImageProcessorOverrides): Promise<NamedTensors>;
  /** As `process`, and for each image its size before, after resizing, and in the tensor. */
  processWithSizes(images: RawImage | readonly RawImage[], overrides?: ImageProcessorOverrides): Promise<ProcessedImages>;
}

/** Fields where null in a configuration means the class's default; elsewhere null switches off. */
const NULL_MEANS_DEFAULT: ReadonlySet<string> = new Set(['size', 'crop_size', 'image_mean', 'image_std', 'patch_size', 'max_patches', 'pad_size']);

/** Options of every class: layout of the tensors, and of the pixels, which is always `channels_last`. */
const LAYOUT_OPTIONS: ReadonlySet<string> = new Set(['data_format', 'input_data_format']);

function withDefaults(row: ProcessorRow, config: Fields): Fields {
  const upgraded = row.upgrade === undefined ? config : row.upgrade(config);
  const given = Object.entries(upgraded).filter(([name, value]) => value !== null || !NULL_MEANS_DEFAULT.has(name));
  return { ...row.defaults, ...Object.fromEntries(given) };
}

function withOverrides(className: string, row: ProcessorRow, fields: Fields, overrides: ImageProcessorOverrides): Fields {
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined || value === null) continue;
    if (name === 'input_data_format' && value !== 'channels_last') {
      throw new ProcessorError('BAD_OPTION', `input_data_format is ${JSON.stringify(value)}, but pixels are always channels_last here.`, {
        where: name,
        hint: 'Give { data, width, height, channels } with interleaved channels and leave the option out.',
      });
    }
    if (!LAYOUT_OPTIONS.has(name) && !(name in row.defaults)) {
      throw new ProcessorError('UNKNOWN_OPTION', `${className} has no option ${name}.`, {
        where: name,
        hint: `It knows ${[...Object.keys(row.defaults), ...LAYOUT_OPTIONS].join(', ')}.`,
      });
    }
    given[name] = value;
  }
  return { ...fields, ...given };
}

function prepare(row: ProcessorRow, image: Pixels, fields: Fields): PreparedImage {
  let pixels = image;
  for (const step of row.steps) pixels = step(pixels, fields);
  let planes = toPlanes(pixels, row.values === undefined ? valueRules(fields) : row.values(fields));
  for (const step of row.planeSteps ?? []) planes = step(planes, fields);
  return { original: [image.height, image.width], reshaped: [pixels.height, pixels.width], planes };
}

/** Height and width of a `pixel_values` tensor, whichever layout it has. */
function tensorSize(tensors: NamedTensors, fields: Fields, fallback: readonly [number, number]): readonly [number, number] {
  const dims = tensors['pixel_values']?.dims;
  if (dims?.length !== 4) return fallback;
  return fields['data_format'] === 'channels_last' ? [dims[1]!, dims[2]!] : [dims[2]!, dims[3]!];
}

function run(row: ProcessorRow, images: readonly Pixels[], fields: Fields): ProcessedImages {
  if (row.run !== undefined) return row.run(images, fields);
  const prepared = images.map((image) => prepare(row, image, fields));
  const tensors = row.assemble === undefined
    ? { pixel_values: stackPlanes(prepared.map((image) => image.planes), fields) }
    : row.assemble(prepared, fields);
  return {
    tensors,
    sizes: prepared.map(({ original, reshaped, planes }) => ({
      original,
      reshaped,
      processed: tensorSize(tensors, fields, [planes.height, planes.width]),
    })),
  };
}

function asList(images: RawImage | readonly RawImage[]): readonly RawImage[] {
  const list = Array.isArray(images) ? (images as readonly RawImage[]) : [images as RawImage];
  if (list.length === 0) {
    throw new ProcessorError('BAD_IMAGE', 'The list of images is empty.', { hint: 'Give at least one image.' });
  }
  return list;
}

/**
 * The image processor that `config` describes, in any form transformers has written: version 4 and 5, `Fast` and `feature_extractor_type`
 * names, sizes as numbers. A class that is not known runs by its fields, with one warning.
 *
 * @throws {ProcessorError} `UNSUPPORTED_IMAGE_PROCESSOR` for a class whose computation cannot be told from its fields.
 */
export function createImageProcessor(config: ImageProcessorConfig, options: ImageProcessorOptions = {}): ImageProcessor {
  const nested = config['image_processor'];
  const own = typeof nested === 'object' && nested !== null ? (nested as ImageProcessorConfig) : config;
  const { className, row } = rowForClass(own, options);
  const fields = withDefaults(row, own);
  const processWithSizes = (images: RawImage | readonly RawImage[], overrides: ImageProcessorOverrides = {}): Promise<ProcessedImages> =>
    new Promise((resolve) => {
      resolve(run(row, asList(images).map(toRgb), withOverrides(className, row, fields, overrides)));
    });
  return {
    className,
    fields,
    processWithSizes,
    process: async (images, overrides) => (await processWithSizes(images, overrides)).tensors,
  };
}
