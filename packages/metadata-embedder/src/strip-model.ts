/** Takes the capsule out of a model again. */
import { piecesLength, rangesWithoutCapsule } from '@onnx-capsule/metadata-core';

import { withModel } from './model-file.js';
import { writeModel, type WriteOptions } from './write-model.js';

/** What was written. */
export interface StripResult {
  readonly model: string;
  readonly output: string;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Bytes of the capsule entries that are gone; 0 where the model had none. */
  readonly removedBytes: number;
}

/**
 * Writes the model at `modelPath` without capsule entries, in place or into `output`: the bytes that were embedded into. Hierarchy tags
 * that embedding moved stay moved. A model without a capsule is left alone, or copied.
 *
 * @throws {MetadataError} as `ONNXMetadataEmbedder.embed` where the model cannot be read or written.
 */
export async function stripModel(modelPath: string, options: Omit<WriteOptions, 'append'> = {}): Promise<StripResult> {
  return await withModel(modelPath, async (model) => {
    const ranges = rangesWithoutCapsule(model.layout);
    const bytesBefore = model.layout.size;
    const bytesAfter = piecesLength(ranges);
    if (options.output !== undefined || bytesAfter !== bytesBefore) await writeModel(model, ranges, new Uint8Array(), options);
    return { model: modelPath, output: options.output ?? modelPath, bytesBefore, bytesAfter, removedBytes: bytesBefore - bytesAfter };
  });
}
