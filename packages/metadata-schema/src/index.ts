/**
 * Vocabulary that all packages share: the manifest, files by path, tensors, errors. No dependency, next to no behaviour.
 *
 * @module
 */
export { CAPSULE_PREFIX, FILE_KEY_PREFIX, FORMAT_VERSION, MANIFEST_KEY, SIGNATURE_KEY } from './constants.js';
export { CapsuleError, type ErrorDetails, isCapsuleError, MetadataError } from './errors.js';
export type { CapsuleFileInfo, CapsuleFiles } from './files.js';
export type { GraphFacts, GraphValue } from './graph.js';
export type {
  CapsuleManifest,
  Codec,
  ManifestFile,
  ManifestModel,
  ManifestOmittedFile,
  ManifestPart,
  ManifestTask,
} from './manifest.js';
export { JSON_DEPTH, parseJson } from './parse-json.js';
export { isSafePath, parseManifest } from './parse-manifest.js';
export type { NamedTensors, RawAudio, RawImage, Tensor, TensorData, TensorType } from './tensor.js';
export type { TokenizerColumns, TokenizerMergeColumns, TokenizerVocabColumns } from './tokenizer-columns.js';
