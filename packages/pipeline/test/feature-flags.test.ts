/** Each mechanism that can be switched off: by its option and by the environment, with the same results. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { openCapsule } from '@onnx-capsule/metadata-reader/node';
import { ProcessorCache, processorCache, ProcessorReconstructor } from '@onnx-capsule/processor-reconstruction/reconstructor';
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';
import * as ort from 'onnxruntime-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

// @boundaries-ignore tests write capsules, the package itself never does
import { ONNXMetadataEmbedder } from '../../metadata-embedder/src/index.js';
import { ortRuntime, pipeline, type InferenceRuntime, type PipelineOptions } from '../src/index.js';
import { embedFixture, scratchFolder } from './capsules.js';
import { FIXTURES } from './goldens.js';

const TEXT = 'I really loved this movie, the acting was wonderful!';
const scratch = scratchFolder();
afterAll(scratch.remove);

let capsule: string;
let expected: unknown;

async function classify(options: PipelineOptions = {}): Promise<unknown> {
  await using pipe = await pipeline('text-classification', capsule, { fallback: false, ...options });
  return await pipe(TEXT, { top_k: null });
}

beforeAll(async () => {
  capsule = await embedFixture('roberta-emotion-quantized', scratch.path, 'model_quantized.onnx');
  expected = await classify();
});

beforeEach(() => {
  processorCache.clear();
});
afterEach(() => {
  delete process.env['ONNX_CAPSULE_DISABLE'];
});

/** Switches a mechanism off in both ways and runs `body`, which gets the options to pass. */
function offBothWays(feature: string, option: string, body: (options: PipelineOptions) => Promise<void>, where = 'off'): void {
  test(`is ${where} with the option ${option}`, () => body({ [option]: false }));
  test(`is ${where} by the environment`, async () => {
    process.env['ONNX_CAPSULE_DISABLE'] = ` ${feature},`;
    await body({});
  });
}

describe('autoDetect', () => {
  offBothWays('autoDetect', 'detectTask', async (options) => {
    await expect(pipeline(capsule, options)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
    expect(await classify(options)).toEqual(expected);
  });
});

describe('zeroCopyStrip', () => {
  /** ONNX Runtime, and the lengths of the models that it was given. */
  function watched(): { readonly runtime: InferenceRuntime; readonly lengths: number[] } {
    const inner = ortRuntime(ort);
    const lengths: number[] = [];
    return {
      lengths,
      runtime: {
        createSession: (model, options) => {
          lengths.push(model.length);
          return inner.createSession(model, options);
        },
      },
    };
  }
  const bytesOf = (path: string): number => readFileSync(path).length;

  test('gives the runtime the model alone', async () => {
    const { runtime, lengths } = watched();
    expect(await classify({ runtime })).toEqual(expected);
    expect(lengths).toEqual([bytesOf(`${FIXTURES}models/roberta-emotion-quantized/model_quantized.onnx`)]);
  });
  offBothWays('zeroCopyStrip', 'zeroCopyStrip', async (options) => {
    const { runtime, lengths } = watched();
    expect(await classify({ runtime, ...options })).toEqual(expected);
    expect(lengths).toEqual([bytesOf(capsule)]);
  });
  offBothWays('zeroCopyStrip', 'zeroCopyStrip', async (options) => {
    await using pipe = await pipeline('text-classification', new Uint8Array(readFileSync(capsule)), options);
    expect(await pipe(TEXT, { top_k: null })).toEqual(expected);
  }, 'off for bytes');
});

describe('processorCache', () => {
  test('shares a tokenizer between pipelines', async () => {
    await classify();
    await classify();
    expect(processorCache.stats()).toMatchObject({ hits: 1, misses: 1 });
  });
  offBothWays('processorCache', 'processorCache', async (options) => {
    expect(await classify(options)).toEqual(expected);
    expect(processorCache.stats()).toMatchObject({ hits: 0, misses: 0 });
  });
});

describe('packedTokenizer', () => {
  /** Ids of the text by the capsule's tokenizer, and how often its packed columns were asked for. */
  async function encode(options: { packedTokenizer?: boolean }): Promise<{ ids: readonly number[]; asked: number }> {
    const opened = await openCapsule(capsule);
    let asked = 0;
    const files: CapsuleFiles = {
      origin: opened.origin,
      manifest: opened.manifest,
      list: () => opened.list(),
      has: (path) => opened.has(path),
      bytes: (path) => opened.bytes(path),
      text: (path) => opened.text(path),
      json: (path) => opened.json(path),
      tokenizerColumns: (path) => {
        asked += 1;
        return opened.tokenizerColumns(path);
      },
    };
    const { tokenizer } = await new ProcessorReconstructor({ cache: new ProcessorCache() }).create(files, options);
    return { ids: [...tokenizer!.encode(TEXT).ids], asked };
  }

  test('fills a tokenizer from packed columns', async () => {
    expect((await encode({})).asked).toBe(1);
  });
  offBothWays('packedTokenizer', 'packedTokenizer', async (options) => {
    expect(await classify(options)).toEqual(expected);
    const { ids, asked } = await encode(options.packedTokenizer === false ? { packedTokenizer: false } : {});
    expect(asked).toBe(0);
    delete process.env['ONNX_CAPSULE_DISABLE'];
    expect(ids).toEqual((await encode({})).ids);
  });
  offBothWays('packedTokenizer', 'packedTokenizer', async (options) => {
    const folder = `${FIXTURES}models/roberta-emotion-quantized`;
    const output = join(scratch.path, 'unpacked.onnx');
    const { manifest } = await new ONNXMetadataEmbedder().embed(`${folder}/model_quantized.onnx`, folder, {
      output,
      force: true,
      ...(options.packedTokenizer === false && { packedTokenizer: false }),
    });
    expect(manifest.files.map(({ codec }) => codec)).not.toContain('tokenizer-pack');
    await using pipe = await pipeline('text-classification', output, { fallback: false });
    expect(await pipe(TEXT, { top_k: null })).toEqual(expected);
  }, 'off when embedding');
});

test('warns of a mechanism that there is not', async () => {
  process.env['ONNX_CAPSULE_DISABLE'] = 'autodetect';
  const warning = new Promise<Error>((resolve) => process.once('warning', resolve));
  expect(await classify()).toEqual(expected);
  expect((await warning).message).toBe(
    'ONNX_CAPSULE_DISABLE names autodetect; known are autoDetect, packedTokenizer, processorCache, zeroCopyStrip.',
  );
});

test.each(['detectTask', 'fallback', 'packedTokenizer', 'processorCache', 'zeroCopyStrip'])('refuses %s that is neither on nor off', async (name) => {
  await expect(pipeline('text-classification', capsule, { [name]: 'no' })).rejects.toMatchObject({ code: 'BAD_OPTION', where: name });
});
