/** Which of the reference's image processor classes a model has: the class decides how its outputs are read. */

/**
 * The class's family, lower case without its decoration: `DetrImageProcessorFast`, `DetrFeatureExtractor` and
 * `DetrImageProcessorPil` are all `detr`.
 */
export function processorFamily(className: string | undefined): string {
  return (className ?? '').replace(/(?:ImageProcessor|FeatureExtractor|Processor)(?:Fast|Pil)?$/, '').toLowerCase();
}
