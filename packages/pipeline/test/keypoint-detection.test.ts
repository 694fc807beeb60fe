import { afterAll, expect, test } from 'vitest';

import { pipeline, type ImageKeypoints, type PersonBox, type Pose } from '../src/index.js';
import { scratchFolder } from './capsules.js';
import { FIXTURES } from './goldens.js';
import { media, unpackedModel } from './media-goldens.js';
import { heatmapPeaks } from '../src/vision/heatmap-peaks.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

const vitpose = (): string => unpackedModel('vision', 'vitpose', scratch.path);
const superpoint = (): string => unpackedModel('vision', 'superpoint', scratch.path);
const BOXES: PersonBox[] = [[20, 10, 60, 100], [90, 30, 80, 50]];

test('finds one pose for each box, in every form of the call', async () => {
  await using pipe = await pipeline('keypoint-detection', vitpose());
  const image = media('photo.jpg');
  const poses = (await pipe(image, { boxes: BOXES })) as Pose[];
  expect(poses.map(({ keypoints }) => keypoints.dims)).toEqual([[6, 2], [6, 2]]);
  expect(await pipe({ image, boxes: BOXES })).toEqual(poses);
  expect(await pipe([{ image, boxes: BOXES }])).toEqual([poses]);
  expect(await pipe([image, image], { boxes: [BOXES, BOXES.slice(0, 1)] })).toEqual([poses, poses.slice(0, 1)]);
  const [first] = (await pipe(image, { boxes: BOXES, threshold: 1e6 })) as Pose[];
  expect(first!.keypoints.dims).toEqual([0, 2]);
  expect(await pipe(image, { boxes: BOXES, threshold: null })).toEqual(poses);
});

test.each([
  ['BAD_INPUT', media('photo.jpg'), {}],
  ['BAD_INPUT', media('photo.jpg'), { boxes: [] }],
  ['BAD_INPUT', media('photo.jpg'), { boxes: [[0, 0, 0, 5]] }],
  ['BAD_INPUT', media('photo.jpg'), { boxes: [[0, 0, 5]] }],
  ['BAD_INPUT', [media('photo.jpg')], { boxes: BOXES }],
  ['BAD_INPUT', [{ image: media('photo.jpg'), boxes: BOXES, box: 1 }], {}],
  ['BAD_INPUT', 4, { boxes: BOXES }],
  ['BAD_OPTION', media('photo.jpg'), { boxes: BOXES, kernel_size: 4 }],
  ['BAD_OPTION', media('photo.jpg'), { boxes: BOXES, threshold: 'high' }],
  ['UNKNOWN_OPTION', media('photo.jpg'), { boxes: BOXES, dataset_index: 1 }],
])('refuses with %s: %j %j', async (code, input, options) => {
  await using pipe = await pipeline('keypoint-detection', vitpose());
  await expect(pipe(input as never, options as never)).rejects.toMatchObject({ code });
});

test('finds points in whole images', async () => {
  await using pipe = await pipeline('keypoint-detection', superpoint());
  const found = (await pipe(media('photo.jpg'))) as ImageKeypoints;
  expect(found.descriptors.dims).toEqual([found.scores.dims[0], 8]);
  expect(await pipe([{ image: media('photo.jpg') }])).toEqual([found]);
  await expect(pipe(media('photo.jpg'), { threshold: 0.5 })).rejects.toMatchObject({ code: 'UNKNOWN_OPTION' });
  await expect(pipe({ image: media('photo.jpg'), boxes: BOXES })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  const outputs = await pipe.forward({ ...(await pipe.preprocess(media('photo.jpg'))) });
  await expect(pipe.postprocess(outputs)).rejects.toMatchObject({ code: 'NO_CONTEXT' });
});

test('refuses models of another kind', async () => {
  await expect(pipeline('keypoint-detection', `${FIXTURES}models/vit-cls`)).rejects.toMatchObject({ code: 'UNSUPPORTED_MODEL' });
});

test('takes a heatmap without a value above 0 as the reference does', () => {
  // Python: VitPoseImageProcessor().keypoints_from_heatmaps(-np.ones((1, 1, 4, 3)), …): the peak stays at -1, -1.
  expect(heatmapPeaks({ data: new Float32Array(12).fill(-1), maps: 1, width: 3, height: 4 }, 3)).toEqual([{ x: -1, y: -1, score: -1 }]);
});
