/** Models that read first and then write: T5, Bart, Marian, Whisper, vision encoders with a decoder. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import type { ONNXAutoModel } from '../model.js';
import { int64Tensor } from '../tensor-types.js';
import { type CacheSlot, cacheSlots, emptyCaches, isIdentity, nextCache, reorderRows, repeatRow } from './cache-inputs.js';
import type { Decoder } from './decoder.js';
import { lastLogits } from './last-logits.js';
import type { ModelParts } from './model-parts.js';

/** What the encoder made of one input. */
export interface Encoded {
  /** `[1, positions, width]`; absent where one graph encodes and decodes. */
  readonly hidden?: Tensor | undefined;
  /** The encoder's mask `[1, positions]`, where its input has one. */
  readonly mask?: Tensor | undefined;
  /** The encoder's own inputs. */
  readonly inputs: NamedTensors;
}

/** Runs the encoder on one input. */
export async function encodeInput(parts: ModelParts, inputs: NamedTensors): Promise<Encoded> {
  const mask = inputs['attention_mask'];
  if (!parts.encoder) return { mask, inputs };
  const outputs = await parts.encoder.run(inputs);
  const hidden = outputs['last_hidden_state'] ?? outputs['encoder_hidden_states'] ?? Object.values(outputs)[0];
  return { hidden, mask, inputs };
}

/** A decoder that reads `encoded`. */
export function encoderDecoder(parts: ModelParts, encoded: Encoded): Decoder {
  if (!parts.encoder) return wholeGraph(parts.decoder, encoded);
  return new CachedDecoder(parts, encoded);
}

/** One graph with the inputs of both sides: it runs whole in each step. */
function wholeGraph(model: ONNXAutoModel, encoded: Encoded): Decoder {
  return {
    async step(rows) {
      const feeds: Record<string, Tensor> = {};
      for (const [name, tensor] of Object.entries(encoded.inputs)) feeds[name] = repeatRow(tensor, rows.length);
      feeds['decoder_input_ids'] = int64Tensor(rows.flat(), [rows.length, rows[0]!.length]);
      return lastLogits(await model.run(feeds), rows[0]!.length);
    },
    reorder: () => undefined,
  };
}

class CachedDecoder implements Decoder {
  readonly #first: ONNXAutoModel;
  readonly #later: ONNXAutoModel;
  readonly #slots: readonly CacheSlot[];
  readonly #encoded: Encoded;
  /** The encoder's outputs, repeated for the number of rows. */
  #context: Record<string, Tensor> | undefined;
  #cache: Record<string, Tensor> | undefined;
  #past = 0;

  constructor(parts: ModelParts, encoded: Encoded) {
    this.#first = parts.decoder;
    this.#later = parts.decoderWithPast ?? parts.decoder;
    this.#slots = cacheSlots(this.#later.inputs, this.#later.outputs);
    this.#encoded = encoded;
  }

  async step(rows: readonly (readonly number[])[]): Promise<Float32Array[]> {
    this.#context ??= this.#repeatContext(rows.length);
    const fresh = rows[0]!.length - this.#past;
    const outputs = this.#cache ? await this.#laterStep(rows, this.#cache) : await this.#firstStep(rows);
    if (this.#slots.length > 0) {
      const before = this.#cache;
      this.#cache = Object.fromEntries(this.#slots.map((slot) => [slot.input.name, this.#next(slot, before, outputs)]));
      this.#past = rows[0]!.length;
    }
    return lastLogits(outputs, fresh);
  }

  reorder(order: readonly number[]): void {
    const cache = this.#cache;
    if (!cache || isIdentity(order, order.length)) return;
    // All rows read the same input, so the encoder's part is the same in every row.
    for (const { input, fromEncoder, batchAxis } of this.#slots) if (!fromEncoder) cache[input.name] = reorderRows(cache[input.name]!, order, order.length, batchAxis);
  }

  #firstStep(rows: readonly (readonly number[])[]): Promise<NamedTensors> {
    return this.#first.run({ ...this.#tokens(rows, 0), ...emptyCaches(this.#first, rows.length) });
  }

  #laterStep(rows: readonly (readonly number[])[], cache: NamedTensors): Promise<NamedTensors> {
    return this.#later.run({ ...this.#tokens(rows, this.#past), ...cache });
  }

  #tokens(rows: readonly (readonly number[])[], start: number): Record<string, Tensor> {
    const length = rows[0]!.length;
    const fresh = length - start;
    const positions = Array.from({ length: fresh }, (_, index) => start + index);
    const repeat = (values: readonly number[]): Tensor => int64Tensor(rows.flatMap(() => values), [rows.length, values.length]);
    const tokens = int64Tensor(rows.flatMap((row) => row.slice(start)), [rows.length, fresh]);
    const mask = repeat(new Array<number>(length).fill(1));
    return {
      ...this.#context,
      input_ids: tokens,
      decoder_input_ids: tokens,
      attention_mask: mask,
      decoder_attention_mask: mask,
      position_ids: repeat(positions),
      decoder_position_ids: repeat(positions),
      cache_position: int64Tensor(positions, [fresh]),
      use_cache_branch: { type: 'bool', dims: [1], data: Uint8Array.of(start > 0 ? 1 : 0) },
    };
  }

  #repeatContext(rows: number): Record<string, Tensor> {
    const { hidden, mask } = this.#encoded;
    return {
      ...(hidden && { encoder_hidden_states: repeatRow(hidden, rows) }),
      ...(mask && { encoder_attention_mask: repeatRow(mask, rows) }),
    };
  }

  /** A slot's cache for the next step; the encoder's stays what the first step made it. */
  #next(slot: CacheSlot, before: NamedTensors | undefined, outputs: NamedTensors): Tensor {
    return (slot.fromEncoder ? before?.[slot.input.name] : undefined) ?? nextCache(slot, outputs);
  }
}
