/** What the graph's inputs and outputs say: names, ranks and widths against a table; a configuration sharpens it where there is one. */
import type { GraphFacts, GraphValue } from '@onnx-capsule/metadata-schema';

import { labelNames, sequenceClassification, sequenceToSequence } from './configuration-clue.js';
import type { Clue, TaskCandidate } from './detection.js';
import { languageModelClue } from './language-model-clue.js';

/** A graph as the table asks about it. */
export interface Signature {
  readonly inputs: ReadonlyMap<string, GraphValue>;
  readonly outputs: ReadonlyMap<string, GraphValue>;
  readonly facts: GraphFacts;
  readonly config: Readonly<Record<string, unknown>>;
  readonly generation: unknown;
  readonly languages: boolean;
}

type Row = (signature: Signature) => Verdict | undefined;
type Verdict = readonly [task: string, confidence: number, others?: readonly string[]] | Clue;

/** The table: the first row that answers decides. */
const ROWS: readonly Row[] = [imageAndText, soundAndText, imageOnly, soundOnly, textToSound, encoderDecoder, textOnly];

/** The verdict over a graph. `config` and `generation` may be empty objects. */
export function graphClue(
  facts: GraphFacts,
  config: Readonly<Record<string, unknown>>,
  generation: unknown,
  languages: boolean,
): Clue | undefined {
  const byName = (values: readonly GraphValue[]): Map<string, GraphValue> => new Map(values.map((value) => [value.name, value]));
  const signature = { inputs: byName(facts.inputs), outputs: byName(facts.outputs), facts, config, generation, languages };
  for (const row of ROWS) {
    const verdict = row(signature);
    if (verdict === undefined) continue;
    if (!isList(verdict)) return verdict;
    const [task, confidence, others = []] = verdict;
    return { task, confidence, evidence: [describeGraph(facts)], others: others.map((other): TaskCandidate => ({ task: other, confidence: confidence / 2 })) };
  }
  return undefined;
}

function isList(verdict: Verdict): verdict is readonly [string, number, (readonly string[])?] {
  return Array.isArray(verdict);
}

/** Inputs and outputs in words, caches left out. */
export function describeGraph(facts: GraphFacts): string {
  const words = (values: readonly GraphValue[]): string =>
    values
      .filter((value) => !/^(?:past_key_values|present)/.test(value.name))
      .map((value) => `${value.name}[${(value.shape ?? []).map((dim) => dim ?? '?').join(',')}]`)
      .join(', ');
  return `${words(facts.inputs)} -> ${words(facts.outputs)}`;
}

/** Number of dimensions of an output; -1 where it is absent or unknown. */
function rankOf(signature: Signature, output: string): number {
  return signature.outputs.get(output)?.shape?.length ?? -1;
}

/** The fixed last dimension of an output. */
export function widthOf(signature: Signature, output: string): number | undefined {
  const width = signature.outputs.get(output)?.shape?.at(-1);
  return typeof width === 'number' ? width : undefined;
}

const TOKENS = /^(?:input_ids|text_input_ids|inputs_embeds)$/;
const SOUND = /^(?:input_values|input_features|audio_values)$/;

function takes(signature: Signature, pattern: RegExp): boolean {
  return [...signature.inputs.keys()].some((name) => pattern.test(name));
}

function gives(signature: Signature, ...names: readonly string[]): boolean {
  return names.some((name) => signature.outputs.has(name));
}

