import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { ONNXAutoModel, ONNXAutoProcessor, ortRuntime, pipeline, supportedTasks, type LabelScore, type OrtModule, type PipelineError, type PipelineOf } from '../src/index.js';
import { folderWith } from './folder-with.js';
import { FIXTURES } from './goldens.js';

const FOLDER = `${FIXTURES}models/bert-tiny-langid`;
const TEXT = 'Der Zug nach Hamburg hat heute leider zwanzig Minuten Verspätung.';
let classify: PipelineOf<'text-classification'>;

beforeAll(async () => {
  classify = await pipeline('text-classification', FOLDER);
});
afterAll(() => classify.dispose());

describe('options', () => {
  test.each(['device', 'dtype', 'quantized', 'revision', 'trust_remote_code'])('refuses the option %s at creation with a reason', async (name) => {
    const error: unknown = await pipeline('text-classification', FOLDER, { [name]: 'x' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'UNSUPPORTED_OPTION', where: name });
  });

  test.each([
    [{ topk: 3 }, 'UNKNOWN_OPTION', 'Did you mean top_k?'],
    [{ aggregation: 'simple' }, 'UNKNOWN_OPTION', 'Options: '],
    [{ top_k: 0 }, 'BAD_OPTION', undefined],
    [{ top_k: '3' }, 'BAD_OPTION', undefined],
    [{ function_to_apply: 'tanh' }, 'BAD_OPTION', undefined],
    [{ num_workers: 2 }, 'UNSUPPORTED_OPTION', undefined],
    [{ return_tensors: 'pt' }, 'UNSUPPORTED_OPTION', undefined],
    [{ stride: 4 }, 'UNSUPPORTED_OPTION', undefined],
    [{ batch_size: 1.5 }, 'BAD_OPTION', undefined],
  ])('refuses %j by name', async (options, code, hint) => {
    const error: unknown = await classify(TEXT, options as never).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'PipelineError', code, where: Object.keys(options)[0] });
    if (hint !== undefined) expect((error as PipelineError).hint).toContain(hint);
  });

  test('takes default call options with the model, and lets a call change them', async () => {
    await using pipe = await pipeline('text-classification', FOLDER, { top_k: 2 });
    expect(await pipe([TEXT])).toMatchObject([[{ label: 'de' }, { label: 'nl' }]]);
    expect(await pipe(TEXT, { top_k: 1 })).toMatchObject([{ label: 'de' }]);
    await expect(pipeline('text-classification', FOLDER, { tokp_k: 2 })).rejects.toMatchObject({ code: 'UNKNOWN_OPTION', hint: 'Did you mean top_k?' });
  });

  test('stops at an aborted signal', async () => {
    await expect(classify(TEXT, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    expect(await classify(TEXT)).toMatchObject([{ label: 'de' }]);
  });
});

