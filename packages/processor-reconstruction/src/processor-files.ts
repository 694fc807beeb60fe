/** Which processors the files of a model describe, in every form that transformers 4 and 5 have written. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { featureExtractorClassOf } from './audio/model-families.js';
import { ProcessorError } from './processor-error.js';

/** A JSON object of a configuration file. */
type ConfigObject = Readonly<Record<string, unknown>>;

/** The configurations found; a part that is not described is absent. */
export interface ProcessorFiles {
  /** `config.json`. */
  readonly modelConfig: ConfigObject | undefined;
  readonly modelType: string | undefined;
  readonly imageProcessor: ConfigObject | undefined;
  readonly featureExtractor: ConfigObject | undefined;
  /** Paths that make up the tokenizer; empty when there is none. */
  readonly tokenizer: readonly string[];
  /** The combined class, such as `CLIPProcessor`. */
  readonly processorClass: string | undefined;
}

const MODEL_CONFIG = 'config.json';
const PREPROCESSOR_CONFIG = 'preprocessor_config.json';
const PROCESSOR_CONFIG = 'processor_config.json';
const TOKENIZER_CONFIG = 'tokenizer_config.json';

/** Any of these means that there is a tokenizer. */
const TOKENIZER_FILE = /^(tokenizer\.json|tokenizer_config\.json|vocab\.(json|txt)|merges\.txt|added_tokens\.json|special_tokens_map\.json|(source|target)\.spm|[^/]*\.model|[^/]*\.tiktoken|dict\.txt|spm\.[^/]*|bpe\.codes|emoji\.json|chat_template\.(jinja|json)|additional_chat_templates\/.*)$/;

/** These alone make no tokenizer. */
const TOKENIZER_EXTRAS = /^(special_tokens_map\.json|added_tokens\.json|chat_template\.(jinja|json)|additional_chat_templates\/.*)$/;

/** Fields that only image processors have. */
const IMAGE_FIELDS = ['size', 'crop_size', 'image_mean', 'image_std', 'do_resize', 'do_rescale', 'do_center_crop', 'do_pad', 'resample', 'patch_size'] as const;

/**
 * Reads the configurations.
 *
 * @throws {ProcessorError} `BAD_CONFIG` when one of them is no JSON object; `MetadataError` when a file is damaged.
 */
export async function readProcessorFiles(files: CapsuleFiles): Promise<ProcessorFiles> {
  const [modelConfig, preprocessor, processor, tokenizerConfig] = await Promise.all(
    [MODEL_CONFIG, PREPROCESSOR_CONFIG, PROCESSOR_CONFIG, TOKENIZER_CONFIG].map((path) => readObject(files, path)),
  );
  const modelType = text(modelConfig?.['model_type']);
  const tokenizer = files.list().map(({ path }) => path).filter((path) => TOKENIZER_FILE.test(path));
  return {
    modelConfig,
    modelType,
    imageProcessor: object(processor?.['image_processor']) ?? (describesImages(preprocessor, modelType) ? preprocessor : undefined),
    featureExtractor: object(processor?.['feature_extractor']) ?? object(processor?.['audio_processor']) ?? (describesSound(preprocessor, modelType) ? preprocessor : undefined),
    tokenizer: tokenizer.every((path) => TOKENIZER_EXTRAS.test(path)) ? [] : tokenizer,
    processorClass: text(processor?.['processor_class']) ?? text(preprocessor?.['processor_class']) ?? text(tokenizerConfig?.['processor_class']),
  };
}

function describesImages(config: ConfigObject | undefined, modelType: string | undefined): boolean {
  if (config === undefined) return false;
  if (text(config['image_processor_type']) !== undefined) return true;
  if (describesSound(config, modelType)) return false;
  return text(config['feature_extractor_type']) !== undefined || IMAGE_FIELDS.some((field) => field in config);
}

function describesSound(config: ConfigObject | undefined, modelType: string | undefined): boolean {
  if (config === undefined) return false;
  if (typeof config['sampling_rate'] === 'number') return true;
  if (text(config['image_processor_type']) !== undefined) return false;
  return modelType !== undefined && featureExtractorClassOf(modelType) !== undefined;
}

async function readObject(files: CapsuleFiles, path: string): Promise<ConfigObject | undefined> {
  if (!files.has(path)) return undefined;
  const value = object(await files.json(path));
  if (value === undefined) {
    throw new ProcessorError('BAD_CONFIG', `${path} of ${files.origin} holds no JSON object`, { where: path, hint: 'Take the file from the model folder again.' });
  }
  return value;
}

function object(value: unknown): ConfigObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ConfigObject) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