function imageAndText(signature: Signature): Verdict | undefined {
  if (!signature.inputs.has('pixel_values') || !takes(signature, TOKENS)) return undefined;
  if (gives(signature, 'pred_boxes')) return ['zero-shot-object-detection', 0.95];
  if (gives(signature, 'logits_per_image')) return ['zero-shot-image-classification', 0.95];
  if (gives(signature, 'start_logits')) return ['document-question-answering', 0.9];
  if (signature.inputs.has('bbox')) return [rankOf(signature, 'logits') === 3 ? 'token-classification' : 'text-classification', 0.8];
  if (gives(signature, 'image_embeds', 'text_embeds')) return ['zero-shot-image-classification', 0.7, ['feature-extraction']];
  if (rankOf(signature, 'logits') === 2) return ['visual-question-answering', 0.7, ['image-classification']];
  if (rankOf(signature, 'logits') === 4) return ['image-segmentation', 0.7];
  if (gives(signature, 'logits')) return ['image-text-to-text', 0.7, ['image-to-text', 'visual-question-answering']];
  return ['feature-extraction', 0.5];
}

function soundAndText(signature: Signature): Verdict | undefined {
  if (!takes(signature, SOUND)) return undefined;
  if (gives(signature, 'logits_per_audio')) return ['zero-shot-audio-classification', 0.95];
  if (gives(signature, 'audio_embeds', 'text_embeds')) return ['zero-shot-audio-classification', 0.7, ['feature-extraction']];
  return takes(signature, /^(?:decoder_)?input_ids$/) ? ['automatic-speech-recognition', 0.8] : undefined;
}

function imageOnly(signature: Signature): Verdict | undefined {
  const pixels = signature.inputs.get('pixel_values') ?? fourDimensional(signature);
  if (!pixels) return undefined;
  if (signature.inputs.has('decoder_input_ids')) return ['image-to-text', 0.8, ['image-text-to-text']];
  if (gives(signature, 'iou_scores', 'iou_predictions', 'low_res_masks')) return ['mask-generation', 0.9];
  if (gives(signature, 'pred_masks', 'masks_queries_logits')) return ['image-segmentation', 0.9];
  if (gives(signature, 'pred_boxes')) return ['object-detection', 0.95];
  if (gives(signature, 'predicted_depth')) return ['depth-estimation', 0.95];
  if (gives(signature, 'reconstruction')) return ['image-to-image', 0.95];
  if (gives(signature, 'heatmaps')) return ['keypoint-detection', 0.9];
  if (gives(signature, 'matches', 'matching_scores')) return ['keypoint-matching', 0.9];
  const rank = rankOf(signature, 'logits');
  if (rank === 4) return ['image-segmentation', 0.9];
  if (rank === 2) return [pixels.shape?.length === 5 ? 'video-classification' : 'image-classification', 0.9];
  if (gives(signature, 'last_hidden_state', 'pooler_output', 'image_embeds')) {
    if (signature.config['is_encoder_decoder'] === true) return ['image-to-text', 0.8, ['image-text-to-text']];
    return ['image-feature-extraction', 0.8, ['image-to-text']];
  }
  return undefined;
}

/** The only input of an unfamiliar image graph: four dimensions, of which the second is 1 or 3. */
function fourDimensional(signature: Signature): GraphValue | undefined {
  const [input, ...more] = signature.facts.inputs;
  const channels = input?.shape?.[1];
  return more.length === 0 && input?.shape?.length === 4 && (channels === 1 || channels === 3) && !SOUND.test(input.name) ? input : undefined;
}

function soundOnly(signature: Signature): Verdict | undefined {
  if (!takes(signature, SOUND)) return undefined;
  if (gives(signature, 'embeddings') && gives(signature, 'logits')) return ['audio-xvector', 0.9];
  const rank = rankOf(signature, 'logits');
  if (rank === 2) return ['audio-classification', 0.95];
  if (rank === 3) {
    const few = (widthOf(signature, 'logits') ?? Infinity) < 10;
    return few ? ['audio-frame-classification', 0.7, ['automatic-speech-recognition']] : ['automatic-speech-recognition', 0.9];
  }
  if (!gives(signature, 'last_hidden_state')) return undefined;
  return signature.inputs.has('input_features')
    ? ['automatic-speech-recognition', 0.7, ['feature-extraction']]
    : ['feature-extraction', 0.7, ['automatic-speech-recognition']];
}

