/** Fits named tensors to a graph: picks by input name, converts types, fills optional inputs, pads and splits fixed shapes. */
import type { GraphValue, NamedTensors, Tensor, TensorType } from '@onnx-capsule/metadata-schema';

import { PipelineError } from './pipeline-error.js';
import { concatRows, padColumns, sliceRows } from './tensor-rows.js';
import { convertTensor, zeros } from './tensor-types.js';

/** How one graph wants its inputs; made once per session. */
export interface FeedPlan {
  readonly inputs: readonly GraphValue[];
  /** The batch size that the graph is frozen to, where every batched input says the same number above 0. */
  readonly fixedBatch: number | undefined;
  /** The token count that the graph is frozen to. */
  readonly fixedLength: number | undefined;
  readonly padTokenId: number;
}

/** Inputs whose second dimension counts tokens. */
const TOKEN_INPUTS = new Set([
  'input_ids', 'attention_mask', 'token_type_ids', 'position_ids', 'decoder_input_ids', 'decoder_attention_mask', 'bbox',
  'global_attention_mask',
]);

/** Reads the plan from a session's inputs. */
export function planFeeds(inputs: readonly GraphValue[], padTokenId = 0): FeedPlan {
  const tokens = inputs.find((input) => input.name === 'input_ids');
  const length = tokens?.shape?.[1];
  const batches = new Set(
    inputs.filter((input) => TOKEN_INPUTS.has(input.name) || /^(?:pixel_values|input_values|input_features)$/.test(input.name))
      .map((input) => input.shape?.[0]),
  );
  const batch = batches.size === 1 ? [...batches][0] : undefined;
  return {
    inputs,
    fixedBatch: typeof batch === 'number' && batch > 0 ? batch : undefined,
    fixedLength: typeof length === 'number' && length > 0 ? length : undefined,
    padTokenId,
  };
}

/**
 * The feeds of one run, in the graph's order and types; what the graph lacks is left out.
 *
 * @throws {PipelineError} `MISSING_INPUT` when the graph wants an input that is neither given nor derivable; `BAD_FEED` and
 * `INPUT_TOO_LONG` when a tensor does not fit.
 */
export function fitFeeds(plan: FeedPlan, given: NamedTensors): NamedTensors {
  const feeds: Record<string, Tensor> = {};
  for (const input of plan.inputs) {
    const tensor = given[input.name] ?? fill(input, given);
    if (tensor === undefined) {
      throw new PipelineError('MISSING_INPUT', `The graph wants the input ${input.name} (${input.type}), which is not given.`, {
        where: input.name,
        hint: `Given: ${Object.keys(given).join(', ') || 'nothing'}. Pass a tensor of that name.`,
      });
    }
    feeds[input.name] = fitColumns(plan, input, convertTensor(tensor, input.type as TensorType));
  }
  return feeds;
}

function fitColumns(plan: FeedPlan, input: GraphValue, tensor: Tensor): Tensor {
  const rank = input.shape?.length;
  if (rank !== undefined && rank > 0 && rank !== tensor.dims.length) {
    throw new PipelineError('BAD_FEED', `${input.name} has rank ${tensor.dims.length}; the graph wants rank ${rank} (${shapeText(input)}).`, {
      where: input.name,
    });
  }
  const wanted = input.shape?.[1];
  if (!TOKEN_INPUTS.has(input.name) || typeof wanted !== 'number' || wanted <= 0) return tensor;
  const columns = tensor.dims[1]!;
  if (columns > wanted) {
    throw new PipelineError('INPUT_TOO_LONG', `${input.name} has ${columns} tokens; the graph is frozen to ${wanted}.`, {
      where: input.name,
      hint: `Truncate to ${wanted} tokens, as the tasks do by themselves.`,
    });
  }
  return padColumns(tensor, wanted, input.name.endsWith('input_ids') ? plan.padTokenId : 0);
}

function shapeText(input: GraphValue): string {
  return `[${(input.shape ?? []).map((dim) => dim ?? '?').join(', ')}]`;
}

type Filler = (input: GraphValue, given: NamedTensors) => Tensor | undefined;

