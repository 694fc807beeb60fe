/** EXIF orientation: turns and mirrors that make stored pixels upright. */
import type { RawImage } from '@onnx-capsule/metadata-schema';

/**
 * `image` as `ImageOps.exif_transpose` of Pillow shows it.
 * `orientation` is the EXIF value 1 to 8; every other value leaves the image as it is.
 */
export function applyOrientation(image: RawImage, orientation: number): RawImage {
  if (!Number.isInteger(orientation) || orientation < 2 || orientation > 8) return image;
  const { data, width, height, channels } = image;
  const swaps = orientation >= 5;
  const mirrorX = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  const mirrorY = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
  const target = new (data.constructor as new (length: number) => typeof data)(data.length);
  const outWidth = swaps ? height : width;
  const outHeight = swaps ? width : height;
  let out = 0;
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const column = swaps ? y : x;
      const row = swaps ? x : y;
      const at = ((mirrorY ? height - 1 - row : row) * width + (mirrorX ? width - 1 - column : column)) * channels;
      for (let c = 0; c < channels; c++) target[out++] = data[at + c]!;
    }
  }
  return { data: target, width: outWidth, height: outHeight, channels };
}
