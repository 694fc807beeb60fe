/** SHA-256 over parts of a file, in memory that does not depend on its size. */
import { createHash } from 'node:crypto';

import { type ByteSource, type Piece, piecesLength, rangesWithoutCapsule } from '@onnx-capsule/metadata-core';

import type { ModelFile } from './model-file.js';

const CHUNK = 4 * 2 ** 20;

/** SHA-256, in lower-case hexadecimal, of the file that `pieces` of `source` make. */
export async function digestPieces(source: ByteSource, pieces: readonly Piece[]): Promise<string> {
  const hash = createHash('sha256');
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) hash.update(piece);
    else {
      for (let offset = piece.start; offset < piece.end; offset += CHUNK) {
        hash.update(await source.read(offset, Math.min(CHUNK, piece.end - offset)));
      }
    }
  }
  return hash.digest('hex');
}

/** Size and SHA-256 of a model without its capsule, so that embedding into it changes neither. */
export async function digestModel({ source, layout }: ModelFile): Promise<{ readonly size: number; readonly sha256: string }> {
  const ranges = rangesWithoutCapsule(layout);
  return { size: piecesLength(ranges), sha256: await digestPieces(source, ranges) };
}
