/** A model behind an http(s) URL: the whole file is fetched once; omitted files and parts come from beside it. */
import type { ManifestPart } from '@onnx-capsule/metadata-schema';

import { PipelineError } from './pipeline-error.js';
import { forRuntime, makeSource, noFiles, readEmbedded, type ModelFile, type ModelSource, type SourceOptions } from './sources.js';

/** The model at `url`. @throws {PipelineError} `NO_MODEL` when it cannot be fetched. */
export async function openUrl(url: URL, options: SourceOptions): Promise<ModelSource> {
  const bytes = await fetchBytes(url);
  const { files, metadata } = await readEmbedded(bytes, url.href, options);
  const parts = (files?.manifest?.parts ?? []).map((part) => urlPart(url, part, options));
  const main: ModelFile = { name: url.pathname.split('/').at(-1)!, load: () => Promise.resolve(forRuntime(bytes, options)) };
  return makeSource(url.href, files ?? noFiles(url.href), main, parts, metadata, () => Promise.resolve(bytes));
}

function urlPart(base: URL, part: ManifestPart, options: SourceOptions): ModelFile {
  return {
    name: part.path.split('/').at(-1)!,
    role: part.role,
    async load() {
      const bytes = await fetchBytes(new URL(part.path, base));
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
      const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      if (hex === part.sha256) return forRuntime(bytes, options);
      throw new PipelineError('PART_MISMATCH', `${part.path} is not the part that the manifest means: SHA-256 ${hex.slice(0, 12)}…, expected ${part.sha256.slice(0, 12)}….`, {
        where: part.path,
      });
    },
  };
}

async function fetchBytes(url: URL): Promise<Uint8Array> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new PipelineError('NO_MODEL', `${url.href} cannot be fetched.`, { where: url.href, hint: 'Check the address and the connection.', cause });
  });
  if (!response.ok) {
    throw new PipelineError('NO_MODEL', `${url.href} answers ${response.status} ${response.statusText}.`, { where: url.href, hint: 'Check the address.' });
  }
  return new Uint8Array(await response.arrayBuffer());
}
