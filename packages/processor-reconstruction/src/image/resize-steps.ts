/** Resize steps: one per way in which the reference turns the `size` field into a target size. */
import { type Fields, flag, heightAndWidth, numberField, optionalNumber, sizeEntry, sizeField } from './fields.js';
import type { Pixels } from './pixels.js';
import { centerCrop, cropToField, resizePixels } from './pixel-steps.js';
import type { PixelStep } from './processor-row.js';
import {
  fitInsideSize, type ImageSize, limitedShortestEdgeSize, roundHalfEven, shortestEdgeSize, shortestLongestSize,
} from './target-size.js';

/** A step that resizes where `do_resize` is on. */
export function resizeStep(target: (size: ImageSize, fields: Fields) => ImageSize): PixelStep {
  return (image, fields) =>
    flag(fields, 'do_resize') ? resizePixels(image, target([image.height, image.width], fields), fields['resample']) : image;
}

/** To `size.height` x `size.width`; a bare number is a square. */
export const resizeExactly: PixelStep = resizeStep((_, fields) => heightAndWidth(sizeField(fields, 'size', true), 'size'));

/** By the shortest edge, or to height and width where the size says so; a bare number is the shortest edge. */
export const resizeByShortestEdge: PixelStep = resizeStep((size, fields) => {
  const wanted = sizeField(fields, 'size', false);
  return wanted.shortest_edge === undefined ? heightAndWidth(wanted, 'size') : shortestEdgeSize(size, wanted.shortest_edge);
});

/** DETR's rule: shortest with longest edge, maximum height and width, or height and width. */
export function detectionSize(size: ImageSize, fields: Fields): ImageSize {
  const wanted = sizeField(fields, 'size', false);
  if (wanted.shortest_edge !== undefined && wanted.longest_edge !== undefined) {
    return shortestLongestSize(size, wanted.shortest_edge, wanted.longest_edge);
  }
  if (wanted.max_height !== undefined && wanted.max_width !== undefined) return fitInsideSize(size, wanted.max_height, wanted.max_width);
  return heightAndWidth(wanted, 'size');
}

/** YOLOS: DETR's rule, but an upright image is scaled even where its width fits already; then both sides down to a multiple of 16. */
export function yolosSize(size: ImageSize, fields: Fields): ImageSize {
  const { shortest_edge: shortest, longest_edge: longest } = sizeField(fields, 'size', false);
  if (shortest === undefined || longest === undefined) return detectionSize(size, fields);
  const [height, width] = shortestLongestSize(size, shortest, longest, true);
  return [height - (height % 16), width - (width % 16)];
}

/** MaskFormer: shortest edge with a limit, as torchvision resizes, or height and width; both sides up to a multiple of `size_divisor`. */
export function maskFormerSize(size: ImageSize, fields: Fields): ImageSize {
  const wanted = sizeField(fields, 'size', false);
  const divisor = optionalNumber(fields, 'size_divisor') ?? 0;
  let [height, width] = wanted.shortest_edge === undefined || wanted.longest_edge === undefined
    ? heightAndWidth(wanted, 'size')
    : limitedShortestEdgeSize(size, wanted.shortest_edge, wanted.longest_edge);
  if (divisor > 0) {
    height = Math.ceil(height / divisor) * divisor;
    width = Math.ceil(width / divisor) * divisor;
  }
  return [height, width];
}

/** SAM: the longest edge becomes `size.longest_edge`. */
export const resizeByLongestEdge: PixelStep = resizeStep(([height, width], fields) => {
  const scale = sizeEntry(sizeField(fields, 'size', false), 'longest_edge', 'size') / Math.max(height, width);
  return [Math.trunc(height * scale + 0.5), Math.trunc(width * scale + 0.5)];
});

/** TVP: to height and width, or the longest edge with the other cut to a whole pixel. */
export const resizeVideoByLongestEdge: PixelStep = resizeStep(([height, width], fields) => {
  const wanted = sizeField(fields, 'size', false);
  if (wanted.longest_edge === undefined) return heightAndWidth(wanted, 'size');
  const edge = wanted.longest_edge;
  return height >= width ? [edge, Math.trunc(edge * (width / height))] : [Math.trunc(edge * (height / width)), edge];
});

/** TextNet: by the shortest edge, both sides up to a multiple of `size_divisor`. */
export const resizeUpToDivisor: PixelStep = resizeStep((size, fields) => {
  const wanted = sizeField(fields, 'size', false);
  const divisor = numberField(fields, 'size_divisor');
  const [height, width] = wanted.shortest_edge === undefined ? heightAndWidth(wanted, 'size') : shortestEdgeSize(size, wanted.shortest_edge);
  return [Math.ceil(height / divisor) * divisor, Math.ceil(width / divisor) * divisor];
});

