/** Capsules for tests, made from folders of the fixtures by the embedder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// @boundaries-ignore tests write capsules, the package itself never does
import { ONNXMetadataEmbedder } from '../../metadata-embedder/src/index.js';
import { FIXTURES } from './goldens.js';

/** An empty folder that is removed when the test file is done. */
export function scratchFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'capsule-pipeline-'));
  return { path, remove: () => { rmSync(path, { recursive: true, force: true }); } };
}

/** Writes a capsule of the fixture `id` into `folder` and returns its path. */
export async function embedFixture(id: string, folder: string, file = 'model.onnx'): Promise<string> {
  return embedModel(`${FIXTURES}models/${id}`, join(folder, `${id}.onnx`), file);
}

/** Writes a capsule of the model in `folder` to `output` and returns that path. */
export async function embedModel(folder: string, output: string, file = 'model.onnx'): Promise<string> {
  await new ONNXMetadataEmbedder().embed(`${folder}/${file}`, folder, { output });
  return output;
}
