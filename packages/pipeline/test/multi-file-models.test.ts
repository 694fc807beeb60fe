import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

// @boundaries-ignore tests write capsules, the package itself never does
import { ONNXMetadataEmbedder } from '../../metadata-embedder/src/index.js';
import { pipeline, type AnyPipeline, type TaskName } from '../src/index.js';
import { scratchFolder } from './capsules.js';
import { FIXTURES, goldensOf } from './goldens.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

/** A folder with the model's graphs alone; `main` is a capsule that holds the rest and names the others. */
async function graphsOnly(id: string, main: string): Promise<string> {
  const source = `${FIXTURES}models/${id}`;
  const folder = join(scratch.path, `${id}-${main}`);
  mkdirSync(folder);
  for (const name of readdirSync(source)) if (name.endsWith('.onnx') && name !== main) cpSync(join(source, name), join(folder, name));
  await new ONNXMetadataEmbedder().embed(join(source, main), source, { output: join(folder, main) });
  return join(folder, main);
}

for (const golden of goldensOf(['text2text-generation', 'summarization', 'translation'])) {
  describe(golden.id, () => {
    const [row] = golden.cases;
    const graphs = readdirSync(`${FIXTURES}models/${golden.id}`).filter((name) => name.endsWith('.onnx'));

    test('writes the same from a capsule with its parts beside it', async () => {
      const capsule = await graphsOnly(golden.id, 'encoder_model.onnx');
      await using pipe = (await pipeline(golden.task as TaskName, capsule, { fallback: false, onWarning: () => undefined })) as AnyPipeline;
      expect(await pipe(row!.input, row!.options)).toEqual(row!.output);
    });

    test.each(graphs)('writes the same when %s is named', async (name) => {
      await using pipe = (await pipeline(golden.task as TaskName, `${FIXTURES}models/${golden.id}/${name}`, { onWarning: () => undefined })) as AnyPipeline;
      expect(await pipe(row!.input, row!.options)).toEqual(row!.output);
    });

    test('misses an encoder or a decoder by name', async () => {
      const folder = join(scratch.path, `${golden.id}-alone`);
      mkdirSync(folder);
      const source = `${FIXTURES}models/${golden.id}`;
      for (const name of readdirSync(source)) if (!name.endsWith('.onnx')) cpSync(join(source, name), join(folder, name));
      cpSync(join(source, 'encoder_model.onnx'), join(folder, 'encoder_model.onnx'));
      await expect(pipeline(golden.task as TaskName, folder)).rejects.toMatchObject({ code: 'MISSING_PART', where: 'decoder' });
    });
  });
}
