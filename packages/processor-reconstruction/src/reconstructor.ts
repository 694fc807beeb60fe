/**
 * The reconstructor alone: unlike the package's main entry, it loads no tokenizer, image or audio code before a model needs it.
 *
 * @module
 */
export { ProcessorCache, processorCache, type ProcessorCacheOptions, type ProcessorCacheStats } from './processor-cache.js';
export { ProcessorError } from './processor-error.js';
export {
  type ProcessorPart,
  ProcessorReconstructor,
  type ReconstructedProcessors,
  type ReconstructOptions,
} from './processor-reconstructor.js';
