/** An image processor that works without, or against, its configuration: sizes from the graph, the rest from the model's family. */
import type { GraphFacts, NamedTensors, RawImage } from '@onnx-capsule/metadata-schema';

import {
  createImageProcessor, type ImageProcessor, type ImageProcessorConfig, type ImageProcessorOverrides,
} from './image/create-image-processor.js';
import type { Fields } from './image/fields.js';
import { fitToGraph } from './image/fit-to-graph.js';
import { graphImageInput } from './image/graph-image-input.js';
import { configImageSize, familyNormalization, visionModelType } from './image/model-image-size.js';
import { classForModelType } from './image/model-types.js';
import type { ProcessedImages } from './image/processor-row.js';
import { knownRow } from './image/row-for-class.js';
import type { ImageSize } from './image/target-size.js';

/** What is known about a model; every part may be missing. */
export interface ImageProcessorProxyOptions {
  /** preprocessor_config.json or processor_config.json. */
  readonly processorConfig?: ImageProcessorConfig | undefined;
  /** config.json. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly graph?: GraphFacts | undefined;
  /** Called with one sentence for each thing that was assumed or changed. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Sizes for a class whose defaults have a crop: the share of the image that is cut off stays as in the defaults. */
function sizedDefaults(defaults: Fields, [height, width]: ImageSize): Fields {
  const size = defaults['size'] as Record<string, number> | null | undefined;
  const crop = defaults['crop_size'] as Record<string, number> | null | undefined;
  const square = height === width;
  if (size === undefined || size === null) return {};
  if (defaults['do_center_crop'] === true && crop !== undefined && crop !== null) {
    const scale = (key: string, to: number): number => Math.round(((size[key] ?? size['shortest_edge']!) / (crop[key] ?? to)) * to);
    return size['shortest_edge'] === undefined
      ? { size: { height: scale('height', height), width: scale('width', width) }, crop_size: { height, width } }
      : { size: { shortest_edge: Math.round((size['shortest_edge'] / crop['height']!) * Math.max(height, width)) }, crop_size: { height, width } };
  }
  if (size['shortest_edge'] !== undefined && size['longest_edge'] === undefined && square) return { size: { shortest_edge: height } };
  if (size['longest_edge'] !== undefined && size['shortest_edge'] === undefined && square) return { size: { longest_edge: height }, pad_size: { height, width } };
  return { size: { height, width } };
}

/** A configuration for a model that has none, and the sentence that says what was assumed. */
function assumedConfig(config: Fields, graphSize: ImageSize | undefined): { readonly assumed: ImageProcessorConfig; readonly warning: string } {
  const modelType = visionModelType(config);
  const className = modelType === undefined ? undefined : classForModelType(modelType);
  const row = className === undefined ? undefined : knownRow(className);
  const named = row === undefined ? 'ViTImageProcessor' : className!;
  const defaults = row?.defaults ?? knownRow(named)!.defaults;
  const configSize = configImageSize(config);
  const size = graphSize ?? configSize;
  const normalizes = 'image_mean' in defaults;
  const normalization = normalizes ? familyNormalization(modelType, row === undefined ? {} : defaults) : {};
  const assumed = { image_processor_type: named, ...(size === undefined ? {} : sizedDefaults(defaults, size)), ...normalization };
  const source = graphSize !== undefined ? 'the size of the graph\'s input' : configSize !== undefined ? 'image_size of config.json' : 'the class\'s default';
  const shown = size === undefined ? JSON.stringify(defaults['size'] ?? null) : `${size[1]} x ${size[0]} pixels`;
  const values = normalizes ? `mean ${JSON.stringify(normalization['image_mean'])} and deviation ${JSON.stringify(normalization['image_std'])}` : 'no normalisation';
  const family = modelType === undefined ? 'no model type is known' : `model type ${modelType}`;
  return {
    assumed,
    warning: `preprocessor_config.json is missing: assumed ${named} (${family}) with ${shown} (${source}), ${values}. Put the model's preprocessor_config.json beside it and run \`onnx-capsule embed\` again.`,
  };
}

/**
 * The image processor of a model as far as it is known. A processor configuration is followed; without one, size and normalisation
 * are assumed and `onWarning` says what. A graph with fixed height and width gets images of that size in any case.
 */
export class ImageProcessorProxy implements ImageProcessor {
  readonly className: string;
  readonly fields: Fields;
  /** What was assumed because no configuration says it; empty where one does. */
  readonly assumptions: readonly string[];
  readonly #processor: ImageProcessor;

  /** @throws {ProcessorError} as `createImageProcessor`. */
  constructor({ processorConfig, config = {}, graph, onWarning }: ImageProcessorProxyOptions) {
    const input = graph === undefined ? undefined : graphImageInput(graph);
    const modelType = visionModelType(config);
    const rowOptions = { ...(modelType === undefined ? {} : { modelType }), ...(onWarning === undefined ? {} : { onWarning }) };
    let processor: ImageProcessor;
    if (processorConfig === undefined) {
      const { assumed, warning } = assumedConfig(config, input?.size);
      processor = createImageProcessor(assumed, rowOptions);
      this.assumptions = [warning];
      onWarning?.(warning);
    } else {
      processor = createImageProcessor(processorConfig, rowOptions);
      this.assumptions = [];
    }
    this.className = processor.className;
    this.fields = processor.fields;
    this.#processor = input === undefined || (input.size === undefined && !input.channelsLast) ? processor : fitToGraph(processor, input, onWarning);
  }

  /** As `ImageProcessor.process`. @throws {ProcessorError} as there, and `FIXED_IMAGE_SIZE` when the graph's size cannot be reached. */
  process(images: RawImage | readonly RawImage[], overrides?: ImageProcessorOverrides): Promise<NamedTensors> {
    return this.#processor.process(images, overrides);
  }

  /** As `ImageProcessor.processWithSizes`. @throws {ProcessorError} as `process`. */
  processWithSizes(images: RawImage | readonly RawImage[], overrides?: ImageProcessorOverrides): Promise<ProcessedImages> {
    return this.#processor.processWithSizes(images, overrides);
  }
}
