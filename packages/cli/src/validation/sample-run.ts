/** Runs a model on a sample of its task's kind, to see that it runs at all. */
import { type AnyPipeline, pipeline } from '@onnx-capsule/pipeline';

import { type Finding, findingOf } from './finding.js';

const SENTENCE = 'The quick brown fox jumps over the lazy dog.';
const IMAGE = { data: new Uint8Array(64 * 48 * 3).map((_, index) => (index * 7) % 256), width: 64, height: 48, channels: 3 };

function tone(): { array: Float32Array; sampling_rate: number } {
  const rate = 16000;
  return { array: Float32Array.from({ length: rate }, (_, sample) => 0.3 * Math.sin((2 * Math.PI * 440 * sample) / rate)), sampling_rate: rate };
}

/** Call arguments by task; a task that is not here takes a sentence. */
const SAMPLES: Readonly<Record<string, () => readonly unknown[]>> = {
  'question-answering': () => [{ question: 'Who jumps?', context: SENTENCE }],
  'zero-shot-classification': () => [SENTENCE, { candidate_labels: ['animals', 'cars'] }],
  'sentence-similarity': () => [{ source_sentence: SENTENCE, sentences: ['A dog sleeps.'] }],
  'text-ranking': () => [{ query: 'Who jumps?', documents: [SENTENCE, 'A dog sleeps.'] }],
  'text-generation': () => [SENTENCE, { max_new_tokens: 4, do_sample: false }],
  'text2text-generation': () => [SENTENCE, { max_new_tokens: 4 }],
  summarization: () => [SENTENCE, { max_new_tokens: 4 }],
  translation: () => [SENTENCE, { max_new_tokens: 4 }],
  'image-to-text': () => [IMAGE, { max_new_tokens: 4 }],
  'image-classification': () => [IMAGE],
  'image-feature-extraction': () => [IMAGE],
  'image-segmentation': () => [IMAGE],
  'image-to-image': () => [IMAGE],
  'object-detection': () => [IMAGE],
  'depth-estimation': () => [IMAGE],
  'keypoint-detection': () => [IMAGE],
  'zero-shot-image-classification': () => [IMAGE, { candidate_labels: ['an animal', 'a car'] }],
  'zero-shot-object-detection': () => [IMAGE, { candidate_labels: ['an animal', 'a car'] }],
  'visual-question-answering': () => [IMAGE, 'What is it?'],
  'document-question-answering': () => [{ question: 'What is it?', word_boxes: [['A', [0, 0, 100, 50]], ['test', [100, 0, 200, 50]]], image: IMAGE }],
  'audio-classification': () => [tone()],
  'automatic-speech-recognition': () => [tone()],
  'zero-shot-audio-classification': () => [tone(), { candidate_labels: ['a tone', 'a dog'] }],
};

/** What goes wrong when the model runs on a sample; nothing when it runs. */
export async function runSample(modelPath: string): Promise<Finding[]> {
  try {
    const pipe = await pipeline(modelPath, { onWarning: () => undefined });
    try {
      await pipe(...sampleFor(pipe));
      return [];
    } finally {
      await pipe.dispose();
    }
  } catch (error) {
    return [findingOf(error, 'See docs/errors.md for the code of the error.')];
  }
}

function sampleFor({ task, processor }: AnyPipeline): readonly unknown[] {
  if (task === 'fill-mask') return [`The fox ${processor.tokenizer?.settings.maskToken ?? '[MASK]'} over the dog.`];
  return SAMPLES[task]?.() ?? [SENTENCE];
}
