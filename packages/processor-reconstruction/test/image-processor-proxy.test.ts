/** Processors for models whose configuration is missing or does not fit the graph. */
import type { GraphFacts } from '@onnx-capsule/metadata-schema';
import { expect, test } from 'vitest';

import { graphImageInput, ImageProcessorProxy, type ImageProcessorProxyOptions } from '../src/image.js';
import { caseImage, codeOf, readConfig, readJson } from './image/image-goldens.js';

const image = await caseImage('photo.jpg');

function graphOf(...shape: readonly (number | string | null)[]): GraphFacts {
  return { inputs: [{ name: 'ids', type: 'int64', shape: ['n', 4] }, { name: 'pixel_values', type: 'float32', shape }], outputs: [], opsets: {} };
}

async function run(options: ImageProcessorProxyOptions): Promise<{ dims: readonly number[]; warnings: readonly string[]; proxy: ImageProcessorProxy }> {
  const warnings: string[] = [];
  const proxy = new ImageProcessorProxy({ ...options, onWarning: (message) => warnings.push(message) });
  const tensors = await proxy.process(image);
  return { dims: tensors['pixel_values']!.dims, warnings, proxy };
}

test('without a configuration the size is the graph\'s and the normalisation the family\'s, and a warning says so', async () => {
  const config = readJson('models/resnet-fixed/config.json') as Record<string, unknown>;
  const { dims, warnings, proxy } = await run({ config, graph: graphOf(1, 3, 48, 48) });
  expect(dims).toEqual([1, 3, 48, 48]);
  expect(proxy.className).toBe('ConvNextImageProcessor');
  expect(proxy.fields).toMatchObject({ image_mean: [0.485, 0.456, 0.406], size: { shortest_edge: 48 } });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/preprocessor_config\.json is missing: assumed ConvNextImageProcessor.*48 x 48 pixels \(the size of the graph's input\).*onnx-capsule embed/);
  expect(proxy.assumptions).toEqual(warnings);
});

test.each([
  ['vit-cls', [1, 3, 32, 32]],
  ['clip-zeroshot', [1, 3, 32, 32]],
  ['deit-cls', [1, 3, 40, 40]],
  ['dinov2-features', [1, 3, 42, 42]],
  ['vit-gpt2-caption', [1, 3, 32, 32]],
  ['dpt-depth', [1, 3, 64, 64]],
])('%s: without a graph the size is that of config.json', async (name, expected) => {
  const { dims, warnings } = await run({ config: readJson(`models/${name}/config.json`) as Record<string, unknown> });
  expect(dims).toEqual(expected);
  expect(warnings[0]).toContain('image_size of config.json');
});

test('the assumed processor gives the numbers of the real one where the family\'s defaults are its own', async () => {
  const config = readJson('models/vit-cls/config.json') as Record<string, unknown>;
  const assumed = new ImageProcessorProxy({ config });
  const real = new ImageProcessorProxy({ config, processorConfig: readConfig('models/vit-cls') });
  expect(await assumed.process(image)).toEqual(await real.process(image));
  expect(real.assumptions).toEqual([]);
});

test('nothing known at all still gives an image, with a warning', async () => {
  const { dims, warnings } = await run({});
  expect(dims).toEqual([1, 3, 224, 224]);
  expect(warnings[0]).toContain('no model type is known');
});

test.each([
  ['CLIPImageProcessor', {}, [1, 3, 48, 48]],
  ['ConvNextImageProcessor', {}, ['batch', 3, 64, 64]],
  ['DetrImageProcessor', {}, [1, 3, 64, 96]],
  ['DPTImageProcessor', { keep_aspect_ratio: true, ensure_multiple_of: 14 }, [1, 3, 56, 56]],
  ['SamImageProcessor', {}, [1, 3, 64, 64]],
  ['DonutImageProcessor', {}, [1, 3, 64, 50]],
])('the fixed shape of a graph wins over %s %j', async (className, fields, shape) => {
  const { dims, warnings } = await run({ processorConfig: { image_processor_type: className, ...fields }, graph: graphOf(...shape) });
  expect(dims.slice(1)).toEqual(shape.slice(1));
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(`The model takes images of ${shape[3]!} x ${shape[2]!} pixels`);
});

test('a graph that wants what the configuration makes changes nothing', async () => {
  const { dims, warnings } = await run({ processorConfig: { image_processor_type: 'ViTImageProcessor', size: 40 }, graph: graphOf('b', 3, 40, 40) });
  expect(dims).toEqual([1, 3, 40, 40]);
  expect(warnings).toEqual([]);
});

test('a graph with channels last gets channels last', async () => {
  const { dims } = await run({ processorConfig: { image_processor_type: 'ViTImageProcessor', size: 40 }, graph: graphOf(null, 40, 40, 3) });
  expect(dims).toEqual([1, 40, 40, 3]);
});

test('a processor that cannot make the size is refused, and other errors stay what they are', async () => {
  const swin = new ImageProcessorProxy({ processorConfig: { image_processor_type: 'Swin2SRImageProcessor' }, graph: graphOf(1, 3, 64, 64) });
  expect(await codeOf(swin.process(image))).toBe('FIXED_IMAGE_SIZE');
  const vit = new ImageProcessorProxy({ processorConfig: { image_processor_type: 'ViTImageProcessor' }, graph: graphOf(1, 3, 64, 64) });
  expect(await codeOf(vit.process(image, { unknown: 1 }))).toBe('UNKNOWN_OPTION');
});

test('the image input of a graph is found by name, or by its colours', () => {
  const value = (name: string, type: string, ...shape: (number | string | null)[]): GraphFacts['inputs'][number] => ({ name, type, shape });
  const found = (...inputs: GraphFacts['inputs'][number][]): unknown => graphImageInput({ inputs, outputs: [], opsets: {} });
  expect(found(value('past_key_values.0.key', 'float32', 'b', 4, 0, 8), value('pixel_values', 'float32', 'b', 'c', 8, 9))).toEqual({ name: 'pixel_values', size: [8, 9], channelsLast: false });
  expect(found(value('input_ids', 'int64', 1, 4), value('input.1', 'float32', 1, 3, 'h', 'w'))).toEqual({ name: 'input.1', channelsLast: false });
  expect(found(value('past', 'float32', 'b', 4, 0, 8), value('serving', 'float32', null, 28, 28, 1))).toEqual({ name: 'serving', size: [28, 28], channelsLast: true });
  expect(found(value('pixel_values', 'float32', 'b', 16, 3, 24, 24))).toEqual({ name: 'pixel_values', size: [24, 24], channelsLast: false });
  expect(found(value('past', 'float32', 'b', 4, 0, 8))).toBeUndefined();
});
