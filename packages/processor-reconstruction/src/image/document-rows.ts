/** Processors of document models: pages are turned, shrunk to a thumbnail, padded; text recognition is not part of it. */
import { ProcessorError } from '../processor-error.js';
import { BICUBIC, BILINEAR, HALF_NORMALIZATION, IMAGENET_NORMALIZATION, square, USUAL } from './field-defaults.js';
import { type Fields, flag, heightAndWidth, sizeField } from './fields.js';
import { cropPixels, padToCenter, resizePixels, turnClockwise } from './pixel-steps.js';
import type { Pixels } from './pixels.js';
import type { PixelStep, ProcessorRow } from './processor-row.js';
import { resizeExactly, resizeStep } from './resize-steps.js';
import { shortestEdgeSize } from './target-size.js';

function pageSize(fields: Fields): readonly [height: number, width: number] {
  return heightAndWidth(sizeField(fields, 'size', true), 'size');
}

/** Turns a page whose long side lies across that of the target. */
const alignLongAxis: PixelStep = (image, fields) => {
  if (!flag(fields, 'do_align_long_axis')) return image;
  const [height, width] = pageSize(fields);
  const across = (width < height && image.width > image.height) || (width > height && image.width < image.height);
  return across ? turnClockwise(image) : image;
};

/** The shorter edge becomes the shorter side of the page. */
const resizeToPage: PixelStep = resizeStep((size, fields) => shortestEdgeSize(size, Math.min(...pageSize(fields))));

/** Shrinks the image into the page, in two steps as Pillow's `reducing_gap` of 2 does; always bicubic, as in the reference. */
const thumbnail: PixelStep = (image, fields) => {
  if (!flag(fields, 'do_thumbnail')) return image;
  const [pageHeight, pageWidth] = pageSize(fields);
  let height = Math.min(image.height, pageHeight);
  let width = Math.min(image.width, pageWidth);
  if (height === image.height && width === image.width) return image;
  if (image.height > image.width) width = Math.trunc((image.width * height) / image.height);
  else if (image.width > image.height) height = Math.trunc((image.height * width) / image.width);
  return resizePixels(image, [height, width], BICUBIC, { reducingGap: 2 });
};

const padToPage: PixelStep = (image, fields) => (flag(fields, 'do_pad') ? padToCenter(image, pageSize(fields)) : image);

/** Luma of an RGB pixel in Pillow's integer arithmetic (ITU-R 601-2). */
function luma(data: Pixels['data'], at: number): number {
  return (data[at]! * 19595 + data[at + 1]! * 38470 + data[at + 2]! * 7471 + 0x8000) >> 16;
}

/** Nougat: cuts off margins that are lighter than 200 of 255, after stretching the contrast. */
const cropMargin: PixelStep = (image, fields) => {
  if (!flag(fields, 'do_crop_margin')) return image;
  const { data, width, height } = image;
  let low = 255;
  let high = 0;
  for (let at = 0; at < data.length; at += 3) {
    const gray = luma(data, at);
    low = Math.min(low, gray);
    high = Math.max(high, gray);
  }
  if (low === high) return image;
  let left = width;
  let right = 0;
  let top = height;
  let bottom = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      if (((luma(data, at) - low) / (high - low)) * 255 >= 200) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return cropPixels(image, left, top, right - left + 1, bottom - top + 1);
};

/** Text recognition belongs to the reference's processor, but is a program of its own (Tesseract). */
const refuseRecognition: PixelStep = (image, fields) => {
  if (flag(fields, 'apply_ocr')) {
    throw new ProcessorError('OCR_NOT_SUPPORTED', 'The image processor is set to apply_ocr: true, which reads words with Tesseract.', {
      where: 'apply_ocr',
      hint: 'Pass { apply_ocr: false } and give words and boxes to the tokenizer yourself.',
    });
  }
  return image;
};

const PAGE_STEPS: readonly PixelStep[] = [alignLongAxis, resizeToPage, thumbnail, padToPage];
const PAGE_FLAGS: Fields = { do_thumbnail: true, do_align_long_axis: false, do_pad: true };
const OCR_FIELDS: Fields = { apply_ocr: true, ocr_lang: null, tesseract_config: '' };

/** Donut's old configurations write the size as [width, height]. */
function upgradePage(config: Fields): Fields {
  const size = config['size'];
  return Array.isArray(size) ? { ...config, size: [...(size as unknown[])].reverse() } : config;
}

/** Rows by class name. Defaults are those of transformers 4.57.6. */
export const DOCUMENT_ROWS: Readonly<Record<string, ProcessorRow>> = {
  DonutImageProcessor: {
    defaults: { ...USUAL, size: { height: 2560, width: 1920 }, resample: BILINEAR, ...PAGE_FLAGS, ...HALF_NORMALIZATION },
    upgrade: upgradePage,
    steps: PAGE_STEPS,
  },
  NougatImageProcessor: {
    defaults: { ...USUAL, do_crop_margin: true, size: { height: 896, width: 672 }, resample: BILINEAR, ...PAGE_FLAGS, ...IMAGENET_NORMALIZATION },
    steps: [cropMargin, ...PAGE_STEPS],
  },
  LayoutLMv2ImageProcessor: {
    defaults: { do_resize: true, size: square(224), resample: BILINEAR, ...OCR_FIELDS },
    steps: [refuseRecognition, resizeExactly],
    values: () => ({ flip: true }),
  },
  LayoutLMv3ImageProcessor: {
    defaults: { ...USUAL, size: square(224), resample: BILINEAR, ...HALF_NORMALIZATION, ...OCR_FIELDS },
    upgrade: ({ rescale_value: factor, ...config }) => (factor === undefined ? config : { ...config, rescale_factor: factor }),
    steps: [refuseRecognition, resizeExactly],
  },
};
