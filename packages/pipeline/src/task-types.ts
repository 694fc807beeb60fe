/** What each task's pipeline is when called: one row per task. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import type { ONNXAutoModel } from './model.js';
import type { ONNXAutoProcessor } from './processor.js';
import type { AudioClassification } from './tasks/audio-classification.js';
import type { SpeechRecognition } from './tasks/automatic-speech-recognition.js';
import type { DepthEstimation } from './tasks/depth-estimation.js';
import type { DocumentQuestionAnswering } from './tasks/document-question-answering.js';
import type { ImageClassification } from './tasks/image-classification.js';
import type { ImageFeatureExtraction } from './tasks/image-feature-extraction.js';
import type { ImageSegmentation } from './tasks/image-segmentation.js';
import type { ImageToImage } from './tasks/image-to-image.js';
import type { ImageToText } from './tasks/image-to-text.js';
import type { KeypointDetection } from './tasks/keypoint-detection.js';
import type { ObjectDetection } from './tasks/object-detection.js';
import type { Summarization, Text2TextGeneration, Translation } from './tasks/text2text-generation.js';
import type { TextGeneration } from './tasks/text-generation.js';
import type { TextToAudio } from './tasks/text-to-audio.js';
import type { VisualQuestionAnswering } from './tasks/visual-question-answering.js';
import type { ZeroShotAudioClassification } from './tasks/zero-shot-audio-classification.js';
import type { ZeroShotImageClassification } from './tasks/zero-shot-image-classification.js';
import type { ZeroShotObjectDetection } from './tasks/zero-shot-object-detection.js';
import type { FeatureExtraction } from './tasks/feature-extraction.js';
import type { FillMask } from './tasks/fill-mask.js';
import type { QuestionAnswering } from './tasks/question-answering.js';
import type { SentenceSimilarity } from './tasks/sentence-similarity.js';
import type { TextRanking } from './tasks/text-ranking.js';
import type { TokenClassification } from './tasks/token-classification.js';
import type { ZeroShotClassification } from './tasks/zero-shot-classification.js';
import type { TextClassification } from './tasks/text-classification.js';

/** Call signature by task. */
export interface TaskCalls {
  'audio-classification': AudioClassification;
  'automatic-speech-recognition': SpeechRecognition;
  asr: SpeechRecognition;
  'depth-estimation': DepthEstimation;
  'document-question-answering': DocumentQuestionAnswering;
  'image-classification': ImageClassification;
  'image-feature-extraction': ImageFeatureExtraction;
  'image-segmentation': ImageSegmentation;
  'image-to-image': ImageToImage;
  'image-to-text': ImageToText;
  'keypoint-detection': KeypointDetection;
  'object-detection': ObjectDetection;
  summarization: Summarization;
  'text-generation': TextGeneration;
  'text2text-generation': Text2TextGeneration;
  translation: Translation;
  'text-to-audio': TextToAudio;
  'visual-question-answering': VisualQuestionAnswering;
  'zero-shot-audio-classification': ZeroShotAudioClassification;
  'zero-shot-image-classification': ZeroShotImageClassification;
  'zero-shot-object-detection': ZeroShotObjectDetection;
  'text-to-speech': TextToAudio;
  vqa: VisualQuestionAnswering;
  'feature-extraction': FeatureExtraction;
  'fill-mask': FillMask;
  'question-answering': QuestionAnswering;
  'sentence-similarity': SentenceSimilarity;
  'text-ranking': TextRanking;
  'token-classification': TokenClassification;
  'zero-shot-classification': ZeroShotClassification;
  ner: TokenClassification;
  'text-classification': TextClassification;
  'sentiment-analysis': TextClassification;
}

/** Names of tasks that `pipeline` knows by type; aliases included. */
export type TaskName = keyof TaskCalls;

/** What every pipeline has besides its call. */
export interface PipelineParts {
  /** The task's main name, e.g. `text-classification`. */
  readonly task: string;
  readonly model: ONNXAutoModel;
  readonly processor: ONNXAutoProcessor;
  /** The named tensors for a call; takes what the call takes. */
  preprocess(...args: readonly unknown[]): Promise<NamedTensors>;
  /** The model's outputs for the tensors of `preprocess`, or for your own. */
  forward(features: NamedTensors, options?: Readonly<Record<string, unknown>>): Promise<NamedTensors>;
  /** The call's result from the outputs of `forward`. */
  postprocess(outputs: NamedTensors, options?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Frees everything, once running calls have ended. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The pipeline of one task. */
export type PipelineOf<T extends TaskName> = TaskCalls[T] & PipelineParts;

/** A pipeline whose task is found at run time. */
export type AnyPipeline = PipelineParts & ((...args: readonly unknown[]) => Promise<unknown>);
