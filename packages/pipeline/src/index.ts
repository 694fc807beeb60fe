/**
 * Runs a model from its one ONNX file, with the results of Python's pipelines.
 *
 * @module
 */
export { pipeline, type PipelineOptions } from './pipeline.js';
export { PipelineError } from './pipeline-error.js';
export { ONNXAutoModel, type ModelOptions } from './model.js';
export { ONNXAutoProcessor } from './processor.js';
export { ortRuntime, type OrtModule } from './ort-runtime.js';
export type { InferenceRuntime, RuntimeSession, SessionOptions } from './runtime.js';
export type { ModelFile, ModelInput, ModelSource, SourceOptions } from './sources.js';
export { supportedTasks } from './task-table.js';
export type { AnyPipeline, PipelineOf, PipelineParts, TaskCalls, TaskName } from './task-types.js';
export type { LabelScore } from './label-scores.js';
export type { TokenizerOptions } from './text-encoding.js';
export type { TextClassification, TextClassificationOptions, TextPair } from './tasks/text-classification.js';
export type { FeatureExtraction, FeatureExtractionOptions } from './tasks/feature-extraction.js';
export type { FilledMask, FillMask, FillMaskOptions } from './tasks/fill-mask.js';
export type { Answer, QuestionAnswering, QuestionAnsweringOptions, QuestionInput } from './tasks/question-answering.js';
export type { EncodeSentencesOptions } from './sentence-encoder.js';
export type { SentenceComparison, SentenceSimilarity } from './tasks/sentence-similarity.js';
export type { RankedDocument, RankingInput, TextRanking, TextRankingOptions } from './tasks/text-ranking.js';
export type { AggregationStrategy, Entity, EntityGroup } from './entity-groups.js';
export type { TokenClassification, TokenClassificationOptions } from './tasks/token-classification.js';
export type { ZeroShotClassification, ZeroShotClassificationOptions, ZeroShotResult } from './tasks/zero-shot-classification.js';
export type { GenerationOptions } from './generation/option-rules.js';
export type { GeneratedChat, GeneratedText, GeneratedTokens, TextGeneration, TextGenerationOptions } from './tasks/text-generation.js';
export type { Summarization, Text2TextGeneration, Text2TextOptions, Translation, TranslationOptions } from './tasks/text2text-generation.js';
export type { ImageToText, ImageToTextOptions } from './tasks/image-to-text.js';
export type { AudioInput } from './audio-input.js';
export type { ImageInput } from './image-input.js';
export type { BoundingBox } from './vision/boxes.js';
export type { DocumentQuestion, WordBox } from './vision/document-input.js';
export type { KeypointItem } from './vision/keypoint-call.js';
export type { PersonBox } from './vision/pose-boxes.js';
export type { Transcript, TranscriptChunk } from './sound/recognizer.js';
export type { ImageClassification, ImageClassificationOptions } from './tasks/image-classification.js';
export type { ImageFeatureExtraction, ImageFeatureExtractionOptions } from './tasks/image-feature-extraction.js';
export type { DetectedObject, ObjectDetection, ObjectDetectionOptions } from './tasks/object-detection.js';
export type { ImageSegment, ImageSegmentation, ImageSegmentationOptions, SegmentationSubtask } from './tasks/image-segmentation.js';
export type { DepthEstimate, DepthEstimation, DepthEstimationOptions } from './tasks/depth-estimation.js';
export type { ImageToImage, ImageToImageOptions } from './tasks/image-to-image.js';
export type { ImageKeypoints, KeypointDetection, KeypointDetectionOptions, Pose } from './tasks/keypoint-detection.js';
export type { ImageQuestion, ScoredAnswer, VisualQuestionAnswering, VisualQuestionAnsweringOptions } from './tasks/visual-question-answering.js';
export type { DocumentAnswer, DocumentAnswers, DocumentQuestionAnswering, DocumentQuestionAnsweringOptions, WrittenAnswer } from './tasks/document-question-answering.js';
export type { ZeroShotImageClassification, ZeroShotImageClassificationOptions } from './tasks/zero-shot-image-classification.js';
export type { ZeroShotObjectDetection, ZeroShotObjectDetectionOptions } from './tasks/zero-shot-object-detection.js';
export type { AudioClassification, AudioClassificationOptions } from './tasks/audio-classification.js';
export type { ZeroShotAudioClassification, ZeroShotAudioClassificationOptions } from './tasks/zero-shot-audio-classification.js';
export type { SpeechRecognition, SpeechRecognitionOptions } from './tasks/automatic-speech-recognition.js';
export type { TextToAudio, TextToAudioOptions } from './tasks/text-to-audio.js';
