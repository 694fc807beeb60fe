/** The portable tests, in this Node; `tools/runtimes` runs the same ones everywhere else. */
import { test } from 'vitest';

import { readCorpus } from './onnx-files.js';
import { portableTests } from './portable/index.js';

test.each(portableTests(readCorpus()))('$name', async ({ run }) => {
  await run();
});
