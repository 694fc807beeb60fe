import type { GraphFacts, GraphValue } from '@onnx-capsule/metadata-schema';
import { expect, test } from 'vitest';

import { TaskDetector } from '../src/index.js';

type Shapes = Readonly<Record<string, readonly (number | string | null)[]>>;

function values(rows: Shapes): GraphValue[] {
  return Object.entries(rows).map(([name, shape]) => ({ name, type: 'float32', shape }));
}

const detect = (inputs: Shapes, outputs: Shapes, more: Partial<GraphFacts> = {}, config: unknown = {}) =>
  new TaskDetector().detect({ graph: { inputs: values(inputs), outputs: values(outputs), opsets: { '': 17 }, ...more }, config });

const TEXT = { input_ids: ['b', 's'], attention_mask: ['b', 's'] } as const;
const IMAGE = { pixel_values: ['b', 3, 'h', 'w'] } as const;
const LOGITS = (...shape: (number | string)[]): Shapes => ({ logits: shape });

test.each<[string | null, Shapes, Shapes]>([
  ['text-classification', TEXT, LOGITS('b', 5)],
  ['text-classification', TEXT, LOGITS('b', 1)],
  ['token-classification', TEXT, LOGITS('b', 's', 9)],
  ['fill-mask', TEXT, LOGITS('b', 's', 30522)],
  ['question-answering', TEXT, { start_logits: ['b', 's'], end_logits: ['b', 's'] }],
  ['multiple-choice', { input_ids: ['b', 'c', 's'] }, LOGITS('b', 'c')],
  ['feature-extraction', TEXT, { last_hidden_state: ['b', 's', 32] }],
  ['sentence-similarity', TEXT, { token_embeddings: ['b', 's', 32], sentence_embedding: ['b', 32] }],
  ['fill-mask', TEXT, { prediction_logits: ['b', 's', 300], seq_relationship_logits: ['b', 2] }],
  ['text-generation', { ...TEXT, 'past_key_values.0.key': ['b', 2, 'p', 8] }, { ...LOGITS('b', 's', 'v'), 'present.0.key': ['b', 2, 'p', 8] }],
  ['text2text-generation', { ...TEXT, encoder_attention_mask: ['b', 'e'] }, LOGITS('b', 's', 'v')],
  ['text-to-audio', TEXT, { waveform: ['b', 'n'] }],
  ['document-question-answering', { ...TEXT, ...IMAGE, bbox: ['b', 's', 4] }, { start_logits: ['b', 's'], end_logits: ['b', 's'] }],
  ['token-classification', { ...TEXT, ...IMAGE, bbox: ['b', 's', 4] }, LOGITS('b', 's', 7)],
  ['visual-question-answering', { ...TEXT, ...IMAGE }, LOGITS('b', 3129)],
  ['image-text-to-text', { ...TEXT, ...IMAGE }, LOGITS('b', 's', 3000)],
  ['zero-shot-image-classification', { ...TEXT, ...IMAGE }, { logits_per_image: ['i', 't'] }],
  ['zero-shot-image-classification', { ...TEXT, ...IMAGE }, { image_embeds: ['i', 8], text_embeds: ['t', 8] }],
  ['zero-shot-object-detection', { ...TEXT, ...IMAGE }, { ...LOGITS('b', 16, 'q'), pred_boxes: ['b', 16, 4] }],
  ['zero-shot-audio-classification', { ...TEXT, input_features: ['b', 1, 9, 8] }, { logits_per_audio: ['a', 't'] }],
  ['image-classification', IMAGE, LOGITS('b', 10)],
  ['image-classification', { image: ['b', 3, 224, 224] }, LOGITS('b', 1000)],
  ['video-classification', { pixel_values: ['b', 'f', 3, 'h', 'w'] }, LOGITS('b', 10)],
  ['object-detection', IMAGE, { ...LOGITS('b', 'q', 6), pred_boxes: ['b', 'q', 4] }],
  ['image-segmentation', IMAGE, { ...LOGITS('b', 'q', 6), pred_masks: ['b', 'q', 8, 8] }],
  ['image-segmentation', IMAGE, { class_queries_logits: ['b', 'q', 6], masks_queries_logits: ['b', 'q', 8, 8] }],
  ['image-segmentation', IMAGE, LOGITS('b', 6, 'h', 'w')],
  ['depth-estimation', IMAGE, { predicted_depth: ['b', 'h', 'w'] }],
  ['image-to-image', IMAGE, { reconstruction: ['b', 3, 'h', 'w'] }],
  ['keypoint-detection', IMAGE, { heatmaps: ['b', 17, 'h', 'w'] }],
  ['mask-generation', { ...IMAGE, input_points: ['b', 'n', 'p', 2] }, { iou_scores: ['b', 'n', 3], pred_masks: ['b', 'n', 3, 'h', 'w'] }],
  ['image-feature-extraction', IMAGE, { last_hidden_state: ['b', 10, 32] }],
  ['image-to-text', { ...IMAGE, decoder_input_ids: ['b', 's'] }, LOGITS('b', 's', 300)],
  ['automatic-speech-recognition', { input_values: ['b', 'n'] }, LOGITS('b', 't', 32)],
  ['audio-frame-classification', { input_values: ['b', 'n'] }, LOGITS('b', 't', 3)],
  ['audio-classification', { input_values: ['b', 'n'] }, LOGITS('b', 5)],
  ['audio-xvector', { input_values: ['b', 'n'] }, { ...LOGITS('b', 5), embeddings: ['b', 512] }],
  ['automatic-speech-recognition', { input_features: ['b', 80, 3000] }, { last_hidden_state: ['b', 1500, 16] }],
  ['automatic-speech-recognition', { input_features: ['b', 80, 3000], decoder_input_ids: ['b', 's'] }, LOGITS('b', 's', 51865)],
  ['feature-extraction', { input_values: ['b', 'n'] }, { last_hidden_state: ['b', 't', 16] }],
  [null, { x: ['b', 4] }, { y: ['b', 1] }],
])('reads %s from %j -> %j', async (task, inputs, outputs) => {
  const found = await detect(inputs, outputs);
  expect(found.task).toBe(task);
  if (task !== null) expect(found).toMatchObject({ source: 'graph', evidence: [expect.stringContaining('->') as string] });
});

