/** What transformers' tokenizer classes bring along where a folder says nothing: special tokens, sides, inputs. */

/** Defaults of one tokenizer class. */
export interface TokenizerClass {
  readonly tokens: Readonly<Record<string, string>>;
  /** Whether the mask token takes the space before it along. */
  readonly maskTakesSpace?: boolean;
  /** Whether special tokens are looked for in the normalised text. */
  readonly normalizesTokens?: boolean;
  readonly paddingSide?: 'left';
  readonly modelInputNames?: readonly string[];
  /** Whether the class rebuilds its post-processor from `add_bos_token` and `add_eos_token`, and their defaults. */
  readonly bosEos?: readonly [boolean, boolean];
}

const BERT_TOKENS = { unk_token: '[UNK]', sep_token: '[SEP]', pad_token: '[PAD]', cls_token: '[CLS]', mask_token: '[MASK]' };
const ROBERTA_TOKENS = {
  bos_token: '<s>',
  eos_token: '</s>',
  sep_token: '</s>',
  cls_token: '<s>',
  unk_token: '<unk>',
  pad_token: '<pad>',
  mask_token: '<mask>',
};
const GPT2_TOKENS = { unk_token: '<|endoftext|>', bos_token: '<|endoftext|>', eos_token: '<|endoftext|>' };
const LLAMA_TOKENS = { unk_token: '<unk>', bos_token: '<s>', eos_token: '</s>' };
const ALBERT_TOKENS = {
  bos_token: '[CLS]',
  eos_token: '[SEP]',
  unk_token: '<unk>',
  sep_token: '[SEP]',
  pad_token: '<pad>',
  cls_token: '[CLS]',
  mask_token: '[MASK]',
};
const CTC_TOKENS = { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>', pad_token: '<pad>' };

const ALL_INPUTS = ['input_ids', 'token_type_ids', 'attention_mask'];
const IDS_AND_MASK = ['input_ids', 'attention_mask'];

const bert: TokenizerClass = { tokens: BERT_TOKENS };
const roberta: TokenizerClass = { tokens: ROBERTA_TOKENS, maskTakesSpace: true, modelInputNames: IDS_AND_MASK };
const gpt2: TokenizerClass = { tokens: GPT2_TOKENS, modelInputNames: IDS_AND_MASK };

/** Classes by name, without `Fast`. */
const CLASSES: Readonly<Record<string, TokenizerClass>> = {
  BertTokenizer: bert,
  ElectraTokenizer: bert,
  MobileBertTokenizer: bert,
  ConvBertTokenizer: bert,
  SqueezeBertTokenizer: bert,
  LayoutLMTokenizer: bert,
  LxmertTokenizer: bert,
  DPRContextEncoderTokenizer: bert,
  DPRQuestionEncoderTokenizer: bert,
  DPRReaderTokenizer: bert,
  RetriBertTokenizer: { tokens: BERT_TOKENS, modelInputNames: IDS_AND_MASK },
  DistilBertTokenizer: { tokens: BERT_TOKENS, modelInputNames: IDS_AND_MASK },
  FunnelTokenizer: {
    tokens: {
      unk_token: '<unk>',
      sep_token: '<sep>',
      pad_token: '<pad>',
      cls_token: '<cls>',
      mask_token: '<mask>',
      bos_token: '<s>',
      eos_token: '</s>',
    },
  },
  SplinterTokenizer: { tokens: { ...BERT_TOKENS, question_token: '[QUESTION]' } },
  MPNetTokenizer: { tokens: { ...ROBERTA_TOKENS, unk_token: '[UNK]' }, maskTakesSpace: true, modelInputNames: IDS_AND_MASK },
  RobertaTokenizer: roberta,
  BartTokenizer: roberta,
  LEDTokenizer: roberta,
  LongformerTokenizer: roberta,
  MvpTokenizer: roberta,
  BlenderbotTokenizer: roberta,
  DebertaTokenizer: {
    tokens: { ...BERT_TOKENS, bos_token: '[CLS]', eos_token: '[SEP]' },
    maskTakesSpace: true,
    modelInputNames: ['input_ids', 'attention_mask', 'token_type_ids'],
  },
  DebertaV2Tokenizer: { tokens: { ...BERT_TOKENS, bos_token: '[CLS]', eos_token: '[SEP]' } },
  GPT2Tokenizer: gpt2,
  CodeGenTokenizer: gpt2,
  WhisperTokenizer: gpt2,
  GPTNeoXTokenizer: { ...gpt2, bosEos: [false, false] },
  Qwen2Tokenizer: {
    tokens: { unk_token: '<|endoftext|>', eos_token: '<|endoftext|>', pad_token: '<|endoftext|>' },
    modelInputNames: IDS_AND_MASK,
  },
  CLIPTokenizer: {
    tokens: { unk_token: '<|endoftext|>', bos_token: '<|startoftext|>', eos_token: '<|endoftext|>', pad_token: '<|endoftext|>' },
    modelInputNames: IDS_AND_MASK,
  },
  OpenAIGPTTokenizer: { tokens: { unk_token: '<unk>' }, modelInputNames: IDS_AND_MASK },
  HerbertTokenizer: {
    tokens: { cls_token: '<s>', unk_token: '<unk>', pad_token: '<pad>', mask_token: '<mask>', sep_token: '</s>' },
  },
  LlamaTokenizer: { tokens: LLAMA_TOKENS, paddingSide: 'left', modelInputNames: IDS_AND_MASK, bosEos: [true, false] },
  CodeLlamaTokenizer: { tokens: LLAMA_TOKENS, paddingSide: 'left', modelInputNames: IDS_AND_MASK, bosEos: [true, false] },
  GemmaTokenizer: {
    tokens: { unk_token: '<unk>', bos_token: '<bos>', eos_token: '<eos>', pad_token: '<pad>' },
    paddingSide: 'left',
    modelInputNames: IDS_AND_MASK,
    bosEos: [true, false],
  },
  CohereTokenizer: {
    tokens: { unk_token: '<UNK>', bos_token: '<BOS_TOKEN>', eos_token: '<|END_OF_TURN_TOKEN|>' },
    paddingSide: 'left',
    modelInputNames: IDS_AND_MASK,
    bosEos: [true, false],
  },
  BloomTokenizer: {
    tokens: { unk_token: '<unk>', bos_token: '<s>', eos_token: '</s>', pad_token: '<pad>' },
    modelInputNames: IDS_AND_MASK,
  },
  AlbertTokenizer: { tokens: ALBERT_TOKENS, maskTakesSpace: true },
  RemBertTokenizer: { tokens: { ...ALBERT_TOKENS, unk_token: '[UNK]', pad_token: '[PAD]' }, maskTakesSpace: true },
  BigBirdTokenizer: {
    tokens: {
      unk_token: '<unk>',
      bos_token: '<s>',
      eos_token: '</s>',
      pad_token: '<pad>',
      sep_token: '[SEP]',
      mask_token: '[MASK]',
      cls_token: '[CLS]',
    },
    maskTakesSpace: true,
    normalizesTokens: true,
    modelInputNames: IDS_AND_MASK,
  },
  XLNetTokenizer: {
    tokens: {
      bos_token: '<s>',
      eos_token: '</s>',
      unk_token: '<unk>',
      sep_token: '<sep>',
      pad_token: '<pad>',
      cls_token: '<cls>',
      mask_token: '<mask>',
    },
    maskTakesSpace: true,
    paddingSide: 'left',
  },
  XLMRobertaTokenizer: roberta,
  CamembertTokenizer: roberta,
  BarthezTokenizer: roberta,
  MBartTokenizer: roberta,
  NllbTokenizer: roberta,
  MBart50Tokenizer: {
    tokens: { eos_token: '</s>', sep_token: '</s>', cls_token: '<s>', unk_token: '<unk>', pad_token: '<pad>', mask_token: '<mask>' },
    maskTakesSpace: true,
    modelInputNames: IDS_AND_MASK,
  },
  M2M100Tokenizer: {
    tokens: { bos_token: '<s>', eos_token: '</s>', sep_token: '</s>', pad_token: '<pad>', unk_token: '<unk>' },
    modelInputNames: IDS_AND_MASK,
  },
  XGLMTokenizer: {
    tokens: { bos_token: '<s>', eos_token: '</s>', sep_token: '</s>', cls_token: '<s>', unk_token: '<unk>', pad_token: '<pad>' },
    modelInputNames: IDS_AND_MASK,
  },
  T5Tokenizer: { tokens: { eos_token: '</s>', unk_token: '<unk>', pad_token: '<pad>' }, modelInputNames: IDS_AND_MASK },
  SiglipTokenizer: { tokens: { eos_token: '</s>', unk_token: '<unk>', pad_token: '</s>' }, modelInputNames: IDS_AND_MASK },
  MarianTokenizer: { tokens: { unk_token: '<unk>', eos_token: '</s>', pad_token: '<pad>' }, modelInputNames: IDS_AND_MASK },
  PegasusTokenizer: {
    tokens: { pad_token: '<pad>', eos_token: '</s>', unk_token: '<unk>', mask_token: '<mask_2>' },
    modelInputNames: IDS_AND_MASK,
  },
  ReformerTokenizer: { tokens: { eos_token: '</s>', unk_token: '<unk>' }, modelInputNames: IDS_AND_MASK },
  Wav2Vec2CTCTokenizer: { tokens: CTC_TOKENS, modelInputNames: IDS_AND_MASK },
  VitsTokenizer: { tokens: { pad_token: '<pad>', unk_token: '<unk>' }, modelInputNames: IDS_AND_MASK },
};

const NO_CLASS: TokenizerClass = { tokens: {} };

/** Defaults of a class; empty ones where the class is unknown (`PreTrainedTokenizer`, `TokenizersBackend`, …). */
export function tokenizerClass(name: string): TokenizerClass {
  return Object.hasOwn(CLASSES, name) ? (CLASSES[name] ?? NO_CLASS) : NO_CLASS;
}

/** Inputs that a tokenizer makes where neither class nor configuration says. */
export const DEFAULT_INPUT_NAMES: readonly string[] = ALL_INPUTS;

/** Model types whose tokenizer class is not `<Type>Tokenizer`; the rows of transformers' auto-mapping that matter without a class name. */
const CLASS_OF_MODEL_TYPE: Readonly<Record<string, string>> = {
  albert: 'AlbertTokenizer',
  bart: 'BartTokenizer',
  bert: 'BertTokenizer',
  big_bird: 'BigBirdTokenizer',
  bigbird_pegasus: 'PegasusTokenizer',
  blenderbot: 'BlenderbotTokenizer',
  blip: 'BertTokenizer',
  bloom: 'BloomTokenizer',
  camembert: 'CamembertTokenizer',
  clap: 'RobertaTokenizer',
  clip: 'CLIPTokenizer',
  clipseg: 'CLIPTokenizer',
  code_llama: 'CodeLlamaTokenizer',
  codegen: 'CodeGenTokenizer',
  cohere: 'CohereTokenizer',
  cohere2: 'CohereTokenizer',
  convbert: 'ConvBertTokenizer',
  'data2vec-audio': 'Wav2Vec2CTCTokenizer',
  'data2vec-text': 'RobertaTokenizer',
  deberta: 'DebertaTokenizer',
  'deberta-v2': 'DebertaV2Tokenizer',
  distilbert: 'DistilBertTokenizer',
  electra: 'ElectraTokenizer',
  ernie: 'BertTokenizer',
  funnel: 'FunnelTokenizer',
  gemma: 'GemmaTokenizer',
  gemma2: 'GemmaTokenizer',
  gemma3: 'GemmaTokenizer',
  gemma3_text: 'GemmaTokenizer',
  gpt2: 'GPT2Tokenizer',
  gpt_bigcode: 'GPT2Tokenizer',
  gpt_neo: 'GPT2Tokenizer',
  gpt_neox: 'GPTNeoXTokenizer',
  gptj: 'GPT2Tokenizer',
  granite: 'GPT2Tokenizer',
  'grounding-dino': 'BertTokenizer',
  herbert: 'HerbertTokenizer',
  hubert: 'Wav2Vec2CTCTokenizer',
  ibert: 'RobertaTokenizer',
  layoutlm: 'LayoutLMTokenizer',
  led: 'LEDTokenizer',
  llama: 'LlamaTokenizer',
  longformer: 'LongformerTokenizer',
  longt5: 'T5Tokenizer',
  lxmert: 'LxmertTokenizer',
  m2m_100: 'M2M100Tokenizer',
  marian: 'MarianTokenizer',
  mbart: 'MBartTokenizer',
  'megatron-bert': 'BertTokenizer',
  mistral: 'LlamaTokenizer',
  mixtral: 'LlamaTokenizer',
  mobilebert: 'MobileBertTokenizer',
  mpnet: 'MPNetTokenizer',
  mt5: 'T5Tokenizer',
  'nomic_bert': 'BertTokenizer',
  'openai-gpt': 'OpenAIGPTTokenizer',
  opt: 'GPT2Tokenizer',
  owlv2: 'CLIPTokenizer',
  owlvit: 'CLIPTokenizer',
  pegasus: 'PegasusTokenizer',
  phi: 'CodeGenTokenizer',
  phi3: 'LlamaTokenizer',
  qwen2: 'Qwen2Tokenizer',
  qwen3: 'Qwen2Tokenizer',
  rembert: 'RemBertTokenizer',
  roberta: 'RobertaTokenizer',
  'roberta-prelayernorm': 'RobertaTokenizer',
  siglip: 'SiglipTokenizer',
  splinter: 'SplinterTokenizer',
  squeezebert: 'SqueezeBertTokenizer',
  switch_transformers: 'T5Tokenizer',
  t5: 'T5Tokenizer',
  umt5: 'T5Tokenizer',
  vits: 'VitsTokenizer',
  wav2vec2: 'Wav2Vec2CTCTokenizer',
  'wav2vec2-bert': 'Wav2Vec2CTCTokenizer',
  'wav2vec2-conformer': 'Wav2Vec2CTCTokenizer',
  wavlm: 'Wav2Vec2CTCTokenizer',
  whisper: 'WhisperTokenizer',
  xglm: 'XGLMTokenizer',
  'xlm-roberta': 'XLMRobertaTokenizer',
  'xlm-roberta-xl': 'XLMRobertaTokenizer',
  xlnet: 'XLNetTokenizer',
};

/** The tokenizer class of a model type where the folder names none; empty where it is unknown. */
export function classOfModelType(modelType: string): string {
  return Object.hasOwn(CLASS_OF_MODEL_TYPE, modelType) ? (CLASS_OF_MODEL_TYPE[modelType] ?? '') : '';
}
