/**
 * Preprocessing of a 1920 x 1080 JPEG to 224 x 224, beside `@huggingface/transformers` and bare `sharp`, in one run; and the resize
 * step alone, filter by filter, beside sharp's.
 *
 * Run after `npm run build`: `node tools/bench/image.js [rounds]`. Prints medians in milliseconds.
 * sharp alone reduces while it decodes (shrink-on-load), which is fast and gives other pixels than Pillow; it is there as the yardstick.
 */
import { createImageProcessor, resizeImage } from '@onnx-capsule/processor-reconstruction/image';
import { loadImage } from '@onnx-capsule/processor-reconstruction/node';
import { RawImage, ViTImageProcessor } from '@huggingface/transformers';
import sharp from 'sharp';

import { compare } from './measurements.js';

const ROUNDS = Number(process.argv[2] ?? 30);
const WIDTH = 1920;
const HEIGHT = 1080;
const SIDE = 224;

/** A picture with smooth parts, edges and grain, the same in every run. */
function picture() {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const x = Math.floor(i / 3) % WIDTH;
    const y = Math.floor(i / (3 * WIDTH));
    data[i] = 128 + 60 * Math.sin(x / 90 + (i % 3)) + 40 * Math.cos(y / 70) + ((x >> 6) + (y >> 6)) % 2 * 20 + (state >>> 28);
  }
  return data;
}

const pixels = picture();
const raw = { width: WIDTH, height: HEIGHT, channels: 3 };
const jpeg = new Uint8Array(await sharp(pixels, { raw }).jpeg({ quality: 90 }).toBuffer());
const config = {
  image_processor_type: 'ViTImageProcessor', do_resize: true, do_rescale: true, do_normalize: true, resample: 2, rescale_factor: 1 / 255,
  size: { height: SIDE, width: SIDE }, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5],
};
const ours = createImageProcessor(config);
const theirs = new ViTImageProcessor(config);
const blob = new Blob([jpeg], { type: 'image/jpeg' });

await compare(`JPEG ${WIDTH} x ${HEIGHT} (${(jpeg.length / 1024).toFixed(0)} KB) to pixel_values [1, 3, ${SIDE}, ${SIDE}]`, [
  ['onnx-capsule: loadImage + process', async () => ours.process(await loadImage(jpeg))],
  ['@huggingface/transformers: fromBlob + processor', async () => theirs(await RawImage.fromBlob(blob))],
  ['sharp alone: decode + resize to bytes', () => sharp(jpeg).resize(SIDE, SIDE, { fit: 'fill' }).raw().toBuffer()],
], ROUNDS, 3);

const image = { data: pixels, ...raw };
const theirImage = new RawImage(pixels, WIDTH, HEIGHT, 3);
await compare(`Pixels ${WIDTH} x ${HEIGHT} to pixel_values, decoding left out`, [
  ['onnx-capsule: process', () => ours.process(image)],
  ['@huggingface/transformers: processor', () => theirs(theirImage)],
], ROUNDS, 3);

for (const [filter, kernel] of [['nearest', 'nearest'], ['bilinear', 'linear'], ['bicubic', 'cubic'], ['lanczos', 'lanczos3']]) {
  await compare(`Resize of pixels, ${filter}`, [
    ['onnx-capsule: resizeImage', () => resizeImage(image, SIDE, SIDE, filter)],
    [`sharp: resize, kernel ${kernel}`, () => sharp(pixels, { raw }).resize(SIDE, SIDE, { fit: 'fill', kernel }).raw().toBuffer()],
  ], ROUNDS, 3);
}
