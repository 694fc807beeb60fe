/** All tasks: one row each. A new task is one file in `tasks/` and one row here; `task-types.ts` gives it its types. */
import { nearestName } from './option-guard.js';
import { PipelineError } from './pipeline-error.js';
import type { TaskFactory } from './task.js';
import { canonicalTask, taskAliases } from './task-names.js';

/** How one task is found and loaded. */
export interface TaskRow {
  /** Imports the task's file when it is first used. */
  readonly load: () => Promise<TaskFactory>;
}

const TASKS: Readonly<Record<string, TaskRow>> = {
  'audio-classification': { load: async () => (await import('./tasks/audio-classification.js')).createAudioClassification },
  'automatic-speech-recognition': { load: async () => (await import('./tasks/automatic-speech-recognition.js')).createSpeechRecognition },
  'depth-estimation': { load: async () => (await import('./tasks/depth-estimation.js')).createDepthEstimation },
  'document-question-answering': { load: async () => (await import('./tasks/document-question-answering.js')).createDocumentQuestionAnswering },
  'image-classification': { load: async () => (await import('./tasks/image-classification.js')).createImageClassification },
  'image-feature-extraction': { load: async () => (await import('./tasks/image-feature-extraction.js')).createImageFeatureExtraction },
  'image-segmentation': { load: async () => (await import('./tasks/image-segmentation.js')).createImageSegmentation },
  'image-to-image': { load: async () => (await import('./tasks/image-to-image.js')).createImageToImage },
  'image-to-text': { load: async () => (await import('./tasks/image-to-text.js')).createImageToText },
  'keypoint-detection': { load: async () => (await import('./tasks/keypoint-detection.js')).createKeypointDetection },
  'object-detection': { load: async () => (await import('./tasks/object-detection.js')).createObjectDetection },
  summarization: { load: async () => (await import('./tasks/text2text-generation.js')).createSummarization },
  'text-generation': { load: async () => (await import('./tasks/text-generation.js')).createTextGeneration },
  'text2text-generation': { load: async () => (await import('./tasks/text2text-generation.js')).createText2TextGeneration },
  'text-to-audio': { load: async () => (await import('./tasks/text-to-audio.js')).createTextToAudio },
  translation: { load: async () => (await import('./tasks/text2text-generation.js')).createTranslation },
  'visual-question-answering': { load: async () => (await import('./tasks/visual-question-answering.js')).createVisualQuestionAnswering },
  'zero-shot-audio-classification': { load: async () => (await import('./tasks/zero-shot-audio-classification.js')).createZeroShotAudioClassification },
  'zero-shot-image-classification': { load: async () => (await import('./tasks/zero-shot-image-classification.js')).createZeroShotImageClassification },
  'zero-shot-object-detection': { load: async () => (await import('./tasks/zero-shot-object-detection.js')).createZeroShotObjectDetection },
  'feature-extraction': { load: async () => (await import('./tasks/feature-extraction.js')).createFeatureExtraction },
  'fill-mask': { load: async () => (await import('./tasks/fill-mask.js')).createFillMask },
  'question-answering': { load: async () => (await import('./tasks/question-answering.js')).createQuestionAnswering },
  'sentence-similarity': { load: async () => (await import('./tasks/sentence-similarity.js')).createSentenceSimilarity },
  'text-ranking': { load: async () => (await import('./tasks/text-ranking.js')).createTextRanking },
  'token-classification': { load: async () => (await import('./tasks/token-classification.js')).createTokenClassification },
  'zero-shot-classification': { load: async () => (await import('./tasks/zero-shot-classification.js')).createZeroShotClassification },
  'text-classification': { load: async () => (await import('./tasks/text-classification.js')).createTextClassification },
};

/** Names of the tasks that run here, in alphabetical order. */
export function supportedTasks(): readonly string[] {
  return Object.keys(TASKS).sort();
}

/** Whether `name` is a task or an alias of one. */
export function isTaskName(name: string): boolean {
  return Object.hasOwn(TASKS, canonicalTask(name));
}

/** The row of a task. @throws {PipelineError} `UNKNOWN_TASK`, with the nearest name. */
export function taskRow(name: string): TaskRow {
  const row = TASKS[canonicalTask(name)];
  if (row && isTaskName(name)) return row;
  const nearest = nearestName(name, [...supportedTasks(), ...taskAliases()]);
  throw new PipelineError('UNKNOWN_TASK', `There is no pipeline for the task ${JSON.stringify(name)}.`, {
    where: name,
    hint: nearest ? `Did you mean ${nearest}?` : `Tasks: ${supportedTasks().join(', ')}.`,
  });
}
