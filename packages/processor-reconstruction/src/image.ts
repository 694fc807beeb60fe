/**
 * Image processors with the reference's own numbers, Pillow's resampling and torch's interpolation, decoding with an injected decoder.
 *
 * @module
 */
export { ImageProcessorProxy, type ImageProcessorProxyOptions } from './image-processor-proxy.js';
export {
  createImageProcessor,
  type ImageProcessor,
  type ImageProcessorConfig,
  type ImageProcessorOptions,
  type ImageProcessorOverrides,
} from './image/create-image-processor.js';
export { decodeImageBitmap } from './image/decode-image-bitmap.js';
export { graphImageInput, type GraphImageInput } from './image/graph-image-input.js';
export { MAX_IMAGE_PIXELS } from './image/image-header.js';
export { type FloatPlanes, interpolate, type InterpolateOptions } from './image/interpolate.js';
export { type ImageDecoder, type ImageSource, loadImage, type LoadImageOptions } from './image/load-image.js';
export type { ImageSizes, ProcessedImages } from './image/processor-row.js';
export type { SampleGrid, Samples, SourceBox } from './image/resample.js';
export type { ResamplingFilter } from './image/resampling-filter.js';
export { resizeImage, type ResizeOptions } from './image/resize-image.js';
export type { ImageSize } from './image/target-size.js';
