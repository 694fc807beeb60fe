/** Several texts as the rows of one feed, padded as Python's tokenizer call pads a list. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { concatRows, padColumns } from './tensor-rows.js';
import type { TextEncoder, TokenizerOptions } from './text-encoding.js';

/** Tensors `[texts, tokens]` that the graph takes; rows are padded to the longest. */
export function textBatch(encoder: TextEncoder, texts: readonly string[], options: TokenizerOptions): NamedTensors {
  const rows = texts.map((text) => encoder.feeds(encoder.encode(text, undefined, options)));
  const { padTokenId = 0, paddingSide } = encoder.tokenizer;
  const longest = Math.max(...rows.map((row) => row['input_ids']!.dims[1]!));
  const batch: Record<string, Tensor> = {};
  for (const name of Object.keys(rows[0]!)) {
    const fill = name === 'input_ids' ? padTokenId : 0;
    batch[name] = concatRows(rows.map((row) => padColumns(row[name]!, longest, fill, options.padding_side ?? paddingSide)));
  }
  return batch;
}
