/** Models that go on with a text: GPT-2, Llama, Qwen and their like, with or without a cache. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import type { ONNXAutoModel } from '../model.js';
import { int64Tensor } from '../tensor-types.js';
import { cacheSlots, emptyCaches, isIdentity, nextCache, reorderRows } from './cache-inputs.js';
import type { Decoder } from './decoder.js';
import { lastLogits } from './last-logits.js';
import type { ModelParts } from './model-parts.js';

/**
 * A decoder over one graph, or over two where another one runs the steps after the first; where there is a cache, each step but the
 * first runs on the new tokens only.
 */
export function decoderOnly({ decoder, decoderWithPast }: Pick<ModelParts, 'decoder' | 'decoderWithPast'>): Decoder {
  const later = decoderWithPast ?? decoder;
  const slots = cacheSlots(later.inputs, later.outputs);
  let cache: Record<string, Tensor> | undefined;
  let past = 0;
  return {
    async step(rows) {
      const length = rows[0]!.length;
      const model = cache ? later : decoder;
      const feeds: Record<string, Tensor> = { ...tokenInputs(model, rows, past), ...(cache ?? emptyCaches(model, rows.length)) };
      const outputs = await model.run(feeds);
      const fresh = length - past;
      if (slots.length > 0) {
        cache = Object.fromEntries(slots.map((slot) => [slot.input.name, nextCache(slot, outputs)]));
        past = length;
      }
      return lastLogits(outputs, fresh);
    },
    reorder(order) {
      if (!cache || isIdentity(order, order.length)) return;
      for (const { input, batchAxis } of slots) cache[input.name] = reorderRows(cache[input.name]!, order, order.length, batchAxis);
    },
  };
}

/** What the graph's first step on one row takes: all its tokens, their positions, an empty cache. */
export function firstStepFeeds(model: ONNXAutoModel, row: readonly number[]): NamedTensors {
  const feeds = { ...tokenInputs(model, [row], 0), ...emptyCaches(model, 1) };
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => name === 'input_ids' || model.takes(name)));
}

/** Tokens from `start` on, the mask over all of them, and whatever the graph wants to know of their positions. */
function tokenInputs(model: ONNXAutoModel, rows: readonly (readonly number[])[], start: number): NamedTensors {
  const length = rows[0]!.length;
  const fresh = length - start;
  const repeat = (values: readonly number[]): Tensor => int64Tensor(rows.flatMap(() => values), [rows.length, values.length]);
  const positions = Array.from({ length: fresh }, (_, index) => start + index);
  const feeds: Record<string, Tensor> = {
    input_ids: int64Tensor(rows.flatMap((row) => row.slice(start)), [rows.length, fresh]),
    attention_mask: repeat(new Array<number>(length).fill(1)),
    position_ids: repeat(positions),
    cache_position: int64Tensor(positions, [fresh]),
  };
  for (const name of ['num_logits_to_keep', 'logits_to_keep']) {
    if (model.takes(name)) feeds[name] = int64Tensor([1], model.inputs.find((input) => input.name === name)?.shape?.length === 1 ? [1] : []);
  }
  if (model.takes('use_cache_branch')) feeds['use_cache_branch'] = { type: 'bool', dims: [1], data: Uint8Array.of(start > 0 ? 1 : 0) };
  return feeds;
}
