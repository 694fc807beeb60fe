/** Choosing a processor by its configuration, call options, and what is refused. */
import type { RawImage } from '@onnx-capsule/metadata-schema';
import { expect, test } from 'vitest';

import { createImageProcessor } from '../../src/image.js';
import { caseImage, codeOf } from './image-goldens.js';

const image = await caseImage('photo.jpg');

test.each([
  [{ feature_extractor_type: 'ViTFeatureExtractor', size: 32 }, 'ViTImageProcessor', [1, 3, 32, 32]],
  [{ image_processor_type: 'ViTImageProcessorFast', size: { height: 20, width: 30 } }, 'ViTImageProcessor', [1, 3, 20, 30]],
  [{ image_processor_type: 'CLIPImageProcessorPil', size: 40, crop_size: 32 }, 'CLIPImageProcessor', [1, 3, 32, 32]],
  [{ feature_extractor_type: 'CLIPFeatureExtractor', size: 40, crop_size: 32 }, 'CLIPImageProcessor', [1, 3, 32, 32]],
  [{ image_processor: { image_processor_type: 'ViTImageProcessor', size: 24 }, processor_class: 'X' }, 'ViTImageProcessor', [1, 3, 24, 24]],
  [{ feature_extractor_type: 'DetrFeatureExtractor', size: 40, max_size: 50, pad_and_return_pixel_mask: true }, 'DetrImageProcessor', [1, 3, 38, 50]],
  [{ image_processor_type: 'ViTImageProcessor', size: null, image_mean: null }, 'ViTImageProcessor', [1, 3, 224, 224]],
  [{ image_processor_type: 'EfficientFormerImageProcessor', size: 40, do_center_crop: false }, 'EfficientFormerImageProcessor', [1, 3, 40, 40]],
  [{ image_processor_type: 'EfficientFormerImageProcessor', size: { shortest_edge: 39 }, do_center_crop: false }, 'EfficientFormerImageProcessor', [1, 3, 39, 52]],
  [{ image_processor_type: 'EfficientFormerImageProcessor', do_center_crop: false }, 'EfficientFormerImageProcessor', [1, 3, 224, 224]],
  [{ image_processor_type: 'CLIPImageProcessor', use_square_size: true, size: 40, do_center_crop: false }, 'CLIPImageProcessor', [1, 3, 40, 40]],
])('%j is %s', async (config, className, dims) => {
  const warnings: string[] = [];
  const processor = createImageProcessor(config, { onWarning: (message) => warnings.push(message) });
  expect(processor.className).toBe(className);
  expect((await processor.process(image))['pixel_values']!.dims).toEqual(dims);
  expect(warnings).toEqual([]);
});

test('a configuration without a class takes the one of the model type', () => {
  expect(createImageProcessor({ size: 8 }, { modelType: 'convnext' }).className).toBe('ConvNextImageProcessor');
});

test('a class that nobody knows runs by its fields, with one warning', async () => {
  const warnings: string[] = [];
  const config = {
    image_processor_type: 'HomeMadeImageProcessor', size: { shortest_edge: 30 }, crop_size: { height: 20, width: 24 }, do_center_crop: true,
    image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], resample: 3,
  };
  const homeMade = createImageProcessor(config, { onWarning: (message) => warnings.push(message) });
  const clip = createImageProcessor({ ...config, image_processor_type: 'CLIPImageProcessor' });
  expect((await homeMade.process(image))['pixel_values']).toEqual((await clip.process(image))['pixel_values']);
  await homeMade.process(image);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('HomeMadeImageProcessor');
});

