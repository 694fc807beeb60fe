import { afterAll, expect, test } from 'vitest';

import { pipeline, type DocumentQuestion } from '../src/index.js';
import { scratchFolder } from './capsules.js';
import { FIXTURES } from './goldens.js';
import { media, packedJson, unpackedModel } from './media-goldens.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

const { cases } = packedJson('vision/layoutlm-dqa/golden.json.gz') as { cases: { input: DocumentQuestion }[] };
const { question, word_boxes } = cases[1]!.input;
const layoutlm = (): string => unpackedModel('vision', 'layoutlm-dqa', scratch.path);
const layoutlmv3 = (): string => unpackedModel('vision', 'layoutlmv3-dqa', scratch.path);
const donut = (): string => unpackedModel('vision', 'donut-dqa', scratch.path);

test('answers in every form of the call, with the words’ own places', async () => {
  await using pipe = await pipeline('document-question-answering', layoutlm());
  const expected = await pipe({ question, word_boxes }, { top_k: 2 });
  expect(expected).toHaveLength(2);
  for (const answer of expected) {
    if (!('start' in answer)) throw new Error('no place');
    expect(word_boxes!.slice(answer.start, answer.end + 1).map(([word]) => word).join(' ')).toBe(answer.answer);
  }
  expect(await pipe(undefined, question, word_boxes!, { top_k: 2 })).toEqual(expected);
  expect(await pipe(media('photo.jpg'), question, { word_boxes: word_boxes!, top_k: 2 })).toEqual(expected);
  expect(await pipe({ question, word_boxes, top_k: 2 })).toEqual(expected);
  expect(await pipe([{ question, word_boxes }], { top_k: 2 })).toEqual([expected]);
  expect(await pipe({ question, word_boxes: [] })).toEqual([]);
});

test('runs windows alone or together', async () => {
  await using pipe = await pipeline('document-question-answering', layoutlm());
  const long = [...word_boxes!, ...word_boxes!, ...word_boxes!];
  const options = { max_seq_len: 40, doc_stride: 8, top_k: 3 };
  const alone = await pipe({ question, word_boxes: long }, options);
  const together = await pipe({ question, word_boxes: long }, { ...options, batch_size: 4 });
  expect(together.map(({ answer }) => answer)).toEqual(alone.map(({ answer }) => answer));
});

test.each([
  ['BAD_INPUT', { question }, {}],
  ['BAD_INPUT', { question: 3, word_boxes }, {}],
  ['BAD_INPUT', { question, word_boxes: 'words' }, {}],
  ['BAD_INPUT', { question, word_boxes: [['a', [0, 0, 5]]] }, {}],
  ['BAD_INPUT', { question, word_boxes: [['a', [9, 0, 5, 5]]] }, {}],
  ['BAD_INPUT', { question, word_boxes: [['a', [0, 0, 5, 2000]]] }, {}],
  ['BAD_INPUT', { question, word_boxes: [['a', [0, 0, 5, 0.5]]] }, {}],
  ['BAD_INPUT', { question, word_boxes, image: 7 }, {}],
  ['BAD_INPUT', [{ question, word_boxes, page: 1 }], {}],
  ['BAD_INPUT', 'only a question', {}],
  ['UNSUPPORTED_OPTION', { question, word_boxes }, { lang: 'eng' }],
  ['UNSUPPORTED_OPTION', { question, word_boxes }, { tesseract_config: '' }],
  ['UNSUPPORTED_OPTION', { question, word_boxes }, { max_question_len: 10 }],
  ['BAD_OPTION', { question, word_boxes }, { top_k: 0 }],
  ['BAD_OPTION', { question, word_boxes }, { max_answer_len: 0 }],
  ['UNKNOWN_OPTION', { question, word_boxes }, { stride: 3 }],
])('refuses with %s: %j %j', async (code, input, options) => {
  await using pipe = await pipeline('document-question-answering', layoutlm());
  await expect(pipe(input as never, options as never)).rejects.toMatchObject({ code });
});

test('takes null where the reference has None by default', async () => {
  await using pipe = await pipeline('document-question-answering', layoutlmv3());
  const page = { image: media('rgba.png'), question, word_boxes };
  const none = { top_k: null, doc_stride: null, max_answer_len: null, max_seq_len: null, handle_impossible_answer: null, padding: null };
  expect(await pipe(page, none)).toEqual(await pipe(page));
});

test('looks at the page where the model does, and says when it is missing', async () => {
  await using pipe = await pipeline('document-question-answering', layoutlmv3());
  const features = await pipe.preprocess({ image: media('rgba.png'), question, word_boxes });
  expect(features['pixel_values']!.dims).toEqual([1, 3, 32, 32]);
  await expect(pipe({ question, word_boxes })).rejects.toMatchObject({ code: 'BAD_INPUT', where: 'image' });
  const outputs = await pipe.forward({ ...features });
  await expect(pipe.postprocess(outputs)).rejects.toMatchObject({ code: 'NO_CONTEXT' });
});

test('writes answers with Donut, which has no windows', async () => {
  await using pipe = await pipeline('document-question-answering', donut());
  expect(await pipe(media('photo.jpg'), 'What is the total?')).toEqual([{ answer: expect.any(String) as string }]);
  await expect(pipe(media('photo.jpg'), 'Who?', { doc_stride: 3 })).rejects.toMatchObject({ code: 'UNSUPPORTED_OPTION' });
  await expect(pipe({ question: 'Who?' })).rejects.toMatchObject({ code: 'BAD_INPUT', where: 'image' });
  const features = await pipe.preprocess(media('photo.jpg'), 'Who?');
  await expect(pipe.forward({ ...features })).rejects.toMatchObject({ code: 'NO_CONTEXT' });
});

test('refuses models of another kind', async () => {
  await expect(pipeline('document-question-answering', `${FIXTURES}models/bert-squad`)).rejects.toMatchObject({ code: 'UNSUPPORTED_MODEL' });
});
