/**
 * Reads the files inside an ONNX model: bytes, Blob, URL by range requests, any `{ size, read }`.
 *
 * @module
 */
export { Capsule } from './capsule.js';
export type { Dialect, DialectName, DialectProblem } from './dialects/dialect.js';
export type { MetadataEntry } from './metadata.js';
export { openCapsule } from './open-capsule.js';
export { openModel, type OpenedModel } from './open-model.js';
export type { ModelInput, OpenedSource, OpenOptions } from './options.js';
export { ONNXMetadataReader } from './reader.js';
export type { Verification, VerifyOptions } from './verify.js';
