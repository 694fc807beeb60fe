import { expect, test } from 'vitest';

import { type InferenceRuntime, pipeline } from '../src/index.js';
import { nodeRuntime } from '../src/node-runtime.js';
import { folderWith } from './folder-with.js';
import { FIXTURES } from './goldens.js';

const model = (id: string): string => `${FIXTURES}models/${id}`;
const CONTEXT = 'My name is Sarah and I live in London with my friend John Smith. The weather is sunny today, but tomorrow it will rain.';

test('answers in the answer’s own place, in every form of the call', async () => {
  await using pipe = await pipeline('question-answering', model('bert-squad'));
  const answer = await pipe('Where do I live?', CONTEXT);
  expect(CONTEXT.slice(answer.start, answer.end)).toBe(answer.answer);
  expect(await pipe({ question: 'Where do I live?', context: CONTEXT })).toEqual(answer);
  expect(await pipe([{ question: 'Where do I live?', context: CONTEXT }])).toEqual(answer);
  const both = await pipe({ question: ['Where do I live?', 'What is my name?'], context: CONTEXT });
  expect(both).toHaveLength(2);
  expect(both[0]).toEqual(answer);
});

test('reads long contexts in windows that run alone or together', async () => {
  await using pipe = await pipeline('question-answering', model('bert-squad'));
  const input = { question: 'Who?', context: CONTEXT.repeat(3) };
  const alone = (await pipe(input, { max_seq_len: 40, doc_stride: 8, top_k: 3 })) as { score: number; answer: string }[];
  const together = (await pipe(input, { max_seq_len: 40, doc_stride: 8, top_k: 3, batch_size: 4 })) as { score: number; answer: string }[];
  expect(together.map((row) => row.answer)).toEqual(alone.map((row) => row.answer));
  together.forEach((row, index) => { expect(row.score).toBeCloseTo(alone[index]!.score, 6); });
});

test.each([
  [{ question: '', context: 'a' }, {}, 'BAD_INPUT'],
  [{ question: 'a' }, {}, 'BAD_INPUT'],
  [{ question: 'a', context: 'b', id: 3 }, {}, 'BAD_INPUT'],
  ['only a question', {}, 'BAD_INPUT'],
  [[], {}, 'BAD_INPUT'],
  [{ question: ['a', 'b'], context: ['c'] }, {}, 'BAD_INPUT'],
  [{ question: 'a', context: 'b' }, { doc_stride: 500 }, 'BAD_OPTION'],
  [{ question: 'a b c d e f g', context: 'b' }, { max_question_len: 2 }, 'BAD_INPUT'],
  [{ question: 'a', context: 'b' }, { max_answer_len: 0 }, 'BAD_OPTION'],
])('refuses the question %j with %j', async (input, options, code) => {
  await using pipe = await pipeline('question-answering', model('bert-squad'));
  await expect(pipe(input as never, options as never)).rejects.toMatchObject({ code });
});

test('takes an empty second text for none, but not in a list of two texts', async () => {
  await using pipe = await pipeline('text-classification', model('bert-cross-encoder'));
  const ids = async (input: unknown): Promise<number> => (await pipe.preprocess(input))['input_ids']!.dims[1]!;
  const alone = await ids('A man is playing a guitar.');
  expect(await ids({ text: 'A man is playing a guitar.', text_pair: '' })).toBe(alone);
  expect(await ids({ text: 'A man is playing a guitar.', text_pair: null })).toBe(alone);
  expect(await ids([[['A man is playing a guitar.', '']]])).toBe(alone + 1);
});

test('fills in targets, words that are no tokens by their first token, once with a warning', async () => {
  const warnings: string[] = [];
  await using pipe = await pipeline('fill-mask', model('bert-fill-mask'), { onWarning: (message) => warnings.push(message) });
  const rows = await pipe('The weather is [MASK] today.', { targets: ['sunny', 'the'] });
  expect(rows.map((row) => row.token_str).sort()).toEqual(['su', 'the']);
  await pipe('The weather is [MASK] today.', { targets: ['sunny', 'the'] });
  expect(warnings).toEqual(['The target "sunny" is no token of the model; it is replaced by its first token "su".']);
  await expect(pipe('no mask')).rejects.toMatchObject({ code: 'NO_MASK', hint: 'Write [MASK] where a word is to be filled in.' });
  await expect(pipe('[MASK]', { top_k: 10_000 })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'top_k' });
  await expect(pipe('[MASK]', { tokenizer_kwargs: { maxlength: 3 } as never })).rejects.toMatchObject({ code: 'UNKNOWN_OPTION', hint: 'Did you mean max_length?' });
  expect(await pipe(['a [MASK]'])).toEqual(await pipe('a [MASK]'));
});