test('tells causal from masked language models by weights, operators and the model type', async () => {
  const vocabulary = LOGITS('b', 's', 1000);
  const of = async (more: Partial<GraphFacts>, config: unknown = {}): Promise<string | null> => (await detect(TEXT, vocabulary, more, config)).task;
  expect(await of({ initializers: { 'model.embed_tokens.weight': [1000, 32] } })).toBe('text-generation');
  expect(await of({ initializers: { 'cls.predictions.bias': [1000] } })).toBe('fill-mask');
  expect(await of({ operators: { Trilu: 1 } })).toBe('text-generation');
  expect(await of({ operators: { Pow: 5, ReduceMean: 5 } })).toBe('text-generation');
  expect(await of({ operators: { LayerNormalization: 5, Pow: 2 } })).toBe('fill-mask');
  expect(await of({}, { model_type: 'qwen3' })).toBe('text-generation');
  expect(await of({}, { model_type: 'roberta' })).toBe('fill-mask');
  expect(await of({}, { model_type: 'bert', is_decoder: true })).toBe('text-generation');
});

test('takes the width of the logits for a vocabulary or for labels as the configuration says', async () => {
  const labels = Object.fromEntries(Array.from({ length: 300 }, (_, id) => [id, `B-${id}`]));
  expect((await detect(TEXT, LOGITS('b', 's', 300), {}, { model_type: 'bert', vocab_size: 1000, id2label: labels })).task).toBe('token-classification');
  expect((await detect(TEXT, LOGITS('b', 's', 150), {}, { model_type: 'bert', vocab_size: 150 })).task).toBe('fill-mask');
  expect((await detect(TEXT, LOGITS('b', 's', 'n'), {}, { model_type: 'bert', id2label: { 0: 'O', 1: 'B-X' } })).task).toBe('token-classification');
});

test('knows families of encoder-decoders by their weights', async () => {
  const inputs = { input_ids: ['b', 'encoder_sequence_length'] };
  const outputs = { last_hidden_state: ['b', 's', 32] };
  const of = async (...names: string[]) =>
    (await detect(inputs, outputs, { initializers: Object.fromEntries(names.map((name) => [name, [1]])), operators: { Sigmoid: 2 } })).task;
  expect(await of('layernorm_embedding.weight')).toBe('summarization');
  expect(await of('layernorm_embedding.weight', 'layer_norm.weight')).toBe('translation');
  expect(await of('embed_positions.weight')).toBe('translation');
  expect(await of('block.0.layer.0.SelfAttention.relative_attention_bias.weight')).toBe('text2text-generation');
});
