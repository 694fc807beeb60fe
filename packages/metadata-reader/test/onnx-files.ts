/** The container corpus as the portable tests take it. */
import { readFileSync } from 'node:fs';

import type { CorpusFile } from './portable/corpus-tests.js';

const folder = new URL('../../../fixtures/onnxfiles/', import.meta.url);

interface Row {
  readonly file: string;
  readonly walk: string;
  readonly model?: { readonly metadata_props: CorpusFile['properties'] };
}

/** Every file of the corpus. */
export function readCorpus(): CorpusFile[] {
  const { files } = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as { files: Row[] };
  return files.map(({ file, walk, model }) => ({
    file,
    walk,
    bytes: new Uint8Array(readFileSync(new URL(file, folder))),
    ...(model?.metadata_props === undefined ? {} : { properties: model.metadata_props }),
  }));
}
