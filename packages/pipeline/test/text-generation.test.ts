import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { pipeline, type PipelineOf } from '../src/index.js';
import { FIXTURES } from './goldens.js';

const PROMPT = 'Once upon a time there was';
const GREEDY = { do_sample: false, max_new_tokens: 12 } as const;

describe('text-generation', () => {
  let write: PipelineOf<'text-generation'>;
  beforeAll(async () => {
    write = await pipeline('text-generation', `${FIXTURES}models/llama-chat`, { onWarning: () => undefined });
  });
  afterAll(() => write.dispose());

  test('streams the text that a call gives', async () => {
    const pieces: string[] = [];
    for await (const piece of write.stream(PROMPT, GREEDY)) pieces.push(piece);
    const [whole] = await write(PROMPT, { ...GREEDY, return_full_text: false });
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(whole!.generated_text);
  });

  test('hands pieces to a callback and returns the result', async () => {
    let text = '';
    const [row] = await write(PROMPT, { ...GREEDY, onText: (piece) => (text += piece) });
    expect(row!.generated_text).toBe(PROMPT + text);
  });

  test('refuses to stream beams', async () => {
    const stream = write.stream(PROMPT, { ...GREEDY, num_beams: 2 });
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'num_beams' });
  });

  test('stops when its signal is aborted, and goes on working', async () => {
    const controller = new AbortController();
    const call = write(PROMPT, { do_sample: false, max_new_tokens: 200, signal: controller.signal, onText: () => { controller.abort(); } });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(await write(PROMPT, GREEDY)).toHaveLength(1);
  });

  test('ends generation when the loop over a stream is left', async () => {
    let pieces = 0;
    for await (const piece of write.stream(PROMPT, { do_sample: false, max_new_tokens: 200 })) {
      pieces += piece.length;
      break;
    }
    expect(pieces).toBeGreaterThan(0);
  });

  test('draws the same tokens from the same seed, and others from another', async () => {
    const options = { do_sample: true, max_new_tokens: 12, top_k: 0, return_tensors: true } as const;
    const first = await write(PROMPT, { ...options, seed: 1 });
    expect(await write(PROMPT, { ...options, seed: 1 })).toEqual(first);
    expect(await write(PROMPT, { ...options, seed: 2 })).not.toEqual(first);
  });

  test('ends with a stop string that is complete', async () => {
    const [whole] = await write(PROMPT, { ...GREEDY, return_full_text: false });
    const stop = whole!.generated_text.slice(3, 5);
    const [cut] = await write(PROMPT, { ...GREEDY, return_full_text: false, stop_strings: [stop] });
    expect(cut!.generated_text.length).toBeLessThan(whole!.generated_text.length);
    expect(whole!.generated_text.startsWith(cut!.generated_text)).toBe(true);
    expect(cut!.generated_text).toContain(stop);
  });

  test('writes only what prefix_allowed_tokens_fn allows', async () => {
    const [row] = await write(PROMPT, { ...GREEDY, max_new_tokens: 4, return_tensors: true, prefix_allowed_tokens_fn: (_batch, ids) => [ids.length + 100] });
    const start = row!.generated_token_ids.length - 4;
    expect(row!.generated_token_ids.slice(start)).toEqual([0, 1, 2, 3].map((step) => start + step + 100));
    await expect(write(PROMPT, { ...GREEDY, prefix_allowed_tokens_fn: () => [] })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });

  test('takes a temperature of 0 without sampling only', async () => {
    expect(await write(PROMPT, { ...GREEDY, temperature: 0 })).toEqual(await write(PROMPT, GREEDY));
    await expect(write(PROMPT, { do_sample: true, temperature: 0 })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'temperature' });
  });

  test.each([
    ['penalty_alpha', 0.6],
    ['num_beam_groups', 2],
    ['guidance_scale', 2],
    ['output_scores', true],
    ['use_cache', false],
    ['padding', true],
  ])('refuses %s by name', async (name, value) => {
    await expect(write(PROMPT, { ...GREEDY, [name]: value })).rejects.toMatchObject({ code: 'UNSUPPORTED_OPTION', where: name });
  });

  test('refuses arguments that the tokenizer does not have', async () => {
    await expect(write(PROMPT, { ...GREEDY, tokenizer_encode_kwargs: { max_lenght: 3 } })).rejects.toMatchObject({ code: 'UNKNOWN_OPTION', where: 'max_lenght' });
  });

  test('gives a chat to another template', async () => {
    const chat = [{ role: 'user', content: 'Hi' }];
    const chat_template = '{% for message in messages %}{{ message.content }}{% endfor %}{{ extra }}';
    const [row] = await write(chat, { ...GREEDY, return_full_text: false, tokenizer_encode_kwargs: { chat_template, extra: '!' } });
    const [plain] = await write('Hi!', { ...GREEDY, return_full_text: false, add_special_tokens: false });
    expect(row).toEqual(plain);
  });

  test('refuses several sequences without beams or sampling', async () => {
    await expect(write(PROMPT, { ...GREEDY, num_return_sequences: 2 })).rejects.toMatchObject({ code: 'BAD_OPTION', where: 'num_return_sequences' });
  });

  test('answers calls that overlap as calls one after the other', async () => {
    const prompts = ['Hello', PROMPT, 'The house'];
    const alone = [];
    for (const prompt of prompts) alone.push(await write(prompt, { ...GREEDY, num_beams: 2 }));
    expect(await Promise.all(prompts.map((prompt) => write(prompt, { ...GREEDY, num_beams: 2 })))).toEqual(alone);
  });
});
