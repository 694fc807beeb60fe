/** Metadata for Windows ML: `winml.*` with JSON values, and the older `Image.*` with plain words. */
import type { CapsuleLimits } from '@onnx-capsule/metadata-core';
import { isCapsuleError, parseJson } from '@onnx-capsule/metadata-schema';

import type { MetadataEntry } from '../metadata.js';
import type { DialectParts, DialectProblem } from './dialect.js';

/** Reads the entries; there are values and no files, for nothing in them amounts to a Hugging Face configuration. */
export function readWinml(entries: ReadonlyMap<string, MetadataEntry>, limits: CapsuleLimits): DialectParts {
  const values: Record<string, unknown> = {};
  const problems: DialectProblem[] = [];
  for (const [key, { value }] of entries) {
    values[key] = value;
    if (!key.startsWith('winml.io.')) continue;
    try {
      values[key] = parseJson(value, key, limits.jsonDepth);
    } catch (error) {
      if (!isCapsuleError(error)) throw error;
      problems.push({ key, code: error.code, message: error.message });
    }
  }
  return { files: {}, values, problems };
}
