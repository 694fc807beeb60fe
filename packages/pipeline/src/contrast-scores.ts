/** Scores of a model that compares an image or a clip with texts: one logit per text. */
import type { Tensor } from '@onnx-capsule/metadata-schema';

import { applyScoreFunction, sortedScores, type LabelScore } from './label-scores.js';
import { PipelineError } from './pipeline-error.js';
import { floatData } from './tensor-types.js';

/** Labels by falling score. @param logits - `[1, labels]` */
export function contrastScores(logits: Tensor, labels: readonly string[] | undefined, scoreFunction: 'softmax' | 'sigmoid'): LabelScore[] {
  if (!labels) throw new PipelineError('NO_CONTEXT', 'The labels are known only where `forward` ran over what `preprocess` returned.');
  const row = floatData(logits).subarray(0, labels.length);
  return sortedScores(labels, applyScoreFunction(scoreFunction, row), null);
}
