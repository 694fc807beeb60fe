/** What the files around a model say: sentence-transformers modules, generation settings, processors. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { asRecord, type Clue } from './detection.js';

/** The parsed JSON file, or `undefined` where it is absent or damaged: a clue, not a requirement. */
export async function optionalJson(files: CapsuleFiles | undefined, path: string): Promise<unknown> {
  if (files?.has(path) !== true) return undefined;
  return files.json(path).catch(() => undefined);
}

/** Sentence-transformers folders by `modules.json` and `config_sentence_transformers.json`. */
export async function sentenceTransformersClue(files: CapsuleFiles | undefined): Promise<Clue | undefined> {
  const settings = asRecord(await optionalJson(files, 'config_sentence_transformers.json'));
  if (settings['model_type'] === 'CrossEncoder') {
    return { task: 'text-ranking', confidence: 1, evidence: ['config_sentence_transformers.json model_type CrossEncoder'] };
  }
  const modules = await optionalJson(files, 'modules.json');
  if (!Array.isArray(modules)) return undefined;
  const types = modules.map((module) => String(asRecord(module)['type']).split('.').at(-1)!);
  return {
    task: 'sentence-similarity',
    confidence: 1,
    evidence: [`modules.json ${types.join(', ')}`],
    others: [{ task: 'feature-extraction', confidence: 0.5 }],
  };
}

/** Whether the settings of a tokenizer name a source and a target language. */
export function hasLanguages(config: Readonly<Record<string, unknown>>): boolean {
  const named = (a: string, b: string): boolean => typeof config[a] === 'string' && typeof config[b] === 'string';
  return named('source_lang', 'target_lang') || named('src_lang', 'tgt_lang');
}

/** Settings that only one kind of model is generated with. */
export function generationClue(generation: unknown): Clue | undefined {
  const settings = asRecord(generation);
  if ('task_to_id' in settings || 'no_timestamps_token_id' in settings) {
    return { task: 'automatic-speech-recognition', confidence: 0.95, evidence: ['generation_config.json no_timestamps_token_id'] };
  }
  return undefined;
}

const PROCESSOR_TASKS: readonly (readonly [RegExp, string])[] = [
  [/^Clap(?:Processor|FeatureExtractor)/, 'zero-shot-audio-classification'],
  [/^(?:Chinese)?CLIP|^Siglip|^Align|^AltCLIP/i, 'zero-shot-image-classification'],
  [/^Owl|^GroundingDino|^OmDetTurbo/, 'zero-shot-object-detection'],
  [/^Whisper|^Speech2Text|^Moonshine/, 'automatic-speech-recognition'],
  [/^(?:Sam|EdgeTam)/, 'mask-generation'],
  [/^Vilt/, 'visual-question-answering'],
  [/^Swin2SR/, 'image-to-image'],
  [/^(?:Vits|SpeechT5|Bark)/, 'text-to-audio'],
  [/^VitPose/, 'keypoint-detection'],
  [/^Wav2Vec2Processor/, 'automatic-speech-recognition'],
];

/** The task that a processor class is made for; `tokenizer` is what `tokenizer_config.json` says. */
export async function processorClue(files: CapsuleFiles | undefined, tokenizer: Readonly<Record<string, unknown>>): Promise<Clue | undefined> {
  const image = asRecord(await optionalJson(files, 'preprocessor_config.json'));
  const whole = asRecord(await optionalJson(files, 'processor_config.json'));
  const names = [
    whole['processor_class'], image['processor_class'], tokenizer['processor_class'],
    image['image_processor_type'], image['feature_extractor_type'], tokenizer['tokenizer_class'],
  ];
  for (const name of names) {
    if (typeof name !== 'string') continue;
    const row = PROCESSOR_TASKS.find(([pattern]) => pattern.test(name));
    if (row) return { task: row[1], confidence: 0.8, evidence: [name] };
  }
  return undefined;
}
