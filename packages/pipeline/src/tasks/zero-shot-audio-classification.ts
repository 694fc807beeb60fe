/** zero-shot-audio-classification: scores over labels given with the call, after transformers 4.57.6's pipeline of that name. */
import { readAudio, requireAudio, type AudioInput } from '../audio-input.js';
import { outputTensor, type LabelScore } from '../label-scores.js';
import { candidateLabels, formatHypothesis, itemLabels, labelledCall, type LabelledItem } from '../labelled-call.js';
import { text } from '../option-guard.js';
import { requireState } from '../prepared-state.js';
import type { Task, TaskContext } from '../task.js';
import { textBatch } from '../text-batch.js';
import { textEncoder } from '../text-encoding.js';
import { contrastScores } from '../contrast-scores.js';

/** Call options of zero-shot-audio-classification. */
export interface ZeroShotAudioClassificationOptions {
  readonly candidate_labels?: readonly string[];
  /** `{}` is replaced by each label; `This is a sound of {}.` by default. */
  readonly hypothesis_template?: string;
  readonly batch_size?: number;
  readonly signal?: AbortSignal;
}

/** How a zero-shot-audio-classification pipeline is called. */
export interface ZeroShotAudioClassification {
  (input: AudioInput, labels: readonly string[], options?: ZeroShotAudioClassificationOptions): Promise<LabelScore[]>;
  (input: AudioInput | { audio: AudioInput; candidate_labels: readonly string[] }, options?: ZeroShotAudioClassificationOptions): Promise<LabelScore[]>;
  (input: readonly AudioInput[], options?: ZeroShotAudioClassificationOptions): Promise<LabelScore[][]>;
}

const TASK = 'zero-shot-audio-classification';
const DEFAULT_TEMPLATE = 'This is a sound of {}.';

/** The task over one model. */
export async function createZeroShotAudioClassification(context: TaskContext): Promise<Task<LabelledItem<AudioInput>>> {
  const encoder = textEncoder(context.model, await context.processor.loadTokenizer());
  const featureExtractor = await context.processor.loadFeatureExtractor();
  return {
    options: { candidate_labels: candidateLabels(), hypothesis_template: text() },
    parse: labelledCall({
      task: TASK,
      inputKeys: ['audio', 'audios', 'inputs'],
      labelKeys: ['candidate_labels'],
      require: requireAudio,
      splitsLabels: false,
    }),
    async prepare(item, options) {
      const labels = itemLabels(item, options, TASK);
      const template = (options['hypothesis_template'] as string | undefined) ?? DEFAULT_TEMPLATE;
      const sound = await featureExtractor.process([await readAudio(item.input, featureExtractor.samplingRate)]);
      const texts = textBatch(encoder, labels.map((label) => formatHypothesis(template, label)), { padding: true });
      return { feeds: [{ ...texts, ...sound }], state: labels };
    },
    finish: (outputs, prepared) =>
      contrastScores(outputTensor(outputs[0]!, 'logits_per_audio'), requireState(prepared, TASK, 'the labels') as readonly string[], 'softmax'),
  };
}
