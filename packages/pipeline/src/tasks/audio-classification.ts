/** audio-classification: labels with scores for a clip, after transformers 4.57.6's AudioClassificationPipeline. */
import { audioCall, readAudio, type AudioInput } from '../audio-input.js';
import { applyScoreFunction, classLogits, configLabels, type LabelScore, type ScoreFunction } from '../label-scores.js';
import { integer, oneOf } from '../option-guard.js';
import { followsVersion5 } from '../reference-version.js';
import type { Task, TaskContext } from '../task.js';
import { topValues } from '../top-values.js';

/** Call options of audio-classification. */
export interface AudioClassificationOptions {
  /** How many labels to return; all by default and for `null`. */
  readonly top_k?: number | null;
  /** What is applied to the logits; softmax by default, but for models of transformers 5 it follows `problem_type`. */
  readonly function_to_apply?: 'softmax' | 'sigmoid' | 'none' | null;
  readonly batch_size?: number;
  readonly signal?: AbortSignal;
}

/** How an audio-classification pipeline is called. */
export interface AudioClassification {
  (input: AudioInput, options?: AudioClassificationOptions): Promise<LabelScore[]>;
  (input: readonly AudioInput[], options?: AudioClassificationOptions): Promise<LabelScore[][]>;
}

/** The task over one model. */
export async function createAudioClassification(context: TaskContext): Promise<Task<AudioInput>> {
  const featureExtractor = await context.processor.loadFeatureExtractor();
  const labels = configLabels(context.config);
  const standard = defaultFunction(context.config);
  return {
    options: { top_k: integer(1, true), function_to_apply: oneOf('softmax', 'sigmoid', 'none', null) },
    parse: audioCall('audio-classification'),
    async prepare(item) {
      return { feeds: [await featureExtractor.process([await readAudio(item, featureExtractor.samplingRate)])] };
    },
    finish(outputs, _prepared, options) {
      const chosen = (options['function_to_apply'] as ScoreFunction | null | undefined) ?? standard;
      const scores = applyScoreFunction(chosen, classLogits(outputs[0]!, 'logits', labels));
      const limit = (options['top_k'] as number | null | undefined) ?? labels.length;
      return topValues(scores, limit, true).map(({ value, index }): LabelScore => ({ label: labels[index]!, score: value }));
    },
  };
}

function defaultFunction(config: Readonly<Record<string, unknown>>): ScoreFunction {
  if (!followsVersion5(config)) return 'softmax';
  const type = config['problem_type'];
  return type === 'regression' ? 'none' : type === 'multi_label_classification' ? 'sigmoid' : 'softmax';
}
