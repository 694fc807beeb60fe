/** Which row of the processor table a configuration means. */
import type { ProcessorRow } from './processor-row.js';
import { PROCESSOR_ROWS } from './processor-rows.js';
import type { Fields } from './fields.js';

/** The class name of the reference's slow processor: `ViTFeatureExtractor`, `ViTImageProcessorFast` and `ViTImageProcessorPil` are all `ViTImageProcessor`. */
export function canonicalClassName(name: string): string {
  return name.replace(/(?:Fast|Pil)$/, '').replace(/FeatureExtractor$/, 'ImageProcessor');
}

/** Row and class name for `config`. */
export function rowForClass(config: Fields, _options: { readonly modelType?: string }): { readonly className: string; readonly row: ProcessorRow } {
  const named = config['image_processor_type'] ?? config['feature_extractor_type'];
  const className = canonicalClassName(String(named));
  return { className, row: PROCESSOR_ROWS[className]! };
}
