/** image-feature-extraction: what a vision model says of an image, after transformers 4.57.6's ImageFeatureExtractionPipeline. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { imageCall, readImage, type ImageInput } from '../image-input.js';
import { flag, optional, record, refused } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import type { Task, TaskContext } from '../task.js';
import { convertTensor } from '../tensor-types.js';
import { IMAGE_OPTIONS, type ImageCallOptions } from '../vision/image-options.js';

/** Call options of image-feature-extraction. */
export interface ImageFeatureExtractionOptions extends ImageCallOptions {
  /** Return the pooled output `[1, hidden]` instead of the last hidden state. */
  readonly pool?: boolean | null;
  /** Arguments of Python's image processor call, e.g. `{ do_resize: false }`. */
  readonly image_processor_kwargs?: Readonly<Record<string, unknown>> | null;
}

/** How an image-feature-extraction pipeline is called; the result is `[1, tokens, hidden]` or as the model shapes it. */
export interface ImageFeatureExtraction {
  (input: ImageInput, options?: ImageFeatureExtractionOptions): Promise<Tensor>;
  (input: readonly ImageInput[], options?: ImageFeatureExtractionOptions): Promise<Tensor[]>;
}

/** Model types whose pooled output is the first token of the last hidden state, so that an export without it has it too. */
const FIRST_TOKEN_POOLS = new Set(['dinov2', 'dinov2_with_registers', 'dinov3_vit', 'ijepa', 'vit_msn']);

/** The task over one model. */
export async function createImageFeatureExtraction(context: TaskContext): Promise<Task<ImageInput>> {
  const imageProcessor = await context.processor.loadImageProcessor();
  const type = String(context.config['model_type']);
  return {
    options: {
      pool: optional(flag()),
      image_processor_kwargs: optional(record()),
      return_tensors: refused('results are plain data: { type, dims, data }.'),
      ...IMAGE_OPTIONS,
    },
    parse: imageCall('image-feature-extraction'),
    async prepare(item, options) {
      const overrides = (options['image_processor_kwargs'] as Readonly<Record<string, unknown>> | undefined) ?? {};
      return { feeds: [await imageProcessor.process([await readImage(item)], overrides)] };
    },
    finish(outputs, _prepared, options) {
      const first = Object.values(outputs[0]!)[0]!;
      return convertTensor(options['pool'] === true ? pooled(outputs[0]!, first, type) : first, 'float32');
    },
    batching: { padding: {}, side: 'right', alignedOutputs: false },
  };
}

function pooled(outputs: NamedTensors, hidden: Tensor, type: string): Tensor {
  const given = outputs['pooler_output'];
  if (given) return given;
  if (FIRST_TOKEN_POOLS.has(type) && hidden.dims.length === 3) {
    const width = hidden.dims[2]!;
    return { type: hidden.type, dims: [1, width], data: (hidden.data as Float32Array).slice(0, width) };
  }
  throw new PipelineError('BAD_OPTION', `pool needs the output pooler_output; this model has ${Object.keys(outputs).join(', ')}.`, {
    where: 'pool',
    hint: 'Export the model with its pooled output, or leave pool out.',
  });
}
