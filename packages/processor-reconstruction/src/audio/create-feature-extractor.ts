/** The table of feature extractors, and the choice among them by configuration. */
import { ProcessorError } from '../processor-error.js';
import type { FeatureExtractorConfig } from './config-fields.js';
import { createWhisper } from './extractors/whisper.js';
import { type FeatureExtractor, type FeatureExtractorKind, wrapFeatureExtractor } from './feature-extractor.js';

const KINDS: ReadonlyMap<string, (config: FeatureExtractorConfig) => FeatureExtractorKind> = new Map([['WhisperFeatureExtractor', createWhisper]]);

/**
 * The feature extractor that a configuration describes.
 *
 * @throws {ProcessorError} `UNSUPPORTED_FEATURE_EXTRACTOR` for a class that this package does not know, `BAD_CONFIG` for bad fields.
 */
export function createFeatureExtractor(config: FeatureExtractorConfig): FeatureExtractor {
  const className = config['feature_extractor_type'];
  const create = typeof className === 'string' ? KINDS.get(className) : undefined;
  if (create === undefined) {
    throw new ProcessorError('UNSUPPORTED_FEATURE_EXTRACTOR', `no feature extractor named ${JSON.stringify(className)} is known`, {
      where: 'feature_extractor_type',
      hint: `Known are ${[...KINDS.keys()].join(', ')}.`,
    });
  }
  return wrapFeatureExtractor(className as string, create(config));
}
