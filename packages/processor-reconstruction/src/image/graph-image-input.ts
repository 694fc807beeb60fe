/** What a model's graph says about the images it takes. */
import type { GraphFacts, GraphValue } from '@onnx-capsule/metadata-schema';

/** The image input of a graph. */
export interface GraphImageInput {
  readonly name: string;
  /** Height and width where both are fixed. */
  readonly size?: readonly [height: number, width: number];
  /** Whether channels come last, as in models that were converted from TensorFlow. */
  readonly channelsLast: boolean;
}

function isImageTensor({ type, shape }: GraphValue): boolean {
  return (type === 'float32' || type === 'float16' || type === 'uint8' || type === 'float64') && (shape?.length === 4 || shape?.length === 5);
}

function isChannelCount(dimension: number | string | null | undefined): boolean {
  return dimension === 3 || dimension === 1;
}

/** Whether a tensor has a dimension of colours where images have it; caches of attention have four dimensions too. */
function hasColors({ shape = [] }: GraphValue): boolean {
  return isChannelCount(shape.at(-3)) || (shape.length === 4 && isChannelCount(shape[3]));
}

/** The input that takes images: `pixel_values`, or the first input of four or five dimensions with one or three channels. */
export function graphImageInput(graph: GraphFacts): GraphImageInput | undefined {
  const input = graph.inputs.find((value) => value.name === 'pixel_values' && isImageTensor(value)) ?? graph.inputs.find((value) => isImageTensor(value) && hasColors(value));
  if (input?.shape === undefined) return undefined;
  const { name, shape } = input;
  const last = shape.length === 4 && isChannelCount(shape[3]) && !isChannelCount(shape[1]);
  const [height, width] = last ? [shape[1], shape[2]] : [shape.at(-2), shape.at(-1)];
  const fixed = typeof height === 'number' && typeof width === 'number' && height > 0 && width > 0;
  return { name, channelsLast: last, ...(fixed ? { size: [height, width] as const } : {}) };
}
