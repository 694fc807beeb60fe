/**
 * Puts the files that a model needs into its one ONNX file.
 *
 * @module
 */
export { type EmbedOptions, type EmbedResult, ONNXMetadataEmbedder } from './embedder.js';
export { type DiscoverOptions, type Discovery, MetadataExtractor, type SourceFile, sourceFolderOf } from './extractor.js';
export { type Tier, TIERS } from './file-rules.js';
export { matchesGlob } from './glob.js';
export type { WriteOptions } from './write-model.js';
