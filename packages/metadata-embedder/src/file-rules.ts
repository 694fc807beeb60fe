/** Which files of a model folder belong to the model, in the order in which they are stored, and which tier takes them. */

/** How much is embedded: `full` everything, `essential` all but vocabularies, `minimal` what says which model it is. */
export type Tier = 'full' | 'essential' | 'minimal';

/** All tiers, the smallest first. */
export const TIERS: readonly Tier[] = ['minimal', 'essential', 'full'];

interface FileRule {
  readonly pattern: RegExp;
  /** The smallest tier that takes the file. */
  readonly tier: Tier;
}

/** The first matching row decides. Rows are in storing order: what every reader asks for first, vocabularies last. */
const RULES: readonly FileRule[] = [
  { pattern: /^config\.json$/, tier: 'minimal' },
  { pattern: /^modules\.json$/, tier: 'minimal' },
  { pattern: /^(config_sentence_transformers|sentence_[a-z-]+_config)\.json$/, tier: 'minimal' },
  { pattern: /^\d+_\w+\/config\.json$/, tier: 'minimal' },
  { pattern: /^generation_config\.json$/, tier: 'essential' },
  { pattern: /^(\w*pre_?processor|processor|image_processor|feature_extractor)_config\.json$/, tier: 'essential' },
  { pattern: /^(ort_config|quantize_config|quantization_config)\.json$/, tier: 'essential' },
  { pattern: /^(id2label|label2id|labels|label_map|classes|class_names|names)\.(json|txt)$/, tier: 'essential' },
  { pattern: /^tokenizer_config\.json$/, tier: 'essential' },
  { pattern: /^special_tokens_map\.json$/, tier: 'essential' },
  { pattern: /^chat_template\.(jinja|json)$/, tier: 'essential' },
  { pattern: /^(additional_)?chat_templates\/[^/]+\.jinja$/, tier: 'essential' },
  { pattern: /^normalizer\.json$/, tier: 'essential' },
  { pattern: /^added_tokens\.json$/, tier: 'full' },
  { pattern: /^(target_|source_)?vocab\.(json|txt|bpe)$/, tier: 'full' },
  { pattern: /^(entity_vocab|tekken|encoder)\.json$/, tier: 'full' },
  { pattern: /^(merges|bpe)\.(txt|codes)$/, tier: 'full' },
  { pattern: /^(dict|vocab)[\w.-]*\.txt$/, tier: 'full' },
  { pattern: /^[\w.-]+\.(model|spm|tiktoken|vocab)$/, tier: 'full' },
  { pattern: /^[\w-]+\.tokenizer$/, tier: 'full' },
  { pattern: /^tokenizer\.json$/, tier: 'full' },
];

/** Folders below which nothing belongs to a model. */
const NEVER_FOLDERS = /(^|\/)(\.[^/]+|node_modules|__pycache__)(\/|$)/;
/** Weights, checkpoints and optimizer states, under whatever name. */
const NEVER_FILES = /\.(onnx|onnx_data(_\d+)?|ort|safetensors|bin|pt|pth|ckpt|h5|msgpack|gguf|ggml|tflite|pb|pkl|npy|npz|data|mlmodel|engine)$|\.index\.json$/i;

/** Where `path` stands in the storing order and which tier takes it; `undefined` for a file that does not belong to a model. */
export function fileRule(path: string): { readonly rank: number; readonly tier: Tier } | undefined {
  if (isNeverEmbedded(path)) return undefined;
  const rank = RULES.findIndex(({ pattern }) => pattern.test(path));
  return rank < 0 ? undefined : { rank, tier: RULES[rank]!.tier };
}

/** Where a file stands that was asked for by name: behind the core files, before the vocabularies. */
export const INCLUDED_RULE: { readonly rank: number; readonly tier: Tier } = {
  rank: RULES.findIndex(({ tier }) => tier === 'full') - 0.5,
  tier: 'minimal',
};

/** Whether a file is never embedded, not even on request: weights, and what lies in hidden folders. */
export function isNeverEmbedded(path: string): boolean {
  return NEVER_FOLDERS.test(path) || NEVER_FILES.test(path);
}