test('takes words, offsets and strides for token labels', async () => {
  await using pipe = await pipeline('token-classification', model('bert-ner'));
  const words = ['Sarah', 'Connor', '😀', 'London'];
  const [rows] = await pipe(words, { is_split_into_words: true, ignore_labels: [] });
  expect(new Set(rows!.map((row) => words.join(' ').slice(row.start, row.end)))).toContain('😀');
  const given = await pipe('ab', { ignore_labels: [], offset_mapping: [[0, 0], [5, 7], [7, 9], [0, 0]] });
  expect(given[0]).toMatchObject({ start: 5, end: 7 });
  await expect(pipe('a', { stride: 4, aggregation_strategy: 'none' })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'stride' });
  await expect(pipe('a', { stride: 4000, aggregation_strategy: 'simple' })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'stride' });
  await expect(pipe([])).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe({} as never)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe([['a']])).rejects.toMatchObject({ code: 'BAD_INPUT', hint: 'A list of words needs is_split_into_words: true.' });
});

test('pads the windows of a long text to one length', async () => {
  const runtime = await nodeRuntime();
  const lengths: number[] = [];
  const recording: InferenceRuntime = {
    async createSession(file, options) {
      const session = await runtime.createSession(file, options);
      return {
        inputs: session.inputs,
        outputs: session.outputs,
        run: (feeds, names) => { lengths.push(feeds['input_ids']!.dims[1]!); return session.run(feeds, names); },
        release: () => session.release(),
      };
    },
  };
  await using pipe = await pipeline('token-classification', model('bert-ner'), { runtime: recording });
  await pipe(CONTEXT.repeat(5), { stride: 3, aggregation_strategy: 'simple' });
  expect(lengths).toEqual([128, 128, 128]);
});

test('pads to a multiple where padding is asked for', async () => {
  await using pipe = await pipeline('text-classification', model('bert-sentiment'));
  const lengths = await Promise.all(
    [{}, { pad_to_multiple_of: 16 }, { padding: true }, { padding: true, pad_to_multiple_of: 16 }].map(async (options) => (await pipe.preprocess('I like it.', options))['input_ids']!.dims[1]!),
  );
  expect(lengths).toEqual([lengths[0], lengths[0], lengths[0], 16]);
  await expect(pipe('a', { padding: true, truncation: true, max_length: 10, pad_to_multiple_of: 16 })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'pad_to_multiple_of' });
});

test('classifies by labels that come with the call', async () => {
  await using pipe = await pipeline('zero-shot-classification', model('deberta-v2-nli'));
  const result = await pipe('The new phone has a great camera.', ['technology', 'sports']);
  expect(result.scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 6);
  expect(await pipe('The new phone has a great camera.', 'technology, sports')).toEqual(result);
  expect(await pipe('The new phone has a great camera.', { candidate_labels: ['technology', 'sports'] })).toEqual(result);
  expect(await pipe(['The new phone has a great camera.'], ['technology', 'sports'], { batch_size: 2 })).toMatchObject([{ labels: result.labels }]);
  await expect(pipe('a')).rejects.toMatchObject({ code: 'BAD_INPUT', where: 'candidate_labels' });
  await expect(pipe('', ['a'])).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe('a', ['b'], { hypothesis_template: 'none' })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'hypothesis_template' });
  await expect(pipe({ text: 'a' } as never)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(pipe('a', ['b'], { hypothesis_template: '{} or {}' })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'hypothesis_template' });
  await expect(pipe('a', ['b'], { hypothesis_template: '{0} or {}' })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'hypothesis_template' });
  expect(await pipe('a', ['b', 'c'], { hypothesis_template: '{0} or {0}' })).toMatchObject({ sequence: 'a' });
});

