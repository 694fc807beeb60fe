/** Image processors against the reference: the configurations of `fixtures/preprocess`, the vision models, and random configurations. */
import { existsSync, readdirSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { createImageProcessor } from '../../src/image.js';
import {
  caseImage, codeOf, distance, FIXTURES, type GoldenSet, type GoldenTensor, imageSets, readConfig, readJson, readPacked,
} from './image-goldens.js';

const TOLERANCE = 1e-5;

describe.each(imageSets())('preprocess/%s', (name) => {
  const golden = readJson(`preprocess/${name}/golden.json`) as GoldenSet;
  const warnings: string[] = [];
  const processor = createImageProcessor(readConfig(`preprocess/${name}`), { onWarning: (message) => warnings.push(message) });

  test.each(golden.cases.map((item, index) => [index, item] as const))('case %i gives the tensors of the reference', async (_, item) => {
    const images = await Promise.all((item.input.images ?? [item.input.image!]).map((file) => caseImage(file)));
    const tensors = await processor.process(images, item.options);
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(item.outputs).sort());
    for (const [key, expected] of Object.entries(item.outputs)) expect(distance(tensors[key], expected)).toBeLessThanOrEqual(TOLERANCE);
    expect(warnings).toEqual([]);
  });

  test('gives the bytes of the reference before they become floats', async () => {
    const plain = Object.fromEntries(['do_rescale', 'do_normalize', 'include_top'].filter((key) => key in processor.fields).map((key) => [key, false]));
    for (const item of golden.cases) {
      if (item.uint8 === undefined || processor.className === 'Pix2StructImageProcessor') continue;
      const images = await Promise.all((item.input.images ?? [item.input.image!]).map((file) => caseImage(file)));
      const { pixel_values: pixels } = await processor.process(images, { ...item.options, ...plain });
      expect(distance({ ...pixels!, type: 'uint8', data: Uint8Array.from(pixels!.data as Float32Array) }, item.uint8)).toBe(0);
    }
  });

});

test('images that the reference refuses are refused', async () => {
  const skipped = imageSets().flatMap((name) => ((readJson(`preprocess/${name}/golden.json`) as GoldenSet).skipped ?? []).map(({ images }) => ({ name, images })));
  expect(skipped.length).toBeGreaterThan(1);
  for (const { name, images } of skipped) {
    const loaded = await Promise.all(images.map((file) => caseImage(file)));
    expect(await codeOf(createImageProcessor(readConfig(`preprocess/${name}`)).process(loaded))).toBe('BAD_IMAGE_SIZE');
  }
});

interface ModelGolden {
  readonly cases: readonly { readonly input: { readonly image?: string }; readonly features?: Readonly<Record<string, GoldenTensor>> }[];
}

const visionModels = readdirSync(`${FIXTURES}models`).filter(
  (name) => existsSync(`${FIXTURES}models/${name}/preprocessor_config.json`) && 'image_processor_type' in readConfig(`models/${name}`),
);

test.each(visionModels)('model %s gets the pixels that the reference feeds', async (name) => {
  const processor = createImageProcessor(readConfig(`models/${name}`));
  let compared = 0;
  for (const { input, features } of (readJson(`golden/${name}.json`) as ModelGolden).cases) {
    for (const [key, expected] of Object.entries(features ?? {})) {
      if (!key.startsWith('pixel_values') || input.image === undefined) continue;
      const tensors = await processor.process(await caseImage(input.image));
      expect(distance(tensors['pixel_values'], expected)).toBeLessThanOrEqual(TOLERANCE);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(0);
});

interface RandomCase {
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly images: readonly (string | readonly [number, number])[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, GoldenTensor>>;
  readonly error?: string;
}

/** What each version of the reference computes for configurations as it saves them. */
const random = ['v4', 'v5'].flatMap((version) =>
  (readPacked(`reference-images/goldens-${version}.json.gz`) as { readonly cases: readonly RandomCase[] }).cases.map((item) => ({ version, item })),
);
const groups = [...new Set(random.map(({ version, item }) => `${version} ${item.class}`))];

test.each(groups)('%s follows random configurations, call options and odd sizes', async (group) => {
  for (const { item } of random.filter(({ version, item: { class: className } }) => `${version} ${className}` === group)) {
    const images = await Promise.all(item.images.map(caseImage));
    const result = createImageProcessor({ image_processor_type: item.class, ...item.config }).process(images, { input_data_format: 'channels_last', ...item.options });
    if (item.outputs === undefined) {
      expect(await codeOf(result)).toMatch(/^(?:BAD_IMAGE_SIZE|BAD_IMAGE_PROCESSOR_FIELD|IMAGE_SIZES_DIFFER)$/);
      continue;
    }
    const tensors = await result;
    expect(Object.keys(tensors).sort(), JSON.stringify(item.config)).toEqual(Object.keys(item.outputs).sort());
    for (const [key, expected] of Object.entries(item.outputs)) expect(distance(tensors[key], expected), JSON.stringify(item)).toBeLessThanOrEqual(TOLERANCE);
  }
});
