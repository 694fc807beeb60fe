import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { pipeline, type AnyPipeline, type TaskName } from '../src/index.js';
import { FIXTURES } from './goldens.js';

interface SettingsCase {
  readonly input: unknown;
  readonly options: Readonly<Record<string, unknown>>;
  readonly output?: unknown;
  /** The reference's refusal. */
  readonly error?: string;
}

interface SettingsGolden {
  readonly id: string;
  readonly task: TaskName;
  readonly cases: readonly SettingsCase[];
}

/** Made by tools/goldens/generation.py. */
const { goldens } = JSON.parse(gunzipSync(readFileSync(`${FIXTURES}generation/goldens.json.gz`)).toString()) as {
  goldens: readonly SettingsGolden[];
};

for (const golden of goldens) {
  describe(golden.id, () => {
    golden.cases.forEach(({ input, options, output, error }, index) => {
      test(`follows the reference with ${JSON.stringify(options).slice(0, 90)} (${index})`, async () => {
        await using pipe = (await pipeline(golden.task, `${FIXTURES}models/${golden.id}`, { onWarning: () => undefined })) as AnyPipeline;
        if (error === undefined) expect(await pipe(input, options)).toEqual(output);
        else await expect(pipe(input, options)).rejects.toThrow(expect.objectContaining({ name: 'PipelineError' }) as Error);
      });
    });
  });
}