function textToSound(signature: Signature): Verdict | undefined {
  return gives(signature, 'waveform', 'spectrogram', 'audio_values', 'audio') ? ['text-to-audio', 0.9] : undefined;
}

function encoderDecoder(signature: Signature): Verdict | undefined {
  const decodes = takes(signature, /^(?:encoder_hidden_states|encoder_outputs|encoder_attention_mask|decoder_input_ids)$/);
  const encodes = signature.inputs.has('input_ids') && gives(signature, 'last_hidden_state');
  const halved = signature.config['is_encoder_decoder'] === true || signature.inputs.get('input_ids')?.shape?.includes('encoder_sequence_length');
  if (!decodes && !(encodes && halved === true)) return undefined;
  const clue = byFamily(signature, sequenceToSequence(describeGraph(signature.facts), signature.config, signature.generation, signature.languages));
  const images = decodes && !takes(signature, /^(?:encoder_attention_mask|decoder_input_ids)$/);
  if (!images) return clue;
  const others = [...(clue.others ?? []), { task: 'image-to-text', confidence: 0.4 }, { task: 'automatic-speech-recognition', confidence: 0.4 }];
  return { ...clue, confidence: Math.min(clue.confidence, 0.5), others };
}

/** Families of encoder-decoders that are published for one task mostly, by the names of their weights and their activation. */
function byFamily({ facts }: Signature, clue: Clue): Clue {
  if (clue.task !== 'text2text-generation' || clue.confidence > 0.7) return clue;
  const names = Object.keys(facts.initializers ?? {});
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (has(/relative_attention_bias|SelfAttention/)) return clue;
  const [task, family] = has(/layernorm_embedding/)
    ? has(/^(?:model\.)?(?:encoder\.|decoder\.)?layer_norm\./)
      ? ['translation', 'MBart']
      : ['summarization', 'Bart']
    : has(/embed_positions/) && (facts.operators?.['Sigmoid'] ?? 0) > 0
      ? ['translation', 'Marian']
      : [undefined, ''];
  if (task === undefined) return clue;
  const others = [{ task: clue.task, confidence: 0.4 }, ...(clue.others ?? []).filter((other) => other.task !== task)];
  return { task, confidence: 0.5, evidence: [...clue.evidence, `weights as in ${family}`], others };
}

function textOnly(signature: Signature): Verdict | undefined {
  const tokens = signature.inputs.get('input_ids') ?? signature.inputs.get('inputs_embeds');
  if (!tokens) return undefined;
  if (gives(signature, 'sentence_embedding')) return ['sentence-similarity', 0.9, ['feature-extraction']];
  if (gives(signature, 'start_logits')) return [signature.inputs.has('bbox') ? 'document-question-answering' : 'question-answering', 0.95];
  if (gives(signature, 'seq_relationship_logits')) return ['fill-mask', 0.6, ['pretraining', 'next-sentence-prediction']];
  const rank = rankOf(signature, 'logits');
  if (rank === 2 && tokens.shape?.length === 3) return ['multiple-choice', 0.9];
  if (rank === 2) return classifier(signature);
  if (rank === 3) return languageModelClue(signature);
  if (takes(signature, /^past_key_values/)) return ['text-generation', 0.8];
  if (gives(signature, 'last_hidden_state', 'token_embeddings', 'pooler_output')) return ['feature-extraction', 0.85, ['sentence-similarity']];
  return undefined;
}

function classifier(signature: Signature): Verdict {
  const evidence = describeGraph(signature.facts);
  const labels = labelNames(signature.config);
  if (labels?.length === widthOf(signature, 'logits')) {
    const clue = sequenceClassification(evidence, signature.config);
    return { ...clue, confidence: Math.min(clue.confidence, 0.95) };
  }
  if (widthOf(signature, 'logits') === 1) return ['text-classification', 0.6, ['text-ranking']];
  return ['text-classification', 0.85, ['zero-shot-classification', 'text-ranking']];
}
