import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { createImageProcessor } from '../../src/image.js';
import { loadImage } from '../../src/node.js';

const media = (name: string): string => fileURLToPath(new URL(`../../../../fixtures/media/${name}`, import.meta.url));

/** SuperPointImageProcessor(size={'height': 4, 'width': 5}, do_grayscale=True) of transformers 4.57.6, channel 0. */
const GRAY: Readonly<Record<string, readonly number[]>> = {
  'photo.jpg': [
    0.6043220162391663, 0.6019952893257141, 0.5315886735916138, 0.5619969367980957, 0.48134395480155945, 0.5207377076148987, 0.5284416079521179,
    0.5297349691390991, 0.5484768748283386, 0.4697929620742798, 0.5001360774040222, 0.5336674451828003, 0.5320039391517639, 0.6041043996810913,
    0.49780237674713135, 0.4344604015350342, 0.5473266839981079, 0.5566310286521912, 0.6049384474754333, 0.6123141050338745,
  ],
  'gray.png': [
    0.6000000238418579, 0.3490196168422699, 0.42352941632270813, 0.3607843220233917, 0.45098039507865906, 0.3921568691730499, 0.47058823704719543,
    0.47058823704719543, 0.40784314274787903, 0.3294117748737335, 0.3333333432674408, 0.4000000059604645, 0.45490196347236633, 0.6392157077789307,
    0.6078431606292725, 0.4941176474094391, 0.5098039507865906, 0.545098066329956, 0.7176470756530762, 0.6352941393852234,
  ],
};

test.each(Object.keys(GRAY))('makes %s gray bit for bit', async (name) => {
  const processor = createImageProcessor({ image_processor_type: 'SuperPointImageProcessor', size: { height: 4, width: 5 }, do_grayscale: true });
  const { pixel_values: pixels } = await processor.process([await loadImage(media(name))]);
  expect(pixels!.dims).toEqual([1, 3, 4, 5]);
  for (let channel = 0; channel < 3; channel++) expect([...(pixels!.data as Float32Array).subarray(channel * 20, (channel + 1) * 20)]).toEqual(GRAY[name]);
});

test.each(['return_codebook_pixels', 'return_image_mask'])('refuses %s, an input of FLAVA’s pre-training', async (name) => {
  const processor = createImageProcessor({ image_processor_type: 'FlavaImageProcessor' });
  const image = await loadImage(media('gray.png'));
  await expect(processor.process([image], { [name]: true })).rejects.toMatchObject({ code: 'UNSUPPORTED_OPTION', where: name });
  expect(Object.keys(await processor.process([image], { [name]: false }))).toEqual(['pixel_values']);
});
