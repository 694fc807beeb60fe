/** Makes an image processor keep to the size that a model's graph demands. */
import type { NamedTensors, RawImage } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import type { ImageProcessor, ImageProcessorOverrides } from './create-image-processor.js';
import { type Fields, type SizeFields, sizeField } from './fields.js';
import type { GraphImageInput } from './graph-image-input.js';
import type { ProcessedImages } from './processor-row.js';
import type { ImageSize } from './target-size.js';

/** Height and width of the image tensor, if it is one of four or five dimensions. */
function tensorImageSize(tensors: NamedTensors, channelsLast: boolean): ImageSize | undefined {
  const dims = tensors['pixel_values']?.dims;
  if (dims === undefined || dims.length < 4) return undefined;
  return channelsLast ? [dims[1]!, dims[2]!] : [dims.at(-2)!, dims.at(-1)!];
}

/** `size` with its lengths scaled as the crop is scaled, so that the crop keeps its share of the image. */
function scaledSize(size: SizeFields, crop: SizeFields, [height, width]: ImageSize): SizeFields {
  const ratio = Math.max(height / (crop.height ?? height), width / (crop.width ?? width));
  return Object.fromEntries(Object.entries(size).map(([key, value]) => [key, Math.max(1, Math.round((value as number) * ratio))]));
}

/** Call options that may lead to the size, from the one that changes least to the plainest. */
function attempts(fields: Fields, size: ImageSize): readonly ImageProcessorOverrides[] {
  const [height, width] = size;
  const target = { height, width };
  const known = (options: Record<string, unknown>): ImageProcessorOverrides =>
    Object.fromEntries(Object.entries(options).filter(([name]) => name in fields));
  const list: ImageProcessorOverrides[] = [];
  if (fields['do_center_crop'] === true && typeof fields['crop_size'] === 'object' && fields['crop_size'] !== null) {
    const crop = sizeField(fields, 'crop_size', true);
    list.push(known({ size: scaledSize(sizeField(fields, 'size', false), crop, size), crop_size: target }));
  }
  if (height === width) list.push(known({ size: { shortest_edge: height } }), known({ size: { longest_edge: height }, pad_size: target, do_pad: true }));
  list.push(
    known({ size: target }),
    known({
      size: target, do_resize: true, do_center_crop: false, do_pad: false, keep_aspect_ratio: false, ensure_multiple_of: 1, size_divisor: 1,
    }),
  );
  return list;
}

/**
 * `processor` with results of the graph's size: where its configuration makes another one, resizing and cropping are adjusted and
 * `onWarning` says so once. Channels come last where the graph wants them so.
 */
export function fitToGraph(processor: ImageProcessor, input: GraphImageInput, onWarning: ((message: string) => void) | undefined): ImageProcessor {
  const { size, channelsLast } = input;
  let fitted: ImageProcessorOverrides | undefined;
  const layout: ImageProcessorOverrides = channelsLast ? { data_format: 'channels_last' } : {};

  const fits = (result: ProcessedImages): boolean => {
    const made = tensorImageSize(result.tensors, channelsLast);
    return size === undefined || made === undefined || (made[0] === size[0] && made[1] === size[1]);
  };

  const adjust = async (images: RawImage | readonly RawImage[], overrides: ImageProcessorOverrides, made: string): Promise<ProcessedImages> => {
    for (const attempt of attempts(processor.fields, size!)) {
      let result: ProcessedImages;
      try {
        result = await processor.processWithSizes(images, { ...layout, ...overrides, ...attempt });
      } catch {
        continue;
      }
      if (!fits(result)) continue;
      if (fitted === undefined) {
        fitted = attempt;
        onWarning?.(`The model takes images of ${size![1]} x ${size![0]} pixels, but ${processor.className} makes ${made}; it is run with ${JSON.stringify(attempt)} instead.`);
      }
      return result;
    }
    throw new ProcessorError('FIXED_IMAGE_SIZE', `The model takes images of ${size![1]} x ${size![0]} pixels, but ${processor.className} makes ${made} and cannot be made to fit.`, {
      where: input.name,
      hint: 'Export the model with dynamic height and width, or scale the images to that size first.',
    });
  };

  const processWithSizes = async (images: RawImage | readonly RawImage[], overrides: ImageProcessorOverrides = {}): Promise<ProcessedImages> => {
    const options = { ...layout, ...overrides };
    let first: ProcessedImages | undefined;
    let failure: unknown;
    try {
      first = await processor.processWithSizes(images, { ...options, ...fitted });
    } catch (error) {
      if (!(error instanceof ProcessorError) || !['BAD_IMAGE_SIZE', 'IMAGE_SIZES_DIFFER'].includes(error.code) || size === undefined) throw error;
      failure = error;
    }
    if (first !== undefined && fits(first)) return first;
    const made = first === undefined ? (failure as Error).message : (tensorImageSize(first.tensors, channelsLast) ?? []).toReversed().join(' x ');
    return adjust(images, overrides, made);
  };

  return {
    ...processor,
    processWithSizes,
    process: async (images, overrides) => (await processWithSizes(images, overrides)).tensors,
  };
}