test('ranks documents', async () => {
  await using pipe = await pipeline('text-ranking', model('bert-cross-encoder'));
  const documents = ['Berlin is the capital city of Germany.', 'I love it 😀 so much', 'The team won 42 games.'];
  const ranked = await pipe('What is the capital of Germany?', documents, { batch_size: 3 });
  expect(ranked.map((row) => row.score)).toEqual(ranked.map((row) => row.score).toSorted((a, b) => b - a));
  expect(ranked[0]!.text).toBe(documents[ranked[0]!.index]);
  expect(await pipe({ query: 'a', documents }, { top_k: 1, return_documents: false })).toEqual([{ index: expect.any(Number) as number, score: expect.any(Number) as number }]);
  const squashed = await pipe({ query: 'a', documents }, { activation_fn: 'sigmoid' });
  expect(squashed.every((row) => row.score > 0 && row.score < 1)).toBe(true);
  await expect(pipe({ query: 'a' } as never)).rejects.toMatchObject({ code: 'BAD_INPUT', where: 'documents' });
  await using other = await pipeline('text-ranking', model('bert-sentiment'));
  await expect(other({ query: 'a', documents })).rejects.toMatchObject({ code: 'LABEL_COUNT' });
});

test('ranks by the activation and with the prompts of config_sentence_transformers.json', async () => {
  const folder = model('bert-cross-encoder');
  const input = { query: 'What is the capital of Germany?', documents: ['Berlin is the capital city of Germany.', 'The team won 42 games.'] };
  const settings = { activation_fn: 'torch.nn.modules.activation.Tanh', prompts: { ask: 'Query: ', other: 'Other: ' }, default_prompt_name: 'ask' };
  await using plain = await pipeline('text-ranking', folder);
  await using pipe = await pipeline('text-ranking', folderWith(folder, { 'config_sentence_transformers.json': settings }));
  const logits = async (query: string): Promise<number[]> => (await plain({ ...input, query }, { activation_fn: 'identity' })).map((row) => Math.tanh(row.score));
  const scores = async (options: object): Promise<number[]> => (await pipe(input, options)).map((row) => row.score);
  expect(await scores({})).toEqual(await logits(`Query: ${input.query}`));
  expect(await scores({ prompt_name: 'other' })).toEqual(await logits(`Other: ${input.query}`));
  expect(await scores({ prompt: '' })).toEqual(await logits(input.query));
  await expect(pipe(input, { prompt_name: 'none' })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'prompt_name' });
  const warnings: string[] = [];
  const changes = (activation: string): Readonly<Record<string, unknown>> => ({ 'config_sentence_transformers.json': { activation_fn: activation } });
  await using own = await pipeline('text-ranking', folderWith(folder, changes('mine.Activation')), { onWarning: (message) => warnings.push(message) });
  expect((await own(input)).map((row) => row.score)).toEqual((await plain(input, { activation_fn: 'sigmoid' })).map((row) => row.score));
  expect(warnings).toHaveLength(1);
  await expect(pipeline('text-ranking', folderWith(folder, changes('torch.nn.GELU')))).rejects.toMatchObject({ code: 'BAD_CONFIG', where: 'activation_fn' });
});

test('extracts features as a tensor or as lists', async () => {
  await using pipe = await pipeline('feature-extraction', model('mpnet-features'));
  const tensor = await pipe('a cat');
  const lists = (await pipe('a cat', { return_tensors: false })) as number[][][];
  expect([lists.length, lists[0]!.length, lists[0]![0]!.length]).toEqual(tensor.dims);
  expect(lists[0]![0]![0]).toBe((tensor.data as Float32Array)[0]);
  const [first] = await pipe(['a cat', 'a longer text about a cat'], { batch_size: 2 });
  expect(first!.dims).toEqual(tensor.dims);
  await expect(pipe('a', { pooling: 'mean' } as never)).rejects.toMatchObject({ code: 'UNSUPPORTED_OPTION', where: 'pooling' });
  await expect(pipe('a', { truncation: true, tokenize_kwargs: { truncation: true } })).rejects.toMatchObject({ code: 'BAD_OPTION' });
});
