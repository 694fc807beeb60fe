import type { CapsuleFiles, CapsuleManifest, GraphFacts, GraphValue } from '@onnx-capsule/metadata-schema';
import { describe, expect, test } from 'vitest';

import { TaskDetector, type DetectionInput } from '../src/index.js';

const detector = new TaskDetector();

function files(contents: Readonly<Record<string, unknown>>): CapsuleFiles {
  const json = (path: string): Promise<unknown> =>
    contents[path] === 'damaged' ? Promise.reject(new Error('damaged')) : Promise.resolve(contents[path]);
  const never = (): Promise<never> => Promise.reject(new Error('not read as bytes'));
  return { origin: 'test', list: () => [], has: (path) => path in contents, bytes: never, text: never, json };
}

function values(rows: Readonly<Record<string, readonly (number | string | null)[]>>): GraphValue[] {
  return Object.entries(rows).map(([name, shape]) => ({ name, type: 'float32', shape }));
}

type Shapes = Readonly<Record<string, readonly (number | string | null)[]>>;

function graph(inputs: Shapes, outputs: Shapes, more: Partial<GraphFacts> = {}): GraphFacts {
  return { inputs: values(inputs), outputs: values(outputs), opsets: { '': 17 }, ...more };
}

const taskOf = async (input: DetectionInput): Promise<string | null> => (await detector.detect(input)).task;

const manifest: CapsuleManifest = {
  format: 1,
  generator: 'test',
  model: {},
  files: [],
  task: { name: 'translation', source: 'architecture', evidence: ['MarianMTModel'] },
};
const config = { architectures: ['BertForMaskedLM'], model_type: 'bert' };

describe('order of authority', () => {
  test('the caller’s word wins over everything', async () => {
    expect(await detector.detect({ task: 'ner', manifest, config })).toEqual({
      task: 'ner', confidence: 1, source: 'caller', evidence: ['ner'], candidates: [{ task: 'ner', confidence: 1 }],
    });
  });

  test('then the manifest, with its evidence', async () => {
    expect(await detector.detect({ manifest, config, metadata: { hf_pipeline_task: 'fill-mask' } })).toMatchObject({
      task: 'translation', source: 'manifest', evidence: ['MarianMTModel'],
    });
  });

  test('then foreign metadata, files, architecture and graph', async () => {
    const modules = files({ 'modules.json': [{ type: 'sentence_transformers.models.Transformer' }, { type: 'sentence_transformers.models.Pooling' }] });
    const facts = graph({ input_ids: ['b', 's'] }, { start_logits: ['b', 's'], end_logits: ['b', 's'] });
    expect(await detector.detect({ metadata: { hf_pipeline_task: 'ner' }, files: modules, config, graph: facts })).toMatchObject({ task: 'ner', source: 'dialect' });
    expect(await detector.detect({ files: modules, config, graph: facts })).toMatchObject({ task: 'sentence-similarity', source: 'files' });
    expect(await detector.detect({ config, graph: facts })).toMatchObject({ task: 'fill-mask', source: 'architecture', evidence: ['BertForMaskedLM'] });
    expect(await detector.detect({ graph: facts })).toMatchObject({ task: 'question-answering', source: 'graph' });
  });

  test('reads the graph only when nothing before decides', async () => {
    const unread = (): Promise<never> => Promise.reject(new Error('read'));
    expect(await taskOf({ config, graph: unread })).toBe('fill-mask');
    await expect(detector.detect({ graph: unread })).rejects.toThrow('read');
  });

  test('says nothing when switched off, or when nothing is known', async () => {
    expect(await detector.detect({ config, detectTask: false })).toMatchObject({ task: null, source: null });
    expect(await detector.detect({ manifest, detectTask: false })).toMatchObject({ task: 'translation' });
    expect(await detector.detect({})).toEqual({ task: null, confidence: 0, source: null, evidence: [], candidates: [] });
  });

  test('takes damaged files and odd configurations for absent ones', async () => {
    expect(await taskOf({ files: files({ 'modules.json': 'damaged', 'config.json': 'damaged', 'tokenizer_config.json': 7 }) })).toBeNull();
    expect(await taskOf({ config: ['no', 'object'] })).toBeNull();
    expect(await taskOf({ config: { architectures: [7] } })).toBeNull();
  });
});

