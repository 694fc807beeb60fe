/** Checks of a capsule against itself: files, hashes, parts, digest, signature. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { locateEntries, stripped } from '@onnx-capsule/metadata-core';
import type { OpenedModel } from '@onnx-capsule/metadata-reader/node';
import type { ManifestPart } from '@onnx-capsule/metadata-schema';

import { type Finding, findingOf } from './finding.js';

const EMBED_AGAIN = 'Embed the metadata again: onnx-capsule embed-metadata MODEL FOLDER.';

/** Findings about the capsule of `model`, or that there is none. */
export async function checkCapsule(model: OpenedModel, modelPath: string, key: string | undefined): Promise<Finding[]> {
  const { capsule } = model;
  if (!capsule) {
    const dialect = model.dialect && `it has ${model.dialect.name} metadata, which onnx-capsule convert upgrades`;
    return [{ code: 'NO_CAPSULE', severity: 'error', message: `The model holds no capsule${dialect === undefined ? '' : `; ${dialect}`}.`, repair: EMBED_AGAIN }];
  }
  const findings: Finding[] = [];
  for (const { path } of capsule.manifest.files) {
    await capsule.bytes(path).catch((error: unknown) => findings.push(findingOf(error, EMBED_AGAIN)));
  }
  for (const { path } of capsule.manifest.omitted ?? []) {
    await capsule.bytes(path).catch((error: unknown) => {
      const finding = findingOf(error, EMBED_AGAIN);
      findings.push(finding.code === 'FILE_OMITTED' ? { ...finding, severity: 'warning' } : finding);
    });
  }
  for (const part of capsule.manifest.parts ?? []) {
    const finding = await checkPart(part, dirname(modelPath));
    if (finding) findings.push(finding);
  }
  if (findings.every(({ severity }) => severity !== 'error')) {
    await capsule.verify(key === undefined ? {} : { key }).catch((error: unknown) => findings.push(findingOf(error, EMBED_AGAIN)));
  }
  return findings;
}

/** A part's hash is that of the part without a capsule of its own. */
async function checkPart(part: ManifestPart, folder: string): Promise<Finding | undefined> {
  const found = await readFile(join(folder, part.path)).catch(() => undefined);
  if (!found) {
    return { code: 'MISSING_PART', severity: 'error', message: `The ${part.role} ${part.path} is not beside the model.`, repair: `Put ${part.path} beside the model.` };
  }
  let bytes: Uint8Array = found;
  try {
    bytes = stripped(found, locateEntries(found));
  } catch {
    // Whatever it is, its hash tells that it is not the part.
  }
  if (createHash('sha256').update(bytes).digest('hex') === part.sha256) return undefined;
  return {
    code: 'PART_MISMATCH',
    severity: 'error',
    message: `The ${part.role} ${part.path} is not the file that the manifest names.`,
    repair: 'Put the part of the same export beside the model, or embed again.',
  };
}
