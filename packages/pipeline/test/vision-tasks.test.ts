import { readFileSync } from 'node:fs';

import { afterAll, expect, test } from 'vitest';

import { pipeline, type AnyPipeline, type TaskName } from '../src/index.js';
import { loadImage, saveImage } from '../src/node.js';
import { scratchFolder } from './capsules.js';
import { folderWith } from './folder-with.js';
import { FIXTURES } from './goldens.js';
import { media, unpackedModel } from './media-goldens.js';

const model = (id: string): string => `${FIXTURES}models/${id}`;
const scratch = scratchFolder();
afterAll(scratch.remove);

async function open(task: TaskName, folder: unknown, options = {}): Promise<AnyPipeline> {
  return (await pipeline(task, folder as string, { onWarning: () => undefined, ...options })) as unknown as AnyPipeline;
}

const IMAGE_MODELS: readonly (readonly [TaskName, string])[] = [
  ['image-classification', 'vit-cls'],
  ['image-feature-extraction', 'dinov2-features'],
  ['object-detection', 'detr-det'],
  ['image-segmentation', 'segformer-seg'],
  ['depth-estimation', 'dpt-depth'],
  ['image-to-image', 'swin2sr-x2'],
];

test.each(IMAGE_MODELS)('%s takes every form of an image, alone and in lists', async (task, id) => {
  await using pipe = await open(task, model(id));
  const path = media('gray.png');
  const expected = await pipe(path);
  const bytes = new Uint8Array(readFileSync(path));
  for (const image of [new URL(`file://${path}`), bytes, new Blob([bytes]), await loadImage(path)]) expect(await pipe(image)).toEqual(expected);
  expect(await pipe({ images: path })).toEqual(expected);
  const both = await pipe([path, media('photo.jpg')]);
  expect(both).toEqual([expected, await pipe(media('photo.jpg'))]);
  expect(await pipe([path])).toEqual([expected]);
  expect(await pipe({ inputs: [path] })).toEqual([expected]);
});

