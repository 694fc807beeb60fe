/** Token vectors to sentence vectors: the pooling modes of sentence-transformers 6.2. */
import { PipelineError } from './pipeline-error.js';

/** How tokens are pooled. */
export type PoolingMode = 'cls' | 'max' | 'mean' | 'mean_sqrt_len_tokens' | 'weightedmean' | 'lasttoken';

/** `1_Pooling/config.json`, read. */
export interface PoolingConfig {
  /** Several modes are put side by side. */
  readonly modes: readonly PoolingMode[];
  /** Whether the tokens of a prompt count. */
  readonly includePrompt: boolean;
}

/** Modes by the boolean keys of older configurations, in the reference's order. */
const LEGACY_KEYS: readonly (readonly [string, PoolingMode])[] = [
  ['pooling_mode_cls_token', 'cls'],
  ['pooling_mode_max_tokens', 'max'],
  ['pooling_mode_mean_tokens', 'mean'],
  ['pooling_mode_mean_sqrt_len_tokens', 'mean_sqrt_len_tokens'],
  ['pooling_mode_weightedmean_tokens', 'weightedmean'],
  ['pooling_mode_lasttoken', 'lasttoken'],
];

const MODES: readonly string[] = LEGACY_KEYS.map(([, mode]) => mode);

/** Reads a pooling configuration, of the older and the newer form. @throws {PipelineError} `BAD_MODULE` for an unknown mode. */
export function readPoolingConfig(config: Readonly<Record<string, unknown>>, where: string): PoolingConfig {
  const named = config['pooling_mode'];
  const given: unknown[] = named === undefined ? LEGACY_KEYS.filter(([key]) => config[key] === true).map(([, mode]) => mode) : [named].flat();
  const unknown = given.find((mode) => typeof mode !== 'string' || !MODES.includes(mode));
  if (unknown !== undefined) {
    throw new PipelineError('BAD_MODULE', `${where} asks for the pooling mode ${JSON.stringify(unknown)}; known are ${MODES.join(', ')}.`, { where });
  }
  return { modes: given.length > 0 ? (given as PoolingMode[]) : ['mean'], includePrompt: config['include_prompt'] !== false };
}

/** One row of token vectors. */
export interface TokenRow {
  /** `[tokens, width]`, row-major. */
  readonly vectors: ArrayLike<number>;
  readonly width: number;
  /** 1 for tokens, 0 for padding. */
  readonly mask: readonly number[];
}

/** The sentence vector of one row; `promptLength` tokens at its start are left out where the configuration says so. */
export function poolTokens(row: TokenRow, config: PoolingConfig, promptLength: number): Float32Array {
  const first = Math.max(0, row.mask.indexOf(1));
  const skipped = config.includePrompt ? 0 : promptLength;
  const mask = row.mask.map((attended, token) => (token < first + skipped ? 0 : attended));
  const result = new Float32Array(row.width * config.modes.length);
  config.modes.forEach((mode, index) => {
    result.set(POOLERS[mode]({ ...row, mask }, first), index * row.width);
  });
  return result;
}

type Pooler = (row: TokenRow, first: number) => Float64Array;

function weighted(row: TokenRow, weightOf: (token: number) => number): { sum: Float64Array; weight: number } {
  const { vectors, width, mask } = row;
  const sum = new Float64Array(width);
  let weight = 0;
  mask.forEach((attended, token) => {
    if (attended === 0) return;
    const factor = weightOf(token);
    weight += factor;
    for (let i = 0; i < width; i++) sum[i]! += vectors[token * width + i]! * factor;
  });
  return { sum, weight: Math.max(weight, 1e-9) };
}

function tokenVector({ vectors, width }: TokenRow, token: number): Float64Array {
  return Float64Array.from({ length: width }, (_, i) => vectors[token * width + i]!);
}

const POOLERS: Readonly<Record<PoolingMode, Pooler>> = {
  cls: (row) => tokenVector(row, Math.max(0, row.mask.indexOf(1))),
  max(row) {
    const largest = new Float64Array(row.width).fill(-Infinity);
    row.mask.forEach((attended, token) => {
      if (attended === 0) return;
      for (let i = 0; i < row.width; i++) largest[i] = Math.max(largest[i]!, row.vectors[token * row.width + i]!);
    });
    return largest;
  },
  mean(row) {
    const { sum, weight } = weighted(row, () => 1);
    return sum.map((value) => value / weight);
  },
  mean_sqrt_len_tokens(row) {
    const { sum, weight } = weighted(row, () => 1);
    return sum.map((value) => value / Math.sqrt(weight));
  },
  weightedmean(row, first) {
    const { sum, weight } = weighted(row, (token) => token + 1 - first);
    return sum.map((value) => value / weight);
  },
  lasttoken(row) {
    const last = row.mask.lastIndexOf(1);
    return last < 0 ? new Float64Array(row.width) : tokenVector(row, last);
  },
};