describe('configurations', () => {
  const sequence = (more: object): DetectionInput => ({ config: { architectures: ['XForSequenceClassification'], ...more } });

  test.each([
    [{ id2label: { 0: 'contradiction', 1: 'neutral', 2: 'ENTAILMENT' } }, 'zero-shot-classification'],
    [{ id2label: { 0: 'entailment', 1: 'not_entailment' } }, 'zero-shot-classification'],
    [{ id2label: { 0: 'LABEL_0' } }, 'text-ranking'],
    [{ num_labels: 1 }, 'text-ranking'],
    [{ id2label: { 0: 'good', 1: 'bad' } }, 'text-classification'],
    [{}, 'text-classification'],
  ])('read a classifier with %j as %s', async (more, task) => {
    const found = await detector.detect(sequence(more));
    expect(found.task).toBe(task);
    expect(found.candidates.map((candidate) => candidate.task)).toContain('text-classification');
  });

  test.each([
    [{}, {}, {}, 'text2text-generation'],
    [{ task_specific_params: { summarization: {} } }, {}, {}, 'summarization'],
    [{ task_specific_params: { translation_en_to_de: {}, translation_en_to_fr: {} } }, {}, {}, 'translation'],
    [{ task_specific_params: { translation_en_to_de: {}, summarization: {} } }, {}, {}, 'text2text-generation'],
    [{}, { source_lang: 'eng', target_lang: 'deu' }, {}, 'translation'],
    [{}, {}, { min_length: 5, length_penalty: 2, no_repeat_ngram_size: 3 }, 'summarization'],
  ])('read an encoder-decoder with %j, %j, %j as %s', async (more, tokenizer, generation, task) => {
    const found = await detector.detect({
      config: { architectures: ['BartForConditionalGeneration'], ...more },
      files: files({ 'tokenizer_config.json': tokenizer, 'generation_config.json': generation }),
    });
    expect(found.task).toBe(task);
    expect(found.candidates.map((candidate) => candidate.task).sort()).toEqual(['summarization', 'text2text-generation', 'translation']);
  });

  test('read image and speech encoder-decoders', async () => {
    const parts = { encoder: { model_type: 'vit' }, decoder: { model_type: 'gpt2' } };
    expect(await taskOf({ config: { architectures: ['VisionEncoderDecoderModel'], ...parts } })).toBe('image-to-text');
    expect(await taskOf({ config: { architectures: ['VisionEncoderDecoderModel'] } })).toBe('image-text-to-text');
    expect(await taskOf({ config: { model_type: 'whisper' } })).toBe('automatic-speech-recognition');
    expect(await taskOf({ files: files({ 'generation_config.json': { no_timestamps_token_id: 1 } }) })).toBe('automatic-speech-recognition');
  });

  test('let a processor say what a bare model is for', async () => {
    const clap = files({ 'preprocessor_config.json': { feature_extractor_type: 'ClapFeatureExtractor' } });
    expect(await detector.detect({ config: { architectures: ['ClapModel'] }, files: clap })).toMatchObject({ task: 'zero-shot-audio-classification', source: 'processor' });
  });
});

describe('foreign metadata', () => {
  test.each([
    [{ task: 'detect', names: "{0: 'cat'}", stride: '32' }, 'object-detection'],
    [{ task: 'pose', imgsz: '[640, 640]' }, 'keypoint-detection'],
    [{ model_type: 'vits', sample_rate: '22050' }, 'text-to-audio'],
    [{ model_type: 'zipformer2_ctc' }, 'automatic-speech-recognition'],
    [{ character: "a\nb" }, 'image-to-text'],
    [{ task: 'detect' }, null],
    [{ anything: 'else' }, null],
  ])('reads %j', async (metadata, task) => {
    expect(await taskOf({ metadata: metadata })).toBe(task);
  });
});
