/**
 * Puts the files that a model needs into its one ONNX file.
 *
 * @module
 */
export { type ConvertOptions, type ConvertResult, convertModel } from './convert-model.js';
export { type EmbedOptions, type EmbedResult, ONNXMetadataEmbedder } from './embedder.js';
export { type DiscoverOptions, type Discovery, MetadataExtractor, type SourceFile, sourceFolderOf } from './extractor.js';
export { type Tier, TIERS } from './file-rules.js';
export { matchesGlob } from './glob.js';
export { repairModel, type RepairResult } from './repair-model.js';
export { stripModel, type StripResult } from './strip-model.js';
export type { WriteOptions } from './write-model.js';
