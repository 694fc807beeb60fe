/** SHA-256 over parts of a file, in memory that does not depend on its size. */
import { createHash } from 'node:crypto';

import { type Piece, piecesLength, rangesWithoutCapsule } from '@onnx-capsule/metadata-core';

import type { ModelFile } from './model-file.js';

/** SHA-256, in lower-case hexadecimal, of the file that `pieces` of `model` make. */
export async function digestPieces(model: ModelFile, pieces: readonly Piece[]): Promise<string> {
  const hash = createHash('sha256');
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) hash.update(piece);
    else for await (const part of model.parts(piece)) hash.update(part);
  }
  return hash.digest('hex');
}

/** Size and SHA-256 of a model without its capsule, so that embedding into it changes neither. */
export async function digestModel(model: ModelFile): Promise<{ readonly size: number; readonly sha256: string }> {
  const ranges = rangesWithoutCapsule(model.layout);
  return { size: piecesLength(ranges), sha256: await digestPieces(model, ranges) };
}