test.each(IMAGE_MODELS)('%s refuses what is no image, and options that it does not have', async (task, id) => {
  await using pipe = await open(task, model(id));
  for (const input of [3, null, {}, [7], undefined]) await expect(pipe(input)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe(media('missing.png'))).rejects.toMatchObject({ code: 'IMAGE_UNREACHABLE' });
  await expect(pipe(new Uint8Array(40))).rejects.toMatchObject({ name: 'ProcessorError' });
  await expect(pipe(media('gray.png'), { colour: 1 })).rejects.toMatchObject({ code: 'UNKNOWN_OPTION' });
  await expect(pipe(media('gray.png'), { timeout: 1 })).rejects.toMatchObject({ code: 'UNSUPPORTED_OPTION', where: 'timeout' });
  await expect(pipe(media('gray.png'), {}, {})).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe(media('gray.png'), { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  expect(await pipe(media('gray.png'))).toBeDefined();
});

test.each<[TaskName, string, readonly unknown[], Record<string, null>]>([
  ['image-classification', 'vit-cls', [], { function_to_apply: null, top_k: null, timeout: null }],
  ['image-segmentation', 'segformer-seg', [], { subtask: null }],
  ['image-feature-extraction', 'dinov2-features', [], { pool: null, image_processor_kwargs: null }],
  ['zero-shot-image-classification', 'clip-zeroshot', [['a cat', 'rain']], { tokenizer_kwargs: null }],
  ['image-to-text', 'vit-gpt2-caption', [], { max_new_tokens: null, generate_kwargs: null, prompt: null }],
])('%s takes null where the reference has None by default', async (task, id, more, options) => {
  await using pipe = await open(task, model(id));
  expect(await pipe(media('gray.png'), ...more, options)).toEqual(await pipe(media('gray.png'), ...more));
});

test('classifies with the function and the number of labels that are asked for', async () => {
  await using pipe = await open('image-classification', model('vit-cls'), { top_k: 2 });
  expect(await pipe(media('photo.jpg'))).toHaveLength(2);
  expect(await pipe(media('photo.jpg'), { top_k: 1 })).toHaveLength(1);
  await expect(pipe(media('photo.jpg'), { top_k: 0 })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  await expect(pipe(media('photo.jpg'), { function_to_apply: 'tanh' })).rejects.toMatchObject({ code: 'BAD_OPTION' });
});

test.each<[string, number]>([
  ['4.57.6', 0.4138968884944916],
  ['5.24.0', 2.1177563667297363],
])('gives a regression model of transformers %s the scores of that version', async (version, score) => {
  const config = JSON.parse(readFileSync(`${model('vit-cls')}/config.json`, 'utf8')) as object;
  const files = folderWith(model('vit-cls'), { 'config.json': { ...config, problem_type: 'regression', transformers_version: version } });
  await using pipe = await open('image-classification', files);
  expect(await pipe(media('gray16.png'), { top_k: 1 })).toEqual([{ label: 'European robin', score: expect.closeTo(score, 4) as number }]);
});

test('says that labels and scores do not match', async () => {
  const { id2label: _, ...config } = JSON.parse(readFileSync(`${model('vit-cls')}/config.json`, 'utf8')) as Record<string, unknown>;
  const files = folderWith(model('vit-cls'), { 'config.json': { ...config, id2label: { 0: 'one' } } });
  const bytes = new Uint8Array(readFileSync(`${model('vit-cls')}/model.onnx`));
  const source = { origin: 'vit', main: { name: 'model.onnx', load: () => Promise.resolve(bytes) }, companions: [], files, config: async () => (await files.json('config.json')) as Record<string, unknown>, metadata: () => Promise.resolve({}), graph: () => Promise.resolve(undefined) };
  await using pipe = await open('image-classification', source);
  await expect(pipe(media('photo.jpg'))).rejects.toMatchObject({ code: 'LABEL_COUNT' });
});

test('gives boxes by threshold, and refuses to place them without the image’s size', async () => {
  await using pipe = await open('object-detection', model('detr-det'));
  const all = (await pipe(media('photo.jpg'), { threshold: 0 })) as { score: number }[];
  const some = (await pipe(media('photo.jpg'), { threshold: all[1]!.score })) as { score: number }[];
  expect(some).toEqual(all.filter(({ score }) => score > all[1]!.score));
  const features = await pipe.preprocess(media('photo.jpg'));
  await expect(pipe.postprocess(await pipe.forward({ ...features }))).rejects.toMatchObject({ code: 'NO_CONTEXT' });
  await expect(pipe(media('photo.jpg'), { threshold: 'high' })).rejects.toMatchObject({ code: 'BAD_OPTION' });
});

test('segments by the subtasks that the model does', async () => {
  await using panoptic = await open('image-segmentation', model('detr-panoptic'));
  await expect(panoptic(media('photo.jpg'), { subtask: 'everything' })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  await using semantic = await open('image-segmentation', model('segformer-seg'));
  await expect(semantic(media('photo.jpg'), { subtask: 'panoptic' })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'subtask' });
  const [segment] = (await semantic(media('gray.png'))) as { mask: Parameters<typeof saveImage>[0] }[];
  await saveImage(segment!.mask, `${scratch.path}/mask.png`);
  const saved = await loadImage(`${scratch.path}/mask.png`);
  expect([...saved.data].filter((_, index) => index % 3 === 0)).toEqual([...segment!.mask.data]);
});

test.each(['oneformer', 'eomt'])('refuses %s models, which segment in another way', async (type) => {
  const config = JSON.parse(readFileSync(`${model('segformer-seg')}/config.json`, 'utf8')) as Record<string, unknown>;
  const files = folderWith(model('segformer-seg'), { 'config.json': { ...config, model_type: type } });
  const bytes = new Uint8Array(readFileSync(`${model('segformer-seg')}/model.onnx`));
  const source = { origin: type, main: { name: 'model.onnx', load: () => Promise.resolve(bytes) }, companions: [], files, config: async () => (await files.json('config.json')) as Record<string, unknown>, metadata: () => Promise.resolve({}), graph: () => Promise.resolve(undefined) };
  await expect(open('image-segmentation', source)).rejects.toMatchObject({ code: 'UNSUPPORTED_MODEL' });
});

test('pools features where the model can', async () => {
  await using pipe = await open('image-feature-extraction', model('dinov2-features'));
  const pooled = (await pipe(media('photo.jpg'), { pool: true })) as { dims: number[] };
  expect(pooled.dims).toHaveLength(2);
  await expect(pipe(media('photo.jpg'), { return_tensors: true })).rejects.toMatchObject({ code: 'UNSUPPORTED_OPTION' });
  const larger = await pipe.preprocess(media('photo.jpg'), { image_processor_kwargs: { image_mean: [0, 0, 0] } });
  expect(larger).not.toEqual(await pipe.preprocess(media('photo.jpg')));
});

test.each([
  ['zero-shot-image-classification', 'clip-zeroshot'],
  ['zero-shot-object-detection', 'owlvit-zsdet'],
] as const)('%s takes labels in every place', async (task, id) => {
  await using pipe = await open(task, model(id));
  const image = media('photo.jpg');
  const labels = ['cat', 'dog'];
  const expected = await pipe(image, labels);
  expect(await pipe({ image, candidate_labels: labels })).toEqual(expected);
  expect(await pipe(image, { candidate_labels: labels })).toEqual(expected);
  expect(await pipe([image, media('gray.png')], labels)).toEqual([expected, await pipe(media('gray.png'), labels)]);
  await using preset = await open(task, model(id), { candidate_labels: labels });
  expect(await preset(image)).toEqual(expected);
  await expect(pipe(image)).rejects.toMatchObject({ code: 'BAD_INPUT', where: 'candidate_labels' });
  await expect(pipe(image, [])).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe(image, [3])).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe({ image, labels })).rejects.toMatchObject({ code: 'BAD_INPUT', where: 'labels' });
  await expect(pipe(5, labels)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  const outputs = await pipe.forward({ ...(await pipe.preprocess(image, labels)) });
  await expect(pipe.postprocess(outputs)).rejects.toMatchObject({ name: 'PipelineError', code: 'NO_CONTEXT' });
});

test('fills templates as Python’s format does', async () => {
  await using pipe = await open('zero-shot-image-classification', model('clip-zeroshot'));
  const call = (template: string): Promise<unknown> => pipe(media('photo.jpg'), ['cat', 'dog'], { hypothesis_template: template });
  expect(await call('a {0}')).toEqual(await call('a {}'));
  expect(await call('a {{}} {}')).not.toEqual(await call('a {}'));
  await expect(call('a {label}')).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'hypothesis_template' });
});

