import { readFileSync } from 'node:fs';

import { afterAll, expect, test } from 'vitest';

import { pipeline, type AnyPipeline, type TaskName } from '../src/index.js';
import { loadAudio } from '../src/node.js';
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

const SOUND_MODELS: readonly (readonly [TaskName, string])[] = [
  ['audio-classification', 'wav2vec2-keywords'],
  ['audio-classification', 'ast-cls'],
  ['automatic-speech-recognition', 'wav2vec2-ctc'],
  ['automatic-speech-recognition', 'whisper-asr'],
];

test.each(SOUND_MODELS)('%s takes every form of a clip, alone and in lists (%s)', async (task, id) => {
  await using pipe = await open(task, model(id));
  const path = media('short16k.wav');
  const expected = await pipe(path);
  const bytes = new Uint8Array(readFileSync(path));
  const { data, samplingRate } = await loadAudio(path, { samplingRate: 16_000 });
  const forms = [new URL(`file://${path}`), bytes, new Blob([bytes]), data, { array: data, sampling_rate: samplingRate }, { raw: data, sampling_rate: samplingRate }];
  for (const clip of forms) expect(await pipe(clip)).toEqual(expected);
  expect(await pipe({ inputs: path })).toEqual(expected);
  expect(await pipe([path, media('deep24.wav')])).toEqual([expected, await pipe(media('deep24.wav'))]);
});

