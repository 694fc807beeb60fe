/** The parts of a model that its manifest lists, checked before they are used. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { stripped } from '@onnx-capsule/metadata-core';
import type { ManifestPart } from '@onnx-capsule/metadata-schema';

import { PipelineError } from './pipeline-error.js';
import { forRuntime, type ModelFile, type SourceOptions } from './sources.js';

/** Files for the manifest's parts. Loading one throws {PipelineError} `MISSING_PART` or `PART_MISMATCH`. */
export function manifestParts(folder: string, parts: readonly ManifestPart[], options: SourceOptions): ModelFile[] {
  return parts.map((part) => {
    const path = join(folder, part.path);
    return { name: basename(part.path), role: part.role, path, load: () => loadPart(path, part, options) };
  });
}

async function loadPart(path: string, part: ManifestPart, options: SourceOptions): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new PipelineError('MISSING_PART', `The part ${part.path} (${part.role}) of the model is not there.`, {
      where: path,
      hint: 'Put it back beside the model.',
      cause,
    });
  });
  const matches = [bytes, stripped(bytes)].some((content) => createHash('sha256').update(content).digest('hex') === part.sha256);
  if (matches) return forRuntime(bytes, options);
  throw new PipelineError('PART_MISMATCH', `${part.path} is not the part that the manifest means: ${bytes.length} bytes, expected ${part.size} with SHA-256 ${part.sha256.slice(0, 12)}….`, {
    where: path,
    hint: 'Restore the original file, or embed the metadata again.',
  });
}