describe('inputs', () => {
  test.each([[7], [null], [{ txt: 'a' }], [['a', 3]], [[['a', 'b']]], [{ text: 'a', text_pair: 4 }], [new Uint8Array(2)]])('refuses %j with a typed error', async (input) => {
    await expect(classify(input as never)).rejects.toMatchObject({ name: 'PipelineError', code: 'BAD_INPUT' });
  });

  test('refuses a call without an input and one with too many', async () => {
    await expect((classify as unknown as () => Promise<unknown>)()).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect((classify as unknown as (...args: unknown[]) => Promise<unknown>)('a', {}, 3)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('takes an empty list', async () => {
    expect(await classify([])).toEqual([]);
  });

  test('gives for a batch what single calls give', async () => {
    const texts = [TEXT, 'Short.', 'Nous avons passé nos vacances au bord de la mer.', ''];
    const single: LabelScore[] = [];
    for (const text of texts) single.push((await classify(text))[0]!);
    const batched = await classify(texts, { batch_size: 3 });
    expect(batched.map((row) => row.label)).toEqual(single.map((row) => row.label));
    batched.forEach((row, index) => { expect(row.score).toBeCloseTo(single[index]!.score, 5); });
  });

  test('reads a nested pair as the reference does', async () => {
    const [nested] = (await classify([[['a', 'b']]] as never)) as unknown as LabelScore[];
    expect(nested).toEqual(await classify({ text: 'a', text_pair: 'b' }));
  });
});

describe('in a server', () => {
  test('answers overlapping calls each with its own result', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? TEXT : 'Wczoraj poszliśmy do lasu zbierać grzyby.'));
    const results = await Promise.all(texts.map((text) => classify(text)));
    expect(results.map(([row]) => row!.label)).toEqual(texts.map((text) => (text === TEXT ? 'de' : 'pl')));
  });

  test('stays usable after a call that fails in the runtime', async () => {
    const ids = { type: 'int64', dims: [1, 2], data: BigInt64Array.of(999_999n, -5n) } as const;
    await expect(classify.forward({ input_ids: ids })).rejects.toMatchObject({ code: 'RUN_FAILED' });
    expect(await classify(TEXT)).toMatchObject([{ label: 'de' }]);
  });

  test('lets running calls end before it frees the session, and refuses later ones', async () => {
    const pipe = await pipeline('text-classification', FOLDER);
    const running = [pipe(TEXT), pipe([TEXT])];
    const disposed = pipe.dispose();
    expect(await Promise.all(running)).toMatchObject([[{ label: 'de' }], [{ label: 'de' }]]);
    await disposed;
    await pipe.dispose();
    await expect(pipe(TEXT)).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  test('frees everything: 500 pipelines leave the memory flat', async () => {
    const round = async (count: number): Promise<number> => {
      for (let i = 0; i < count; i++) {
        await using pipe = await pipeline('text-classification', `${FIXTURES}models/distilbert-topic-static`);
        if (i % 50 === 0) await pipe('text');
      }
      return process.memoryUsage().rss;
    };
    const warm = await round(150);
    const end = await round(350);
    expect((end - warm) / 2 ** 20).toBeLessThan(40);
  });
});

describe('tasks', () => {
  test('refuses an unknown task with the nearest name', async () => {
    await expect(pipeline('text-classificaton' as never, FOLDER)).rejects.toMatchObject({ code: 'UNKNOWN_TASK', hint: 'Did you mean text-classification?' });
  });

  test('knows aliases', async () => {
    await using pipe = await pipeline('sentiment-analysis', FOLDER);
    expect(pipe.task).toBe('text-classification');
  });

  test('does not look for a task when that is switched off', async () => {
    await expect(pipeline(FOLDER, { detectTask: false })).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
    await using pipe = await pipeline(FOLDER, { detectTask: false, task: 'text-classification' });
    expect(pipe.task).toBe('text-classification');
  });

  test('lists its tasks', () => {
    expect(supportedTasks()).toContain('zero-shot-classification');
  });

  test('refuses a model of another task, and one with more labels than names', async () => {
    await using short = await pipeline('text-classification', folderWith(FOLDER, { 'config.json': { id2label: { 0: 'a', 1: 'b' } } }));
    await expect(short(TEXT)).rejects.toMatchObject({ code: 'LABEL_COUNT' });
    await using pipe = await pipeline('text-classification', `${FIXTURES}models/bert-tiny-ner`);
    await expect(pipe(TEXT)).rejects.toMatchObject({ code: 'BAD_OUTPUT' });
  });
});

describe('parts', () => {
  test('runs in three steps', async () => {
    const features = await classify.preprocess(TEXT);
    expect(features['input_ids']).toMatchObject({ type: 'int64', dims: [1, 30] });
    const outputs = await classify.forward(features);
    expect(outputs['logits']!.dims).toEqual([1, 24]);
    expect(await classify.postprocess(outputs)).toEqual(await classify(TEXT));
  });

  test('finishes outputs of your own, row by row', async () => {
    const features = await classify.preprocess([TEXT, 'Short.']);
    const { logits } = await classify.forward(features);
    expect(await classify.postprocess({ logits: logits! })).toMatchObject([{ label: 'de' }, { label: expect.any(String) as string }]);
  });

  test('loads the model and the processor alone', async () => {
    await using model = await ONNXAutoModel.fromModel(FOLDER);
    expect(model.inputs.map((input) => input.name)).toEqual(['input_ids', 'attention_mask', 'token_type_ids']);
    const ids = { type: 'int32', dims: [1, 3], data: Int32Array.of(2, 7, 3) } as const;
    const { logits } = await model.run({ input_ids: ids, unused: ids });
    expect(logits!.dims).toEqual([1, 24]);
    const processor = await ONNXAutoProcessor.fromModel(FOLDER);
    expect(processor.tokenizer!.encode('a').ids.length).toBeGreaterThan(2);
    const both = await ONNXAutoProcessor.fromModel(`${FIXTURES}models/clip-zeroshot`);
    expect([both.tokenizer, both.imageProcessor, both.featureExtractor].map((part) => part !== undefined)).toEqual([true, true, false]);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['a list', []],
    ['a number by name', { input_ids: 5 }],
    ['an unknown type', { input_ids: { type: 'int63', dims: [1, 1], data: [1] } }],
    ['too little data', { input_ids: { type: 'int64', dims: [1, 2], data: new BigInt64Array(1) } }],
  ])('refuses %s where tensors are expected', async (_, given) => {
    await expect(classify.forward(given as never)).rejects.toMatchObject({ code: 'BAD_FEED' });
    await expect(classify.model.run(given as never)).rejects.toMatchObject({ code: 'BAD_FEED' });
    await expect(classify.postprocess(given as never)).rejects.toMatchObject({ code: 'BAD_OUTPUT' });
  });

  test('names the input that is missing', async () => {
    await using model = await ONNXAutoModel.fromModel(FOLDER);
    await expect(model.run({})).rejects.toMatchObject({ code: 'MISSING_INPUT', where: 'input_ids' });
    await expect(model.run({ input_ids: { type: 'int64', dims: [3], data: BigInt64Array.of(1n, 2n, 3n) } })).rejects.toMatchObject({ code: 'BAD_FEED' });
  });

  test('runs on an injected runtime and passes session options through', async () => {
    const ort = (await import('onnxruntime-node')) as unknown as OrtModule;
    const seen: unknown[] = [];
    const runtime = ortRuntime(ort);
    await using pipe = await pipeline('text-classification', FOLDER, {
      runtime: { createSession: (model, options) => { seen.push(options); return runtime.createSession(model, options); } },
      sessionOptions: { graphOptimizationLevel: 'basic', executionProviders: ['cpu'] },
    });
    expect(await pipe(TEXT)).toMatchObject([{ label: 'de' }]);
    expect(seen).toMatchObject([{ graphOptimizationLevel: 'basic', executionProviders: ['cpu'] }]);
  });

  test('tells what the runtime refuses', async () => {
    await expect(pipeline('text-classification', FOLDER, { sessionOptions: { executionProviders: ['nonsense'] } })).rejects.toMatchObject({
      code: 'SESSION_FAILED',
    });
  });

  test('runs a frozen graph with batches and short texts', async () => {
    await using pipe = await pipeline('text-classification', `${FIXTURES}models/distilbert-topic-static`);
    const texts = ['I really loved this movie, the acting was wonderful!', ''];
    const both = await pipe(texts, { batch_size: 2 });
    expect(both).toEqual([(await pipe(texts[0]!))[0], (await pipe(texts[1]!))[0]]);
    const raw = { input_ids: { type: 'int64', dims: [2, 3], data: new BigInt64Array(6).fill(3n) } } as const;
    expect((await pipe.model.run(raw))['logits']!.dims).toEqual([2, 4]);
    const long = { input_ids: { type: 'int64', dims: [1, 40], data: new BigInt64Array(40).fill(3n) } } as const;
    await expect(pipe.model.run(long)).rejects.toMatchObject({ code: 'INPUT_TOO_LONG' });
  });
});
