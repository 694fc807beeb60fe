import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runSample } from '../src/validation/sample-run.js';
import { fixture } from './workspace.js';

const models = readdirSync(fixture('models'));

test.each(models)('a sample of its task runs through %s', async (name) => {
  const graphs = readdirSync(fixture('models', name), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.onnx')).sort();
  const main = graphs.find((path) => /(?:^|[\\/])encoder_model\.onnx$/.test(path)) ?? graphs[0]!;
  expect(await runSample(join(fixture('models', name), main))).toEqual([]);
});
