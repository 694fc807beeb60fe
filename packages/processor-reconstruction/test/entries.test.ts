import { fileURLToPath } from 'node:url';

import { build, type Metafile } from 'esbuild';
import { describe, expect, test } from 'vitest';

const source = (name: string): string => fileURLToPath(new URL(`../src/${name}`, import.meta.url));

/** The modules of this package that are evaluated when `entry` is imported, dynamic imports left out, bundled for a browser. */
async function evaluated(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [source(entry)],
    bundle: true,
    splitting: true,
    treeShaking: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['@onnx-capsule/source'],
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    outdir: 'unwritten',
    write: false,
    metafile: true,
  });
  return reachable(metafile, `src/${entry}`).filter((path) => path.startsWith('src/'));
}

function reachable({ inputs }: Metafile, from: string, seen = new Set<string>()): string[] {
  if (!seen.has(from)) {
    seen.add(from);
    for (const { path, kind } of inputs[from]?.imports ?? []) if (kind !== 'dynamic-import') reachable({ inputs, outputs: {} }, path, seen);
  }
  return [...seen];
}

describe('entries', () => {
  test.each(['index.ts', 'reconstructor.ts', 'tokenizer.ts', 'image.ts', 'audio.ts'])('%s bundles for a browser', async (entry) => {
    expect((await evaluated(entry)).length).toBeGreaterThan(2);
  });

  test('the reconstructor evaluates no tokenizer, image or audio code but the table of model types', async () => {
    const modules = await evaluated('reconstructor.ts');
    expect(modules.filter((path) => /src\/(tokenizer|image|audio|chat|tokenizer-files)\//.test(path))).toEqual(['src/audio/model-families.ts']);
  });

  test('audio evaluates no tokenizer or image code but the table of Whisper\'s languages', async () => {
    const modules = await evaluated('audio.ts');
    expect(modules.filter((path) => /src\/(tokenizer|image|chat)/.test(path))).toEqual(['src/tokenizer-files/whisper-languages.ts']);
  });
});
