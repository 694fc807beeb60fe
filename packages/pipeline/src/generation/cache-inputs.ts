/** Key-value caches in the layouts that exporters write: which graph inputs they are, how an empty one looks, how rows move. */
import type { GraphValue, NamedTensors, Tensor, TensorType } from '@onnx-capsule/metadata-schema';

import type { ONNXAutoModel } from '../model.js';
import { PipelineError } from '../pipeline-error.js';
import { allocate, elementCount, zeros } from '../tensor-types.js';

/** A cache input and the output that feeds it in the next step. */
export interface CacheSlot {
  readonly input: GraphValue;
  readonly output: string;
  /** Whether it holds the encoder's keys or values, which do not change after the first step. */
  readonly fromEncoder: boolean;
  /** The dimension that counts rows: the second where keys and values are stacked in the first, else the first. */
  readonly batchAxis: 0 | 1;
}

const CACHE_INPUT = /^past(?:_key_values?)?[._]/;

/** The cache slots of a graph. @throws {PipelineError} `UNSUPPORTED_MODEL` when an input has no output that continues it. */
export function cacheSlots(inputs: readonly GraphValue[], outputs: readonly GraphValue[]): CacheSlot[] {
  const names = outputs.map(({ name }) => name);
  const caches = inputs.filter(({ name }) => CACHE_INPUT.test(name));
  const present = names.filter((name) => name.startsWith('present'));
  const others = names.filter((name) => name !== 'logits');
  const unnamed = others.length === caches.length ? others : [];
  const inOrder = present.length > 0 ? present : unnamed;
  return caches.map((input, index) => {
    const rest = input.name.replace(/^past(?:_key_values?)?/, '');
    const candidates = [`present${rest}`, `present_key_values${rest}`, `present_key_value${rest}`];
    const fromEncoder = /[._]encoder[._]|cross/.test(input.name);
    const output = candidates.find((name) => names.includes(name)) ?? (fromEncoder ? candidates[0]! : inOrder[index]);
    const stacked = input.shape?.length === 5 && input.shape[0] === 2;
    if (output !== undefined) return { input, output, fromEncoder, batchAxis: stacked ? 1 : 0 };
    throw new PipelineError('UNSUPPORTED_MODEL', `No output of the graph continues the cache input ${input.name}.`, {
      where: input.name,
      hint: 'Export the model with its cache as outputs, or without a cache.',
    });
  });
}

/** A slot's cache out of a run's outputs. @throws {PipelineError} `UNSUPPORTED_MODEL` when it is not there. */
export function nextCache({ input, output }: CacheSlot, outputs: NamedTensors): Tensor {
  const next = outputs[output];
  if (next) return next;
  throw new PipelineError('UNSUPPORTED_MODEL', `The decoder gives no ${output}, which the next step wants as ${input.name}.`, {
    where: output,
    hint: 'Export decoder_model.onnx and decoder_with_past_model.onnx from the same model.',
  });
}

/** The caches that a model's first step takes: empty, or of length 1 where the graph has a branch that ignores them but checks their shape. */
export function emptyCaches(model: ONNXAutoModel, rows: number): Record<string, Tensor> {
  const length = model.takes('use_cache_branch') ? 1 : 0;
  const sizes = { rows, length, config: model.config };
  return Object.fromEntries(cacheSlots(model.inputs, model.outputs).map((slot) => [slot.input.name, emptyCache(slot, sizes)]));
}

/** How many of what a cache's dimensions count. */
interface CacheSizes {
  readonly rows: number;
  readonly length: number;
  readonly config: Readonly<Record<string, unknown>>;
}

/** An empty cache for one slot; heads and widths come from the graph, from config.json where the graph only names them. */
function emptyCache({ input, batchAxis }: CacheSlot, sizes: CacheSizes): Tensor {
  if (!input.shape) {
    throw new PipelineError('UNSUPPORTED_MODEL', `The graph does not say the shape of the cache input ${input.name}.`, { where: input.name });
  }
  return zeros(
    input.type as TensorType,
    input.shape.map((dimension, axis) => (axis < batchAxis ? 2 : dimensionOf(dimension, axis - batchAxis, sizes))),
  );
}

function dimensionOf(dimension: number | string | null, axis: number, { rows, length, config }: CacheSizes): number {
  const heads = numberOf(config, ['num_key_value_heads', 'num_attention_heads', 'n_head', 'decoder_attention_heads', 'num_heads', 'n_heads']);
  if (axis === 0) return typeof dimension === 'string' && dimension.includes('head') ? rows * (heads ?? 1) : rows;
  if (typeof dimension === 'number' && dimension > 0) return dimension;
  if (typeof dimension === 'string' && /head_dim|hidden/.test(dimension)) {
    const width = numberOf(config, ['hidden_size', 'n_embd', 'd_model']);
    const own = numberOf(config, ['head_dim', 'd_kv']);
    return own ?? (width !== undefined && heads !== undefined ? width / heads : 0);
  }
  if (typeof dimension === 'string' && dimension.includes('head')) return heads ?? 1;
  return length;
}

function numberOf(config: Readonly<Record<string, unknown>>, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = config[name];
    if (typeof value === 'number') return value;
  }
  return undefined;
}

/** A tensor whose row `i` is row `order[i]` of `tensor`; a row of several (fused heads) moves as a whole. */
export function reorderRows(tensor: Tensor, order: readonly number[], rows: number, batchAxis: 0 | 1 = 0): Tensor {
  const blocks = batchAxis === 0 ? 1 : tensor.dims[0]!;
  const size = elementCount(tensor.dims) / blocks / rows;
  const source = tensor.data as Float32Array;
  const data = allocate(tensor.type, blocks * size * order.length);
  for (let block = 0; block < blocks; block++) {
    order.forEach((from, to) => {
      const start = (block * rows + from) * size;
      data.set(source.subarray(start, start + size) as never, (block * order.length + to) * size);
    });
  }
  const dims = tensor.dims.map((dim, axis) => (axis === batchAxis ? (dim / rows) * order.length : dim));
  return { type: tensor.type, dims, data };
}

/** `tensor` with its only row repeated. */
export function repeatRow(tensor: Tensor, rows: number): Tensor {
  return rows === 1 ? tensor : reorderRows(tensor, new Array<number>(rows).fill(0), 1);
}

/** Whether an order leaves every row where it is. */
export function isIdentity(order: readonly number[], rows: number): boolean {
  return order.length === rows && order.every((from, to) => from === to);
}