/** ConvNeXT: below 384 the shortest edge becomes `size / crop_pct` and the middle is cut out; from 384 on the image is squeezed into the square. */
export const resizeByCropFraction: PixelStep = (image, fields) => {
  if (!flag(fields, 'do_resize')) return image;
  const edge = sizeEntry(sizeField(fields, 'size', false), 'shortest_edge', 'size');
  if (edge >= 384) return resizePixels(image, [edge, edge], fields['resample']);
  const scaled = Math.trunc(edge / numberField(fields, 'crop_pct'));
  return centerCrop(resizePixels(image, shortestEdgeSize([image.height, image.width], scaled), fields['resample']), [edge, edge]);
};

/** PoolFormer: sizes grow by `1 / crop_pct` before the crop. */
export const resizeByEnlargedEdge: PixelStep = resizeStep((size, fields) => {
  const wanted = sizeField(fields, 'size', false);
  const fraction = optionalNumber(fields, 'crop_pct');
  if (wanted.shortest_edge !== undefined) {
    return shortestEdgeSize(size, fraction === undefined ? wanted.shortest_edge : Math.trunc(wanted.shortest_edge / fraction));
  }
  const [height, width] = heightAndWidth(wanted, 'size');
  if (fraction === undefined) return [height, width];
  if (height === width) return shortestEdgeSize(size, Math.trunc(height / fraction));
  return [Math.trunc(height / fraction), Math.trunc(width / fraction)];
});

/** LeViT: the shortest edge becomes 256/224 of `size.shortest_edge`. */
export const resizeByLevitEdge: PixelStep = resizeStep((size, fields) => {
  const wanted = sizeField(fields, 'size', false);
  return wanted.shortest_edge === undefined
    ? heightAndWidth(wanted, 'size')
    : shortestEdgeSize(size, Math.trunc((256 / 224) * wanted.shortest_edge));
});

/** ViLT and BridgeTower: shortest edge with the longest limited to 1333/800 of it, both down to a multiple of `size_divisor`. */
export const resizeToDivisor: PixelStep = resizeStep(([height, width], fields) => {
  const shorter = sizeEntry(sizeField(fields, 'size', false), 'shortest_edge', 'size');
  const longer = Math.trunc((1333 / 800) * shorter);
  const divisor = numberField(fields, 'size_divisor');
  const scale = shorter / Math.min(height, width);
  let newHeight = height < width ? shorter : scale * height;
  let newWidth = height < width ? scale * width : shorter;
  const longest = Math.max(newHeight, newWidth);
  if (longest > longer) {
    const shrink = longer / longest;
    newHeight *= shrink;
    newWidth *= shrink;
  }
  return [
    Math.floor(Math.trunc(newHeight + 0.5) / divisor) * divisor,
    Math.floor(Math.trunc(newWidth + 0.5) / divisor) * divisor,
  ];
});

/** GLPN: both sides down to a multiple of `size_divisor`. */
export const resizeDownToDivisor: PixelStep = resizeStep(([height, width], fields) => {
  const divisor = numberField(fields, 'size_divisor');
  return [Math.floor(height / divisor) * divisor, Math.floor(width / divisor) * divisor];
});

/** DPT: to a size whose sides are multiples of `ensure_multiple_of`, keeping the ratio by the side that changes less. */
export function depthSize([height, width]: ImageSize, fields: Fields): ImageSize {
  const [wantedHeight, wantedWidth] = heightAndWidth(sizeField(fields, 'size', true), 'size');
  const multiple = numberField(fields, 'ensure_multiple_of');
  let scaleHeight = wantedHeight / height;
  let scaleWidth = wantedWidth / width;
  if (flag(fields, 'keep_aspect_ratio')) {
    if (Math.abs(1 - scaleWidth) < Math.abs(1 - scaleHeight)) scaleHeight = scaleWidth;
    else scaleWidth = scaleHeight;
  }
  const constrain = (value: number): number => Math.trunc(roundHalfEven(value / multiple) * multiple);
  return [constrain(scaleHeight * height), constrain(scaleWidth * width)];
}

/** Centre crop to `crop_size` where `do_center_crop` is on. */
export const cropIfAsked: PixelStep = (image: Pixels, fields: Fields): Pixels => (flag(fields, 'do_center_crop') ? cropToField(image, fields) : image);
