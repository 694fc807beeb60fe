/**
 * The pipeline beside the bare session and beside transformers.js, on bert-tiny-langid: cold start (a new process until its first result),
 * creation, and what a call adds to its session. Medians of interleaved runs. Usage: node tools/bench/pipeline.js [rounds]
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { median, record, takeTurns } from './measurements.js';

const MODEL = fileURLToPath(new URL('../../fixtures/models/bert-tiny-langid', import.meta.url));
const TEXT = 'Der Zug nach Hamburg hat heute leider zwanzig Minuten Verspätung.';
const rounds = Number(process.argv[2] ?? 15);

function report(title, medians) {
  record(title, medians);
  console.log(`${title} (ms)`, medians);
}

/** Median milliseconds of each candidate by name; the first `warmups` rounds do not count. */
async function interleave(candidates, rounds, warmups) {
  const medians = await takeTurns(Object.entries(candidates), rounds, warmups);
  return Object.fromEntries(Object.keys(candidates).map((name, index) => [name, medians[index]]));
}

/** The model as one file, and the folder as transformers.js wants it: the model below `onnx/`. */
async function prepare(home) {
  const { ONNXMetadataEmbedder } = await import('@onnx-capsule/metadata-embedder');
  await new ONNXMetadataEmbedder().embed(join(MODEL, 'model.onnx'), MODEL, { output: join(home, 'model.onnx') });
  const folder = join(home, 'bert-tiny-langid');
  cpSync(MODEL, folder, { recursive: true });
  mkdirSync(join(folder, 'onnx'));
  cpSync(join(MODEL, 'model.onnx'), join(folder, 'onnx', 'model.onnx'));
}

/** Prints the processor time that a program took, which other work on the machine changes less than its duration. */
const CPU_TIME = `process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stdout.write(String((user + system) / 1000)); });`;

const ours = (model) => `
    import { pipeline } from '@onnx-capsule/pipeline';
    const pipe = await pipeline(${JSON.stringify(model)});
    await pipe(${JSON.stringify(TEXT)});`;

const PROGRAMS = {
  'onnx-capsule, one file': (home) => ours(join(home, 'model.onnx')),
  'onnx-capsule, folder': () => ours(MODEL),
  'transformers.js': (home) => `
    import { env, pipeline } from '@huggingface/transformers';
    env.localModelPath = ${JSON.stringify(home)}; env.allowRemoteModels = false;
    const pipe = await pipeline('text-classification', 'bert-tiny-langid', { dtype: 'fp32' });
    await pipe(${JSON.stringify(TEXT)});`,
  'onnxruntime-node alone': () => `
    import ort from 'onnxruntime-node';
    import { readFileSync } from 'node:fs';
    const session = await ort.InferenceSession.create(readFileSync(${JSON.stringify(join(MODEL, 'model.onnx'))}));
    const ids = new ort.Tensor('int64', new BigInt64Array(30).fill(5n), [1, 30]);
    await session.run({ input_ids: ids, attention_mask: ids, token_type_ids: new ort.Tensor('int64', new BigInt64Array(30), [1, 30]) });`,
};

const home = mkdtempSync(join(tmpdir(), 'capsule-bench-'));
try {
  await prepare(home);
  const processor = Object.fromEntries(Object.keys(PROGRAMS).map((name) => [name, []]));
  const cold = await interleave(
    Object.fromEntries(
      Object.entries(PROGRAMS).map(([name, program]) => [
        name,
        () => {
          const used = execFileSync(process.execPath, ['--input-type=module', '-e', CPU_TIME + program(home)], { cwd: import.meta.dirname, encoding: 'utf8' });
          processor[name].push(Number(used));
        },
      ]),
    ),
    rounds,
    1,
  );
  for (const used of Object.values(processor)) used.shift();
  report('cold start, process start to first result', cold);
  report('processor time of the same', Object.fromEntries(Object.entries(processor).map(([name, values]) => [name, median(values)])));

  const { default: ort } = await import('onnxruntime-node');
  const { pipeline } = await import('@onnx-capsule/pipeline');
  const { Tokenizer } = await import('@onnx-capsule/processor-reconstruction/tokenizer');
  const { processorCache } = await import('@onnx-capsule/processor-reconstruction/reconstructor');
  const { openFolder } = await import('@onnx-capsule/metadata-reader/node');
  const theirs = await import('@huggingface/transformers');
  theirs.env.localModelPath = home;
  theirs.env.allowRemoteModels = false;
  const bytes = readFileSync(join(MODEL, 'model.onnx'));
  const created = await interleave(
    {
      'session alone': async () => (await ort.InferenceSession.create(bytes)).release(),
      'tokenizer alone': async () => Tokenizer.from(await openFolder(MODEL)),
      'onnx-capsule, one file': async () => {
        processorCache.clear();
        await (await pipeline(join(home, 'model.onnx'))).dispose();
      },
      'onnx-capsule, folder': async () => {
        processorCache.clear();
        await (await pipeline(MODEL)).dispose();
      },
      'transformers.js': async () => (await theirs.pipeline('text-classification', 'bert-tiny-langid', { dtype: 'fp32' })).dispose(),
    },
    rounds * 2,
    3,
  );
  report('creation', created);

  // Without transformers.js, whose sessions leave threads that still spin while the next candidate runs; `calls.js` is beside it.
  const pipe = await pipeline(MODEL);
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const features = await pipe.preprocess(TEXT);
  const feeds = Object.fromEntries(Object.entries(features).map(([name, { type, data, dims }]) => [name, new ort.Tensor(type, data, dims)]));
  const called = await interleave({ 'session.run alone': () => session.run(feeds), 'onnx-capsule': () => pipe(TEXT) }, rounds * 100, 300);
  report('call', called);
} finally {
  rmSync(home, { recursive: true, force: true });
}
