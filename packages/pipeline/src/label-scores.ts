/** Scores over labels: the functions that turn logits into scores, and a configuration's label names. */
import type { Tensor } from '@onnx-capsule/metadata-schema';

import { describe, PipelineError } from './pipeline-error.js';
import { floatData } from './tensor-types.js';

/** What is applied to logits. */
export type ScoreFunction = 'softmax' | 'sigmoid' | 'none';

/** A label with its score. */
export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** Softmax, shifted by the largest value; in single precision like the reference's numpy. */
export function softmax(values: ArrayLike<number>): Float32Array {
  let largest = values[0] ?? 0;
  for (let i = 1; i < values.length; i++) largest = Math.max(largest, values[i]!);
  const result = new Float32Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    result[i] = Math.exp(Math.fround(values[i]! - largest));
    sum += result[i]!;
  }
  const total = Math.fround(sum);
  for (let i = 0; i < result.length; i++) result[i] = result[i]! / total;
  return result;
}

/** `1 / (1 + exp(-x))`. */
function sigmoid(values: ArrayLike<number>): Float32Array {
  return Float32Array.from(values, (logit) => 1 / (1 + Math.exp(-logit)));
}

/** The scores of one row of logits. */
export function applyScoreFunction(name: ScoreFunction, logits: ArrayLike<number>): Float32Array {
  if (name === 'softmax') return softmax(logits);
  if (name === 'sigmoid') return sigmoid(logits);
  return Float32Array.from(logits);
}

/** Whatever function names a user may write: `ScoreFunction`, in any case, as Python's enumeration takes them. */
export function isScoreFunction(name: unknown): boolean {
  return typeof name === 'string' && /^(?:softmax|sigmoid|none)$/i.test(name);
}

/** Label names by class id; a configuration without `id2label` has `LABEL_0`, `LABEL_1`, … for its `num_labels` (2 when unsaid). */
export function configLabels(config: Readonly<Record<string, unknown>>): readonly string[] {
  const names = config['id2label'];
  if (typeof names === 'object' && names !== null && Object.keys(names).length > 0) {
    const labels: string[] = [];
    for (const [id, label] of Object.entries(names)) labels[Number(id)] = String(label);
    return labels;
  }
  const count = typeof config['num_labels'] === 'number' ? config['num_labels'] : 2;
  return Array.from({ length: count }, (_, id) => `LABEL_${id}`);
}

/**
 * The logits of the first row of an output, as floats.
 *
 * @throws {PipelineError} `BAD_OUTPUT` when the output is absent, `LABEL_COUNT` when it has another width than there are labels.
 */
export function classLogits(outputs: Readonly<Record<string, Tensor>>, name: string, labels: readonly string[]): ArrayLike<number> {
  const tensor = outputTensor(outputs, name);
  if (tensor.dims.length !== 2) {
    throw new PipelineError('BAD_OUTPUT', `${name} has the shape [${tensor.dims.join(', ')}]; one row of scores per input, [batch, labels], was expected.`, {
      where: name,
      hint: 'The file may be exported for another task; `onnx-capsule detect` says which.',
    });
  }
  const width = tensor.dims.at(-1) ?? 0;
  if (width !== labels.length) {
    throw new PipelineError('LABEL_COUNT', `The model gives ${width} scores; config.json names ${labels.length} labels.`, {
      where: 'config.json id2label',
      hint: 'Embed the config.json that belongs to this model; `onnx-capsule validate` compares the two.',
    });
  }
  return floatData(tensor).subarray(0, width);
}

/** The output `name`, or the only output. @throws {PipelineError} `BAD_OUTPUT`. */
export function outputTensor(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = outputs[name] ?? (Object.keys(outputs).length === 1 ? Object.values(outputs)[0] : undefined);
  if (tensor) return tensor;
  throw new PipelineError('BAD_OUTPUT', `The model has no output ${name}; found ${describe(Object.keys(outputs))}: ${Object.keys(outputs).join(', ')}.`, {
    where: name,
    hint: 'The file may be exported for another task; `onnx-capsule inspect` lists its outputs.',
  });
}

/** Label and score pairs by falling score; ties keep the order of the classes. */
export function sortedScores(labels: readonly string[], scores: Float32Array, topK: number | null): LabelScore[] {
  const pairs = labels.map((label, id) => ({ label, score: scores[id]! }));
  pairs.sort((a, b) => b.score - a.score);
  return topK === null ? pairs : pairs.slice(0, topK);
}
