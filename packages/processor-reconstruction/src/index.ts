/**
 * Tokenizers, image processors and feature extractors with the numbers of the Python reference.
 *
 * @module
 */
export { FeatureExtractorProxy, type FeatureExtractorProxyOptions } from './feature-extractor-proxy.js';
export { ImageProcessorProxy, type ImageProcessorProxyOptions } from './image-processor-proxy.js';
export { ProcessorCache, processorCache, type ProcessorCacheOptions, type ProcessorCacheStats } from './processor-cache.js';
export { ProcessorError } from './processor-error.js';
export {
  type ProcessorPart,
  ProcessorReconstructor,
  type ReconstructedProcessors,
  type ReconstructOptions,
} from './processor-reconstructor.js';
export { TokenizerProxy } from './tokenizer-proxy.js';