test('answers questions about images in every form, and refuses models that write', async () => {
  await using pipe = await open('visual-question-answering', unpackedModel('vision', 'vilt-vqa', scratch.path));
  const image = media('photo.jpg');
  const question = 'What is this?';
  const expected = await pipe({ image, question });
  expect(expected).toHaveLength(5);
  expect(await pipe(image, question)).toEqual(expected);
  expect(await pipe([{ image, question }])).toEqual([expected]);
  expect(await pipe([image], [question, 'How many?'])).toEqual([expected, await pipe(image, 'How many?')]);
  expect(await pipe(image, question, { top_k: 7 })).toHaveLength(7);
  expect(await pipe(image, question, { top_k: null })).toEqual(expected);
  await expect(pipe(image)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe({ image, question, context: '' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe(4, question)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(open('visual-question-answering', model('t5-text2text'))).rejects.toMatchObject({ code: 'UNSUPPORTED_MODEL' });
});

test('refuses detectors by text of another kind, and image-to-text without an encoder', async () => {
  await expect(open('zero-shot-object-detection', model('clip-zeroshot'))).rejects.toMatchObject({ code: 'UNSUPPORTED_MODEL' });
  await expect(open('image-to-text', model('vit-cls'))).rejects.toMatchObject({ name: expect.stringMatching(/Error$/) as string });
});
