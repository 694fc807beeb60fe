import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { createLogitsProcessors, renormalize } from '../src/generation/logits-processors.js';
import { createWarpers } from '../src/generation/sampling.js';
import { resolveSettings } from '../src/generation/settings.js';
import { FIXTURES } from './goldens.js';

interface ProcessorCase {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly row: readonly number[];
  readonly scores: string;
  readonly result: string;
}

/** Made by tools/goldens/logits_processors.py. */
const golden = JSON.parse(gunzipSync(readFileSync(`${FIXTURES}generation/processors.json.gz`)).toString()) as {
  prompt: number;
  encoder: readonly number[];
  cases: readonly ProcessorCase[];
};

function floats(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function processed({ settings: given, row, scores }: ProcessorCase): Float32Array {
  const base = { max_length: 40, eos_token_id: 2, top_k: 50 };
  const settings = resolveSettings(base, {}, given, { promptLength: golden.prompt, maxPositions: undefined, isEncoderDecoder: true, warn: () => undefined });
  const processors = createLogitsProcessors(settings, { promptLength: golden.prompt, encoderIds: golden.encoder });
  if (settings.doSample) processors.push(...createWarpers(settings, settings.numBeams > 1 ? 2 : 1));
  if (settings.renormalizeLogits) processors.push(renormalize);
  const result = floats(scores);
  for (const process of processors) process(row, result, 0);
  return result;
}

/** A few roundings of single precision, which sums in another order may differ by. */
function roundings(value: number): number {
  return 4 * 2 ** -23 * Math.max(1, Math.abs(value));
}

describe('logits processors', () => {
  golden.cases.forEach((row, index) => {
    test(`compute what the reference computes for ${JSON.stringify(row.settings)} (${index})`, () => {
      const expected = floats(row.result);
      const found = processed(row);
      const differing = [...expected.keys()].filter((token) => !(found[token] === expected[token] || Math.abs(found[token]! - expected[token]!) <= roundings(expected[token]!)));
      expect(differing).toEqual([]);
    });
  });

  test('penalise the tokens of the encoder in the first row only', () => {
    const settings = resolveSettings({ max_length: 40 }, {}, { encoder_repetition_penalty: 2 }, { promptLength: 1, maxPositions: undefined, isEncoderDecoder: true, warn: () => undefined });
    const [process] = createLogitsProcessors(settings, { promptLength: 1, encoderIds: [1, 1] });
    const rows = [0, 1].map((place) => {
      const scores = Float32Array.of(1, 1, -1);
      process!([0], scores, place);
      return [...scores];
    });
    expect(rows).toEqual([[1, 2, -1], [1, 1, -1]]);
  });

  test('refuse a token that the model does not have', () => {
    const settings = resolveSettings({ max_length: 40 }, {}, { bad_words_ids: [[500]] }, { promptLength: 1, maxPositions: undefined, isEncoderDecoder: false, warn: () => undefined });
    const [process] = createLogitsProcessors(settings, { promptLength: 1 });
    expect(() => { process!([1], new Float32Array(10), 0); }).toThrow(expect.objectContaining({ code: 'BAD_OPTION', where: 'bad_words_ids' }) as Error);
  });
});
