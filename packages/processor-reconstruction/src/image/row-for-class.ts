/** Which row of the processor table a configuration means. */
import { ProcessorError } from '../processor-error.js';
import type { Fields } from './fields.js';
import { genericRow } from './generic-row.js';
import { classForModelType } from './model-types.js';
import type { ProcessorRow } from './processor-row.js';
import { PROCESSOR_ROWS } from './processor-rows.js';
import { UNSUPPORTED_CLASSES } from './unsupported-classes.js';

/** What helps to choose a row beside the configuration. */
export interface RowOptions {
  readonly modelType?: string;
  readonly onWarning?: (message: string) => void;
}

/** The class name of the reference's slow processor: `ViTFeatureExtractor`, `ViTImageProcessorFast` and `ViTImageProcessorPil` are all `ViTImageProcessor`. */
function canonicalClassName(name: string): string {
  return name.replace(/(?:Fast|Pil)$/, '').replace(/FeatureExtractor$/, 'ImageProcessor');
}

/** The class that a configuration names, or that the model type implies. */
function classNameOf(config: Fields, modelType: string | undefined): string | undefined {
  const named = config['image_processor_type'] ?? config['feature_extractor_type'];
  if (typeof named === 'string' && named !== '') return canonicalClassName(named);
  return modelType === undefined ? undefined : classForModelType(modelType);
}

/** The row of a class by name, if it has one. */
export function knownRow(className: string): ProcessorRow | undefined {
  return Object.hasOwn(PROCESSOR_ROWS, className) ? PROCESSOR_ROWS[className] : undefined;
}

/**
 * Row and class name for `config`. A class that nobody knows gets a row made from its fields, and one warning.
 *
 * @throws {ProcessorError} `UNSUPPORTED_IMAGE_PROCESSOR` for a class of the reference whose computation is not reproduced.
 */
export function rowForClass(config: Fields, { modelType, onWarning }: RowOptions): { readonly className: string; readonly row: ProcessorRow } {
  const className = classNameOf(config, modelType);
  const row = className === undefined ? undefined : knownRow(className);
  if (className !== undefined && row !== undefined) return { className, row };
  if (className !== undefined && UNSUPPORTED_CLASSES.has(className)) {
    throw new ProcessorError('UNSUPPORTED_IMAGE_PROCESSOR', `The image processor ${className} computes something that is not reproduced here.`, {
      where: 'image_processor_type',
      hint: 'Make the tensors yourself and give them to the model, or use Python\'s processor.',
    });
  }
  onWarning?.(
    className === undefined
      ? 'The image processor configuration names no class; it is run by its fields, which may differ from what the model was trained with.'
      : `The image processor class ${className} is not known; it is run by its fields, which may differ from what the class computes.`,
  );
  return { className: className ?? 'ImageProcessor', row: genericRow(config) };
}
