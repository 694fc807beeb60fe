/**
 * The `hf_*` metadata of version 2.0: whole configurations as JSON, and `<key>:compressed` with base64 of their gzip.
 * A file's text is given as it was stored, so nothing of the original configuration is lost.
 */
import type { CapsuleLimits } from '@onnx-capsule/metadata-core';
import { unzip } from '@onnx-capsule/metadata-core/codecs';
import { isCapsuleError, parseJson } from '@onnx-capsule/metadata-schema';

import { badUtf8 } from '../failures.js';
import type { MetadataEntry } from '../metadata.js';
import type { DialectParts, DialectProblem } from './dialect.js';

const COMPRESSED = ':compressed';

/** Which file each key's JSON is. */
const FILES: Readonly<Record<string, string>> = {
  hf_model_config: 'config.json',
  hf_tokenizer_config: 'tokenizer_config.json',
  hf_tokenizer: 'tokenizer.json',
  hf_tokenizer_json: 'tokenizer.json',
  hf_special_tokens_map: 'special_tokens_map.json',
  hf_preprocessor_config: 'preprocessor_config.json',
  hf_image_processor_config: 'preprocessor_config.json',
  hf_feature_extractor_config: 'preprocessor_config.json',
  hf_processor_config: 'processor_config.json',
  hf_generation_config: 'generation_config.json',
};

/** Reads `hf_*` entries. Where both forms of a key are there, the compressed one counts unless it is damaged. */
export async function readHf(entries: ReadonlyMap<string, MetadataEntry>, limits: CapsuleLimits): Promise<DialectParts> {
  const files: Record<string, { text: string; keys: readonly string[] }> = {};
  const values: Record<string, unknown> = {};
  const problems: DialectProblem[] = [];

  for (const [stored, { value }] of entries) {
    if (!stored.startsWith('hf_')) continue;
    const key = stored.endsWith(COMPRESSED) ? stored.slice(0, -COMPRESSED.length) : stored;
    const path = Object.hasOwn(FILES, key) ? FILES[key] : undefined;
    try {
      const text = key === stored ? value : await inflate(value, stored, limits);
      const isJson = path !== undefined || /^\s*[[{]/.test(text);
      const parsed = isJson ? parseJson(text, stored, limits.jsonDepth) : text;
      if (key === stored && Object.hasOwn(values, key)) continue;
      values[key] = parsed;
      if (path === undefined) continue;
      const [other] = files[path]?.keys ?? [];
      if (other === undefined || other === key || other === key + COMPRESSED) files[path] = { text, keys: [stored] };
      else problems.push({ key: stored, code: 'AMBIGUOUS', message: `${other} and ${stored} both hold ${path}; the first counts.` });
    } catch (error) {
      if (!isCapsuleError(error)) throw error;
      problems.push({ key: stored, code: error.code, message: error.message });
    }
  }
  addLabels(files, values);
  const { hf_pipeline_task: task, hf_model_id: id, hf_model_name: name } = values;
  return { files, values, problems, task: textOf(task), modelId: textOf(id) ?? textOf(name) };
}

async function inflate(value: string, key: string, limits: CapsuleLimits): Promise<string> {
  const stored = new TextEncoder().encode(value.replace(/\s+/g, ''));
  const bytes = await unzip(key, stored, limits);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw badUtf8(key, cause);
  }
}

/** Puts `hf_labels`, a list or a dictionary by index, into a configuration that has no labels of its own. */
function addLabels(files: Record<string, { text: string; keys: readonly string[] }>, values: Record<string, unknown>): void {
  const { hf_labels: labels, hf_model_config: config = {} } = values;
  if (typeof labels !== 'object' || labels === null || typeof config !== 'object' || config === null || 'id2label' in config) return;
  const entries = Array.isArray(labels) ? labels.map((label: unknown, index) => [String(index), label] as const) : Object.entries(labels);
  const id2label = Object.fromEntries(entries);
  files['config.json'] = {
    text: JSON.stringify({ ...config, id2label }),
    keys: [...(files['config.json']?.keys ?? []), 'hf_labels'],
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

