/**
 * Reads the files inside an ONNX model in Node: also by path and file handle, and from a Hugging Face folder.
 *
 * @module
 */
export { Capsule } from './capsule.js';
export type { Dialect, DialectName, DialectProblem } from './dialects/dialect.js';
export type { MetadataEntry } from './metadata.js';
export { type FolderFiles, openFolder } from './node/folder-files.js';
export { ONNXMetadataReader, openCapsule, openModel } from './node/open-node.js';
export type { NodeModelInput } from './node/open-node-source.js';
export type { OpenedModel } from './open-model.js';
export type { ModelInput, OpenedSource, OpenOptions } from './options.js';
export type { Verification, VerifyOptions } from './verify.js';
