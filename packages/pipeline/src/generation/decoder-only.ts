/** Models that go on with a text: GPT-2, Llama, Qwen and their like, with or without a cache. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import type { ONNXAutoModel } from '../model.js';
import { int64Tensor } from '../tensor-types.js';
import { cacheSlots, emptyCache, isIdentity, reorderRows } from './cache-inputs.js';
import type { Decoder } from './decoder.js';
import { lastLogits } from './last-logits.js';

/** A decoder over one graph; where the graph has a cache, each step but the first runs on the new tokens only. */
export function decoderOnly(model: ONNXAutoModel): Decoder {
  const slots = cacheSlots(model.inputs, model.outputs);
  let cache: Record<string, Tensor> | undefined;
  let past = 0;
  return {
    async step(rows) {
      const length = rows[0]!.length;
      const start = slots.length > 0 ? past : 0;
      const feeds: Record<string, Tensor> = { ...tokenInputs(model, rows, start) };
      for (const slot of slots) feeds[slot.input.name] = cache?.[slot.input.name] ?? emptyCache(slot, { rows: rows.length, length: 0, config: model.config });
      const outputs = await model.run(feeds);
      if (slots.length > 0) {
        cache = Object.fromEntries(slots.map(({ input, output }) => [input.name, outputs[output]!]));
        past = length;
      }
      return lastLogits(outputs);
    },
    reorder(order) {
      if (!cache) return;
      const rows = order.length;
      if (isIdentity(order, rows)) return;
      for (const name of Object.keys(cache)) cache[name] = reorderRows(cache[name]!, order, rows);
    },
  };
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
