/** Scores of a model that compares an image or a clip with texts: one logit per text. */
import type { Tensor } from '@onnx-capsule/metadata-schema';

import { applyScoreFunction, sortedScores, type LabelScore } from './label-scores.js';
import { floatData } from './tensor-types.js';

/** Labels by falling score. @param logits - `[1, labels]` */
export function contrastScores(logits: Tensor, labels: readonly string[], scoreFunction: 'softmax' | 'sigmoid'): LabelScore[] {
  const row = floatData(logits).subarray(0, labels.length);
  return sortedScores(labels, applyScoreFunction(scoreFunction, row), null);
}