const zerosLikeTokens: Filler = (_input, given) => {
  const tokens = given['input_ids'] ?? given['inputs_embeds'];
  return tokens && zeros('int64', tokens.dims.slice(0, 2));
};

function onesTensor(dims: readonly number[]): Tensor {
  const tensor = zeros('int64', dims);
  (tensor.data as BigInt64Array).fill(1n);
  return tensor;
}

const FILLERS: Readonly<Record<string, Filler>> = {
  token_type_ids: zerosLikeTokens,
  global_attention_mask: zerosLikeTokens,
  attention_mask(_input, given) {
    const tokens = given['input_ids'] ?? given['inputs_embeds'];
    if (tokens) return onesTensor(tokens.dims.slice(0, 2));
    const samples = given['input_values'];
    return samples?.dims.length === 2 ? onesTensor(samples.dims) : undefined;
  },
  decoder_attention_mask(_input, given) {
    const tokens = given['decoder_input_ids'];
    return tokens && onesTensor(tokens.dims);
  },
  position_ids: positions,
  bbox(_input, given) {
    const tokens = given['input_ids'];
    return tokens && zeros('int64', [...tokens.dims, 4]);
  },
  pixel_mask(input, given) {
    const pixels = given['pixel_values'];
    if (pixels?.dims.length !== 4) return undefined;
    const fixed = (input.shape ?? []).slice(1).map((dim, axis) => (typeof dim === 'number' && dim > 0 ? dim : pixels.dims[axis + 2]!));
    return onesTensor([pixels.dims[0]!, ...fixed]);
  },
  use_cache_branch: () => zeros('bool', [1]),
};

/** Positions that count the attended tokens of each row, as decoders want them with left padding; masked ones are 1. */
function positions(_input: GraphValue, given: NamedTensors): Tensor | undefined {
  const tokens = given['input_ids'];
  if (!tokens) return undefined;
  const [rows = 1, columns = 0] = tokens.dims;
  const data = new BigInt64Array(rows * columns);
  const mask = given['attention_mask'];
  const maskColumns = mask?.dims[1] ?? columns;
  const past = maskColumns - columns;
  for (let row = 0; row < rows; row++) {
    let seen = 0n;
    for (let column = 0; column < maskColumns; column++) {
      const attended = !mask || Number(mask.data[row * maskColumns + column]) !== 0;
      if (column >= past) data[row * columns + column - past] = attended ? seen : 1n;
      if (attended) seen++;
    }
  }
  return { type: 'int64', dims: [rows, columns], data };
}

function fill(input: GraphValue, given: NamedTensors): Tensor | undefined {
  const filler = FILLERS[input.name];
  if (filler) return filler(input, given);
  if (/^past_key_values?\./.test(input.name)) return emptyCache(input, given);
  return undefined;
}

/** A cache of length 0; heads and width come from the graph. */
function emptyCache(input: GraphValue, given: NamedTensors): Tensor | undefined {
  const { shape } = input;
  const tokens = given['input_ids'] ?? given['decoder_input_ids'];
  if (!shape || !tokens) return undefined;
  const dims = shape.map((dim, axis) => (axis === 0 ? tokens.dims[0]! : typeof dim === 'number' ? dim : 0));
  return zeros(input.type as TensorType, dims);
}

/** The runs that a frozen batch size needs: each of exactly that many rows, the last one filled up with its own last row. */
export function splitBatch(feeds: NamedTensors, batch: number): { readonly feeds: NamedTensors; readonly rows: number }[] {
  const total = Math.max(...Object.values(feeds).map((tensor) => tensor.dims[0] ?? 1));
  const runs: { feeds: NamedTensors; rows: number }[] = [];
  for (let start = 0; start < total; start += batch) {
    const rows = Math.min(batch, total - start);
    const part: Record<string, Tensor> = {};
    for (const name in feeds) {
      const tensor = feeds[name]!;
      if (tensor.dims[0] !== total) {
        part[name] = tensor;
        continue;
      }
      const slice = sliceRows(tensor, start, start + rows);
      const last = sliceRows(tensor, start + rows - 1, start + rows);
      part[name] = rows === batch ? slice : concatRows([slice, ...Array.from({ length: batch - rows }, () => last)]);
    }
    runs.push({ feeds: part, rows });
  }
  return runs;
}
