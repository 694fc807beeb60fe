/** Tells apart the graphs that give one row of logits per token: language models with and without a causal mask, token labels. */
import type { Clue } from './detection.js';
import { describeGraph, widthOf, type Signature } from './graph-clue.js';
import { labelNames } from './configuration-clue.js';

/** Model types that have a masked-language-model head, from the auto-mappings of transformers 4.57.6 and 5.23.0. */
const MASKED_TYPES = new Set(
  'albert bert big_bird camembert convbert data2vec-text deberta deberta-v2 distilbert electra ernie esm esmc eurobert flaubert fnet funnel gte ibert jina_embeddings_v3 layoutlm longformer luke mega megatron-bert mobilebert modernbert modernvbert mpnet mra neomme nezha nomic_bert nystromformer perceiver qdqbert reformer rembert roberta roberta-prelayernorm roc_bert roformer squeezebert ultrabert ultravbert xlm xlm-roberta xlm-roberta-xl xmod yoso'.split(
    ' ',
  ),
);

/** Most token classifiers have fewer labels, no vocabulary is smaller. */
const FEWEST_TOKENS = 200;

/** The task of a graph with logits `[batch, tokens, width]`. */
export function languageModelClue(signature: Signature): Clue {
  const { inputs, outputs, facts, config } = signature;
  const evidence = describeGraph(facts);
  const cached = [...inputs.keys(), ...outputs.keys()].some((name) => /^(?:past_key_values|present)/.test(name));
  if (cached) return { task: 'text-generation', confidence: 0.95, evidence: [evidence] };
  if (!isVocabulary(signature)) {
    return { task: 'token-classification', confidence: 0.9, evidence: [evidence], others: [{ task: 'fill-mask', confidence: 0.1 }] };
  }
  const type = config['model_type'];
  const known = typeof type === 'string' && type !== '';
  const causal = known ? !MASKED_TYPES.has(type) || config['is_decoder'] === true : looksCausal(signature);
  const [task, other] = causal ? ['text-generation', 'fill-mask'] : ['fill-mask', 'text-generation'];
  return {
    task,
    confidence: known ? 0.9 : 0.7,
    evidence: known ? [evidence, `model_type ${type}`] : [evidence],
    others: [{ task: other, confidence: known ? 0.1 : 0.3 }],
  };
}

/** Whether the logits run over the vocabulary: as wide as the configuration or an embedding table says, or wider than any label set. */
function isVocabulary(signature: Signature): boolean {
  const width = widthOf(signature, 'logits');
  const { vocab_size: vocabulary } = signature.config;
  if (width === undefined) {
    const labels = labelNames(signature.config);
    return labels === undefined || labels.every((label) => /^LABEL_\d+$/.test(label));
  }
  if (width === vocabulary) return true;
  if (typeof vocabulary === 'number' && width === labelNames(signature.config)?.length) return false;
  const embedded = Object.values(signature.facts.initializers ?? {}).some(([rows, columns]) => rows === width && columns !== undefined && columns > 1 && rows > columns);
  return embedded || width >= FEWEST_TOKENS;
}

/** Names that decoders give their weights in transformers. */
const CAUSAL_NAMES = /embed_tokens|\bwte\b|\bwpe\b|embed_in|transformer\.h\.|word_embeddings_layernorm|input_layernorm|lm_head\.weight|gpt_neox/;
const MASKED_NAMES = /cls\.predictions|lm_head\.(?:dense|layer_norm)|vocab_(?:transform|layer_norm|projector)|generator_predictions|head\.norm|embeddings\.(?:LayerNorm|norm)/;

/** Weights' names first; else a triangular mask, or RMS norms and no layer norm, speak for a decoder. */
function looksCausal(signature: Signature): boolean {
  const names = Object.keys(signature.facts.initializers ?? {}).join(' ');
  if (MASKED_NAMES.test(names)) return false;
  if (CAUSAL_NAMES.test(names)) return true;
  const operators = signature.facts.operators ?? {};
  if ((operators['Trilu'] ?? 0) > 0) return true;
  const layerNorms = (operators['LayerNormalization'] ?? 0) + (operators['Sub'] ?? 0);
  return layerNorms === 0 && (operators['Pow'] ?? operators['RMSNormalization'] ?? 0) > 0;
}
