/** The model without its capsule: what was embedded into, and what a session should be created from. */
import { locateEntries, type ModelLayout } from './entries.js';
import { joinPieces, rangesWithoutCapsule } from './splice.js';

/**
 * The model in `bytes` without capsule entries. Where they stand at the end or there are none, it is a view of `bytes` and nothing is copied.
 * ONNX Runtime copies metadata strings at every session creation, about 8 ms per MiB: give it this.
 *
 * @throws {MetadataError} as `locateEntries`, where `bytes` is no ONNX model.
 */
export function stripped(bytes: Uint8Array, layout: ModelLayout = locateEntries(bytes)): Uint8Array {
  return joinPieces(bytes, rangesWithoutCapsule(layout));
}