test('every way of writing a size works for an unknown class', async () => {
  const dims = async (config: object): Promise<readonly number[]> =>
    (await createImageProcessor({ image_processor_type: 'Other', ...config }).process(image))['pixel_values']!.dims;
  expect(await dims({ size: 12 })).toEqual([1, 3, 12, 12]);
  expect(await dims({ size: [10, 12] })).toEqual([1, 3, 10, 12]);
  expect(await dims({ size: { longest_edge: 48 } })).toEqual([1, 3, 36, 48]);
  expect(await dims({ size: { shortest_edge: 30, longest_edge: 32 } })).toEqual([1, 3, 24, 32]);
  expect(await dims({ size: { max_height: 30, max_width: 32 } })).toEqual([1, 3, 24, 32]);
  expect(await dims({ size: { height: 9, width: 8 }, pad_size: { height: 12, width: 16 } })).toEqual([1, 3, 12, 16]);
  expect(await dims({})).toEqual([1, 3, 144, 192]);
});

test('a class of the reference that is not reproduced is refused by name', () => {
  expect(() => createImageProcessor({ image_processor_type: 'Qwen2VLImageProcessorFast' })).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_IMAGE_PROCESSOR', message: expect.stringContaining('Qwen2VLImageProcessor') as string }),
  );
});

test('call options replace the configuration for one call', async () => {
  const processor = createImageProcessor({ image_processor_type: 'ViTImageProcessor', size: 8 });
  const changed = await processor.process([image, image], { size: { height: 4, width: 6 }, resample: 'nearest', do_normalize: false, data_format: 'channels_last' });
  expect(changed['pixel_values']!.dims).toEqual([2, 4, 6, 3]);
  expect((await processor.process(image))['pixel_values']!.dims).toEqual([1, 3, 8, 8]);
});

test('sizes of each image are told beside the tensors', async () => {
  const processor = createImageProcessor({ image_processor_type: 'DetrImageProcessor', size: { shortest_edge: 40, longest_edge: 60 } });
  const { sizes } = await processor.processWithSizes([image, await caseImage('tall.jpg')]);
  expect(sizes).toEqual([
    { original: [144, 192], reshaped: [40, 53], processed: [60, 53] },
    { original: [300, 40], reshaped: [60, 8], processed: [60, 53] },
  ]);
});

test('float pixels pass through bytes when they are resized, as in the reference', async () => {
  const processor = createImageProcessor({ image_processor_type: 'ViTImageProcessor', size: 8, do_rescale: false, do_normalize: false });
  const floats: RawImage = { ...image, data: Float32Array.from(image.data, (value) => value / 255) };
  const bytes = (await processor.process(image))['pixel_values']!.data as Uint8Array;
  const scaled = (await processor.process(floats))['pixel_values']!.data as Float32Array;
  expect(Math.max(...scaled.map((value, i) => Math.abs(value * 255 - bytes[i]!)))).toBeLessThan(1.5);
  const whole = (await processor.process({ ...image, data: Float32Array.from(image.data) }))['pixel_values']!.data as Float32Array;
  expect(Array.from(whole)).toEqual(Array.from(bytes));
  expect(await codeOf(processor.process({ ...image, data: Float32Array.from(image.data, (value) => value + 0.5) }))).toBe('BAD_IMAGE');
});

