import { describe, expect, test } from 'vitest';

import { pipelineSettings, resolveSettings, type RawSettings } from '../src/generation/settings.js';

function resolve(base: RawSettings, call: RawSettings = {}, promptLength = 4, warnings: string[] = []): ReturnType<typeof resolveSettings> {
  return resolveSettings(base, {}, call, { promptLength, maxPositions: 64, isEncoderDecoder: false, warn: (text) => warnings.push(text) });
}

describe('generation settings', () => {
  test.each([
    ['penalty_alpha', { penalty_alpha: 0.6, top_k: 4 }],
    ['num_beam_groups', { num_beam_groups: 2, num_beams: 4 }],
    ['guidance_scale', { guidance_scale: 3 }],
    ['watermarking_config', { watermarking_config: { bias: 2 } }],
  ])('refuse a model whose files ask for %s', (name, base) => {
    expect(() => resolve(base)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_MODEL', where: `generation_config.json ${name}` }) as Error);
  });

  test('take files that repeat the defaults of such methods', () => {
    const base = { num_beam_groups: 1, diversity_penalty: 0, guidance_scale: 1, penalty_alpha: 0.6, do_sample: true, token_healing: false, constraints: null };
    expect(resolve(base).doSample).toBe(true);
  });

  test('count new tokens from the prompt, and let max_new_tokens overrule max_length with a warning', () => {
    const warnings: string[] = [];
    expect(resolve({ max_new_tokens: 10 }, { max_length: 30 }, 4, warnings).maxLength).toBe(14);
    expect(warnings).toHaveLength(1);
    expect(resolve({ max_new_tokens: 10 }, { max_length: 30, max_new_tokens: null }).maxLength).toBe(30);
  });

  test('generate 20 tokens where nothing says a length, within the positions of the model', () => {
    expect(resolve({}).maxLength).toBe(24);
    expect(resolve({}, {}, 60).maxLength).toBe(64);
  });

  test('refuse a prompt that leaves no room', () => {
    expect(() => resolve({}, { max_length: 4 })).toThrow(expect.objectContaining({ code: 'PROMPT_TOO_LONG' }) as Error);
  });

  test('turn samplers off with null', () => {
    const { topK, topP, temperature, minP } = resolve({ top_k: 50, top_p: 0.9, temperature: 0.7, min_p: 0.1 }, { top_k: null, top_p: null, temperature: null, min_p: null });
    expect({ topK, topP, temperature, minP }).toEqual({ topK: 0, topP: 1, temperature: 1, minP: undefined });
  });

  test('let a length of the model replace the default of the task, but not the one of task_specific_params', () => {
    const defaults = { max_new_tokens: 256, num_beams: 4 };
    expect(pipelineSettings(defaults, { max_length: 60 }, {}, 'summarization').settings).not.toHaveProperty('max_new_tokens');
    const { settings, prefix } = pipelineSettings(defaults, {}, { task_specific_params: { summarization: { max_length: 60, num_beams: 2, prefix: 'summarize: ' } } }, 'summarization');
    expect(settings).toMatchObject({ max_new_tokens: 256, max_length: 60, num_beams: 2 });
    expect(prefix).toBe('summarize: ');
  });
});
