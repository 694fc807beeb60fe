/** What the portable tests take from the core package. */
export { encodeVarint, splice } from '@onnx-capsule/metadata-core';
export { joinParts } from '@onnx-capsule/metadata-core/codecs';
