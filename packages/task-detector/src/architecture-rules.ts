/** From the name of a model class to its task: the exceptions first, then the endings that transformers' classes share. */
import { ARCHITECTURE_TASKS } from './architecture-families.js';

/** Endings in the order in which they are tried; `null` where no pipeline runs the head. */
const ENDINGS: readonly (readonly [RegExp, string | null])[] = [
  [/ForVisualQuestionAnswering$/, 'visual-question-answering'],
  [/ForDocumentQuestionAnswering$/, 'document-question-answering'],
  [/ForTableQuestionAnswering$/, 'table-question-answering'],
  [/ForQuestionAnswering(?:Simple)?$/, 'question-answering'],
  [/ForSequenceClassification$/, 'text-classification'],
  [/ForTokenClassification$/, 'token-classification'],
  [/ForMaskedLM$/, 'fill-mask'],
  [/(?:ForCausalLM|LMHeadModel)$/, 'text-generation'],
  [/For(?:ConditionalGeneration|TextToText)$/, 'text2text-generation'],
  [/ForMultipleChoice$/, 'multiple-choice'],
  [/ForNextSentencePrediction$/, 'next-sentence-prediction'],
  [/For(?:PreTraining|Retrieval)$/, 'pretraining'],
  [/ForImageClassification/, 'image-classification'],
  [/ForVideoClassification$/, 'video-classification'],
  [/For(?:Semantic|Instance|Universal|Image)?Segmentation$/, 'image-segmentation'],
  [/ForZeroShotObjectDetection$/, 'zero-shot-object-detection'],
  [/ForObjectDetection$/, 'object-detection'],
  [/ForDepthEstimation$/, 'depth-estimation'],
  [/ForKeypointMatching$/, 'keypoint-matching'],
  [/ForImageSuperResolution$/, 'image-to-image'],
  [/ForMaskGeneration$/, 'mask-generation'],
  [/For(?:CTC|SpeechToText|SpeechSeq2Seq)$/, 'automatic-speech-recognition'],
  [/ForAudioClassification$/, 'audio-classification'],
  [/ForAudioFrameClassification$/, 'audio-frame-classification'],
  [/ForXVector$/, 'audio-xvector'],
  [/ForTextTo(?:Speech|Waveform|Spectrogram)$/, 'text-to-audio'],
  [/Backbone$/, null],
  [/\wFor[A-Z]\w*$/, null],
];

/**
 * The task of a model class of transformers: `undefined` when the name says nothing, `null` when no pipeline runs it.
 * A class that is not a head (`BertModel`, `WhisperEncoder`) is feature-extraction. TensorFlow and Flax twins count as their
 * PyTorch class.
 */
export function architectureTask(className: string): string | null | undefined {
  const name = className.replace(/^(?:TF|Flax)(?=[A-Z])/, '');
  const exception = ARCHITECTURE_TASKS.get(name);
  if (exception !== undefined) return exception;
  for (const [ending, task] of ENDINGS) {
    if (ending.test(name)) return task;
  }
  return /^[A-Za-z]\w+$/.test(name) ? 'feature-extraction' : undefined;
}