test.each(SOUND_MODELS)('%s refuses what is no clip, and options that it does not have (%s)', async (task, id) => {
  await using pipe = await open(task, model(id));
  for (const input of [3, null, {}, [7], undefined]) await expect(pipe(input)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe(media('missing.wav'))).rejects.toMatchObject({ name: 'ProcessorError' });
  await expect(pipe(media('short16k.wav'), { volume: 1 })).rejects.toMatchObject({ code: 'UNKNOWN_OPTION' });
  await expect(pipe(media('short16k.wav'), {}, {})).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe(media('short16k.wav'), { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

test('returns all labels of a clip unless fewer are asked for', async () => {
  await using pipe = await open('audio-classification', model('wav2vec2-keywords'));
  const config = JSON.parse(readFileSync(`${model('wav2vec2-keywords')}/config.json`, 'utf8')) as { id2label: object };
  const count = Object.keys(config.id2label).length;
  expect(await pipe(media('short16k.wav'))).toHaveLength(count);
  expect(await pipe(media('short16k.wav'), { top_k: null })).toHaveLength(count);
  expect(await pipe(media('short16k.wav'), { top_k: 2 })).toHaveLength(2);
  await expect(pipe(media('short16k.wav'), { function_to_apply: 'tanh' })).rejects.toMatchObject({ code: 'BAD_OPTION' });
});

test.each([
  ['5.24.0', 'multi_label_classification', 0.9737988114356995],
  ['5.24.0', 'regression', 3.615400552749634],
  ['5.24.0', 'single_label_classification', 0.8735159039497375],
  ['4.57.6', 'regression', 0.8735159039497375],
])('gives the scores of transformers %s for a %s model', async (version, problem, score) => {
  const config = JSON.parse(readFileSync(`${model('wav2vec2-keywords')}/config.json`, 'utf8')) as object;
  const files = folderWith(model('wav2vec2-keywords'), { 'config.json': { ...config, problem_type: problem, transformers_version: version } });
  await using pipe = await open('audio-classification', files);
  expect(await pipe(media('short16k.wav'), { top_k: 1 })).toEqual([{ label: 'no', score: expect.closeTo(score, 4) as number }]);
});

test.each([
  [{ return_timestamps: true }, 'BAD_OPTION'],
  [{ return_language: true }, 'UNSUPPORTED_OPTION'],
  [{ generate_kwargs: {} }, 'UNSUPPORTED_OPTION'],
  [{ decoder_kwargs: {} }, 'UNSUPPORTED_OPTION'],
  [{ chunk_length_s: -1 }, 'BAD_OPTION'],
  [{ chunk_length_s: 1, stride_length_s: [1, 1] }, 'BAD_OPTION'],
  [{ chunk_length_s: 1, stride_length_s: 'a' }, 'BAD_OPTION'],
])('refuses %j for a model that spells', async (options, code) => {
  await using pipe = await open('automatic-speech-recognition', model('wav2vec2-ctc'));
  await expect(pipe(media('short16k.wav'), options)).rejects.toMatchObject({ code });
});

test.each([
  [{ return_timestamps: true }, 'BAD_OPTION'],
  [{ return_timestamps: 'word' }, 'BAD_OPTION'],
  [{ chunk_length_s: 1 }, 'UNSUPPORTED_OPTION'],
  [{ return_language: true }, 'UNSUPPORTED_OPTION'],
  [{ generate_kwargs: { num_beam: 2 } }, 'UNKNOWN_OPTION'],
])('refuses %j for a model that writes', async (options, code) => {
  await using pipe = await open('automatic-speech-recognition', unpackedModel('sound', 'speech2text', scratch.path));
  await expect(pipe(media('short16k.wav'), options)).rejects.toMatchObject({ code });
  const outputs = await pipe.forward(await pipe.preprocess(media('short16k.wav')));
  expect(outputs['sequences']!.dims[0]).toBe(1);
});

test('drops what belongs to a clip’s neighbours', async () => {
  await using pipe = await open('automatic-speech-recognition', model('wav2vec2-ctc'));
  const { data } = await loadAudio(media('mono16k.wav'), { samplingRate: 16_000 });
  const whole = (await pipe({ array: data, sampling_rate: 16_000 })) as { text: string };
  expect(await pipe({ array: data, sampling_rate: 16_000, stride: [0, 0] })).toEqual(whole);
  const middle = (await pipe({ array: data, sampling_rate: 16_000, stride: [16_000, 16_000] })) as { text: string };
  expect(middle.text.length).toBeLessThan(whole.text.length);
  await expect(pipe({ array: data, sampling_rate: 16_000, stride: [40_000, 40_000] })).rejects.toMatchObject({ code: 'BAD_INPUT', where: 'stride' });
  await expect(pipe({ array: data, sampling_rate: 16_000, stride: 5 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
});

test('takes labels for sounds in every place', async () => {
  await using pipe = await open('zero-shot-audio-classification', model('clap-zeroshot'));
  const audio = media('float48k.wav');
  const labels = ['a dog', 'rain'];
  const expected = await pipe(audio, labels);
  expect(await pipe({ audio, candidate_labels: labels })).toEqual(expected);
  expect(await pipe(audio, { candidate_labels: labels })).toEqual(expected);
  expect(await pipe([audio], labels)).toEqual([expected]);
  await expect(pipe(audio)).rejects.toMatchObject({ code: 'BAD_INPUT', where: 'candidate_labels' });
  await expect(pipe(audio, labels, { hypothesis_template: 3 })).rejects.toMatchObject({ code: 'BAD_OPTION' });
});

test('speaks texts one by one, and refuses texts and options that it cannot use', async () => {
  await using pipe = await open('text-to-audio', model('vits-tts'));
  const { audio, sampling_rate: rate } = (await pipe('hello')) as { audio: { dims: number[] }; sampling_rate: number };
  expect([audio.dims.length, rate]).toEqual([2, 16_000]);
  expect(await pipe(['hello'])).toHaveLength(1);
  await expect(pipe(3)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe('hello', { forward_params: { speaker_id: 1 } })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  await expect(pipe('hello', { forward_params: { speaker_id: 'a' } })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  await expect(pipe('hello', { generate_kwargs: {} })).rejects.toMatchObject({ code: 'UNSUPPORTED_OPTION' });
  await expect(open('text-to-audio', model('bert-squad'))).rejects.toMatchObject({ code: 'UNSUPPORTED_MODEL' });
});