test.each([
  ['a size that no memory holds', { size: { height: 1e6, width: 1e6 } }, 'BAD_IMAGE_SIZE'],
  ['an unknown option', { sizes: 3 }, 'UNKNOWN_OPTION'],
  ['channels first pixels', { input_data_format: 'channels_first' }, 'BAD_OPTION'],
  ['an unknown layout', { data_format: 'NCHW' }, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['an unknown filter', { resample: 9 }, 'BAD_RESAMPLE'],
  ['a size of 0', { size: 0 }, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['a size of another kind', { size: { shortest_edge: 5 } }, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['a size that is text', { size: 'big' }, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['a mean of two numbers', { image_mean: [1, 2] }, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['a flag that is text', { do_resize: 'yes' }, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['a factor that is text', { rescale_factor: 'x' }, 'BAD_IMAGE_PROCESSOR_FIELD'],
])('%s is refused', async (_, options, code) => {
  expect(await codeOf(createImageProcessor({ image_processor_type: 'ViTImageProcessor' }).process(image, options))).toBe(code);
});

test.each([
  ['no images', [], 'BAD_IMAGE'],
  ['no pixels', [{}], 'BAD_IMAGE'],
  ['a path', ['cat.jpg'], 'BAD_IMAGE'],
  ['images that end up with different sizes', [image, await caseImage('tall.jpg')], 'IMAGE_SIZES_DIFFER'],
])('%s are refused', async (_, images, code) => {
  const processor = createImageProcessor({ image_processor_type: 'ViTImageProcessor', do_resize: false });
  expect(await codeOf(processor.process(images as never))).toBe(code);
});

test.each([
  ['LayoutLMv2ImageProcessor', {}, 'OCR_NOT_SUPPORTED'],
  ['Pix2StructImageProcessor', { is_vqa: true }, 'HEADER_TEXT_NOT_SUPPORTED'],
  ['Pix2StructImageProcessor', { do_normalize: false }, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['VitPoseImageProcessor', {}, 'BAD_OPTION'],
  ['ImageGPTImageProcessor', {}, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['ZoeDepthImageProcessor', { do_rescale: false }, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['ZoeDepthImageProcessor', { resample: 0 }, 'BAD_RESAMPLE'],
  ['Owlv2ImageProcessor', { do_rescale: false }, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['TvpImageProcessor', { pad_mode: 'edge', size: { longest_edge: 20 } }, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['VivitImageProcessor', { do_rescale: false }, 'BAD_IMAGE_PROCESSOR_FIELD'],
  ['SamImageProcessor', { pad_size: 8 }, 'BAD_IMAGE_SIZE'],
  ['Siglip2ImageProcessor', { do_resize: false, max_num_patches: 4 }, 'BAD_IMAGE_SIZE'],
])('%s refuses what it cannot compute: %j', async (className, config, code) => {
  expect(await codeOf(createImageProcessor({ image_processor_type: className, ...config }).process(image))).toBe(code);
});

test.each([
  ['CLIPImageProcessor', { crop_size: 1e6 }],
  ['DetrImageProcessor', { pad_size: { height: 1e6, width: 1e6 } }],
  ['Swin2SRImageProcessor', { size_divisor: 1e6 }],
  ['ZoeDepthImageProcessor', { size: 1e6, keep_aspect_ratio: false }],
  ['Owlv2ImageProcessor', { size: { height: 1e6, width: 1e6 } }],
  ['VitPoseImageProcessor', { size: { height: 1e6, width: 1e6 }, boxes: [[[0, 0, 9, 9]]] }],
  ['Pix2StructImageProcessor', { max_patches: 1e9 }],
  ['Siglip2ImageProcessor', { max_num_patches: 1e9 }],
])('%s makes no image that no memory holds: %j', async (className, config) => {
  expect(await codeOf(createImageProcessor({ image_processor_type: className, ...config }).process(image))).toBe('BAD_IMAGE_SIZE');
});

test('an image so long that its shortest edge makes it huge is refused before it is made', async () => {
  const line = { data: new Uint8Array(3 * 300_000), width: 300_000, height: 1, channels: 3 };
  expect(await codeOf(createImageProcessor({ image_processor_type: 'CLIPImageProcessor' }).process(line))).toBe('BAD_IMAGE_SIZE');
});

test('DepthPro normalises before it resizes with torch\'s interpolation, TVP pads its clips', async () => {
  const depth = await createImageProcessor({ image_processor_type: 'DepthProImageProcessor', size: 16 }).process(image);
  expect(depth['pixel_values']!.dims).toEqual([1, 3, 16, 16]);
  const clip = await createImageProcessor({ image_processor_type: 'TvpImageProcessor', size: { longest_edge: 20 }, crop_size: 16, pad_size: 24 }).process([image, image]);
  expect(clip['pixel_values']!.dims).toEqual([1, 2, 3, 24, 24]);
});
