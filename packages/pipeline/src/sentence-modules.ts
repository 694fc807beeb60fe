/** The modules of a sentence-transformers folder (`modules.json`) after the transformer itself, as one function over token vectors. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { PipelineError } from './pipeline-error.js';
import { readSettings } from './read-settings.js';
import { readSafetensors, type FloatTensor } from './safetensors.js';
import { readPrompts, type SentencePrompts } from './sentence-prompts.js';
import { poolTokens, readPoolingConfig, type PoolingConfig, type TokenRow } from './sentence-pooling.js';
import { torchActivation } from './torch-activations.js';

/** What turns a row of token vectors into a sentence vector. */
export interface SentenceModules extends SentencePrompts {
  /** Longest sequence, where the folder says one. */
  readonly maxLength: number | undefined;
  readonly lowerCase: boolean;
  /** How many of the leading numbers of a vector are kept, where the folder says it. */
  readonly truncateDim: number | undefined;
  readonly similarity: SimilarityName;
  /** Whether the length of the prompt has to be known. */
  readonly excludesPrompt: boolean;
  embed(row: TokenRow, promptLength: number): Float32Array;
  /** The modules after pooling, for graphs that pool by themselves. */
  finish(vector: Float32Array): Float32Array;
}

/** How two vectors are compared. */
export type SimilarityName = 'cosine' | 'dot' | 'euclidean' | 'manhattan';

type VectorModule = (vector: Float32Array) => Float32Array;
type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the modules of a folder; a folder without `modules.json` pools by the mean, as the reference does.
 *
 * @throws {PipelineError} `UNSUPPORTED_MODULE` for a module that cannot be run, `BAD_MODULE` for a damaged one.
 */
export async function readSentenceModules(files: CapsuleFiles, warn: (message: string) => void): Promise<SentenceModules> {
  const settings = await readSettings(files, 'config_sentence_transformers.json');
  const transformer = await readSettings(files, 'sentence_bert_config.json');
  const modules = files.has('modules.json') ? ((await files.json('modules.json')) as Json[]) : undefined;
  if (!modules) warn(`${files.origin} has no modules.json: sentences are embedded by the mean of their tokens.`);
  let pooling: PoolingConfig = { modes: ['mean'], includePrompt: true };
  const after: VectorModule[] = [];
  for (const module of modules ?? []) {
    const type = String(module['type']).split('.').at(-1)!;
    const folder = typeof module['path'] === 'string' ? module['path'] : '';
    if (type === 'Transformer') continue;
    if (type === 'Pooling') pooling = readPoolingConfig(await readSettings(files, `${folder}/config.json`), `${folder}/config.json`);
    else after.push(await vectorModule(files, type, folder));
  }
  const finish = (vector: Float32Array): Float32Array => after.reduce((value, module) => module(value), vector);
  const longest = transformer['max_seq_length'];
  const truncateDim = settings['truncate_dim'];
  return {
    maxLength: typeof longest === 'number' ? longest : undefined,
    lowerCase: transformer['do_lower_case'] === true,
    ...readPrompts(settings),
    truncateDim: typeof truncateDim === 'number' ? truncateDim : undefined,
    similarity: readSimilarity(settings['similarity_fn_name']),
    excludesPrompt: !pooling.includePrompt,
    embed: (row, promptLength) => finish(poolTokens(row, pooling, promptLength)),
    finish,
  };
}

function readSimilarity(name: unknown): SimilarityName {
  if (name === undefined || name === null) return 'cosine';
  if (name === 'cosine' || name === 'dot' || name === 'euclidean' || name === 'manhattan') return name;
  throw new PipelineError('BAD_MODULE', `similarity_fn_name ${JSON.stringify(name)} is none of cosine, dot, euclidean, manhattan.`, {
    where: 'config_sentence_transformers.json',
  });
}

async function vectorModule(files: CapsuleFiles, type: string, folder: string): Promise<VectorModule> {
  if (type === 'Normalize') return unitLength;
  if (type === 'Dropout') return (vector) => vector;
  if (type === 'Dense') return denseModule(files, folder);
  throw new PipelineError('UNSUPPORTED_MODULE', `The sentence-transformers module ${type} does not run here.`, {
    where: `modules.json ${folder}`,
    hint: 'Transformer, Pooling, Dense, Normalize and Dropout do; export the others into the graph.',
  });
}

/** A vector of length 1 in its direction. */
export function unitLength(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.max(Math.sqrt(sum), 1e-12);
  return vector.map((value) => value / length);
}

async function denseModule(files: CapsuleFiles, folder: string): Promise<VectorModule> {
  const where = `${folder}/config.json`;
  const config = await readSettings(files, where);
  const weightsPath = `${folder}/model.safetensors`;
  if (!files.has(weightsPath)) {
    throw new PipelineError('UNSUPPORTED_MODULE', `The weights of ${folder} are not in ${weightsPath}.`, {
      where: weightsPath,
      hint: 'Save the model with safe_serialization=True and embed it again; pytorch_model.bin is not read.',
    });
  }
  const { activation_function: given } = config;
  const name = typeof given === 'string' ? given : 'Tanh';
  const activation = torchActivation(name);
  if (!activation) throw new PipelineError('UNSUPPORTED_MODULE', `The activation ${name} of ${folder} does not run here.`, { where });
  if (config['use_residual'] === true) throw new PipelineError('UNSUPPORTED_MODULE', `${folder} adds a residual, which does not run here.`, { where });
  const tensors = readSafetensors(await files.bytes(weightsPath), weightsPath);
  const weight = requireTensor(tensors, 'linear.weight', weightsPath);
  const bias = config['bias'] === false ? undefined : requireTensor(tensors, 'linear.bias', weightsPath);
  const [rows = 0, columns = 0] = weight.dims;
  return (vector) => {
    if (vector.length !== columns) {
      throw new PipelineError('BAD_MODULE', `${folder} takes vectors of ${columns}; it gets ${vector.length}.`, { where });
    }
    return Float32Array.from({ length: rows }, (_, row) => {
      let sum = bias?.data[row] ?? 0;
      for (let i = 0; i < columns; i++) sum += weight.data[row * columns + i]! * vector[i]!;
      return activation(sum);
    });
  };
}

function requireTensor(tensors: ReadonlyMap<string, FloatTensor>, name: string, where: string): FloatTensor {
  const tensor = tensors.get(name);
  if (tensor) return tensor;
  throw new PipelineError('BAD_MODULE', `${where} holds no ${name}.`, { where });
}
