/** Batches: stacking planes of equal size, padding to the largest, pixel masks, channel order. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../processor-error.js';
import { type Fields, flag, heightAndWidth, sizeField } from './fields.js';
import { largestSize, padToSize } from './plane-padding.js';
import type { PreparedImage } from './processor-row.js';
import type { ImageSize } from './target-size.js';
import type { Planes } from './value-rules.js';

/** Whether the caller wants channels last; the reference's default is first. @throws {ProcessorError} `BAD_IMAGE_PROCESSOR_FIELD`. */
function channelsLast(fields: Fields): boolean {
  const format = fields['data_format'] ?? 'channels_first';
  if (format !== 'channels_first' && format !== 'channels_last') {
    throw new ProcessorError('BAD_IMAGE_PROCESSOR_FIELD', `\`data_format\` is ${JSON.stringify(format)}; expected channels_first or channels_last.`, {
      where: 'data_format',
      hint: 'Leave it out for channels first.',
    });
  }
  return format === 'channels_last';
}

/**
 * Planes of equal size as one tensor `[batch, channels, height, width]`, or with channels last where `data_format` says so.
 *
 * @throws {ProcessorError} `IMAGE_SIZES_DIFFER` when they do not have one size.
 */
export function stackPlanes(batch: readonly Planes[], fields: Fields): Tensor {
  const { width, height, channels, data } = batch[0]!;
  const odd = batch.find((planes) => planes.width !== width || planes.height !== height);
  if (odd !== undefined) {
    throw new ProcessorError('IMAGE_SIZES_DIFFER', `Images of one batch have different sizes after processing: ${width} x ${height} and ${odd.width} x ${odd.height}.`, {
      hint: 'Process them one at a time, or set `size` to a height and a width.',
    });
  }
  const count = channels * height * width;
  const bytes = data instanceof Uint8Array;
  const last = channelsLast(fields);
  const target = bytes ? new Uint8Array(batch.length * count) : batch.length === 1 && !last ? (data) : new Float32Array(batch.length * count);
  for (const [index, planes] of batch.entries()) {
    if (target === planes.data) continue;
    const start = index * count;
    if (!last) {
      target.set(planes.data, start);
      continue;
    }
    const area = height * width;
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < area; i++) target[start + i * channels + c] = planes.data[c * area + i]!;
    }
  }
  return {
    type: bytes ? 'uint8' : 'float32',
    dims: last ? [batch.length, height, width, channels] : [batch.length, channels, height, width],
    data: target,
  };
}

/** 1 where an image has pixels, 0 where it was padded: int64 `[batch, height, width]`. */
function pixelMask(sizes: readonly ImageSize[], [height, width]: ImageSize): Tensor {
  const data = new BigInt64Array(sizes.length * height * width);
  for (const [index, [rows, columns]] of sizes.entries()) {
    for (let y = 0; y < rows; y++) data.fill(1n, (index * height + y) * width, (index * height + y) * width + columns);
  }
  return { type: 'int64', dims: [sizes.length, height, width], data };
}

/** Pads a batch to `pad_size`, or to its largest height and width, at the right and the bottom. */
export function padBatch(images: readonly PreparedImage[], fields: Fields, withMask: boolean): NamedTensors {
  const batch = images.map((image) => image.planes);
  const given = fields['pad_size'];
  const size = given === undefined || given === null ? largestSize(batch) : heightAndWidth(sizeField(fields, 'pad_size', true), 'pad_size');
  const values = stackPlanes(batch.map((planes) => padToSize(planes, size)), fields);
  if (!withMask) return { pixel_values: values };
  return { pixel_values: values, pixel_mask: pixelMask(batch.map((planes) => [planes.height, planes.width]), size) };
}

/** As `padBatch` where `do_pad` is on, otherwise the images as they are. */
export function padBatchIfAsked(withMask: boolean): (images: readonly PreparedImage[], fields: Fields) => NamedTensors {
  return (images, fields) =>
    flag(fields, 'do_pad')
      ? padBatch(images, fields, withMask)
      : { pixel_values: stackPlanes(images.map((image) => image.planes), fields) };
}
