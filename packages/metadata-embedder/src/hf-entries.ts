/** The `hf_*` metadata entries of version 2.0, which older readers know, made from a capsule's files. */
import type { NewEntry } from '@onnx-capsule/metadata-core';
import { type CapsuleFiles, MetadataError } from '@onnx-capsule/metadata-schema';

import { COMPRESS_THRESHOLD, gzipText } from './stored-file.js';

/** Which key holds which file. */
const KEYS: Readonly<Record<string, string>> = {
  'config.json': 'hf_model_config',
  'tokenizer_config.json': 'hf_tokenizer_config',
  'tokenizer.json': 'hf_tokenizer',
  'special_tokens_map.json': 'hf_special_tokens_map',
  'preprocessor_config.json': 'hf_preprocessor_config',
  'processor_config.json': 'hf_processor_config',
  'generation_config.json': 'hf_generation_config',
};

/**
 * The entries, and the files that version 2.0 has no key for.
 *
 * @throws {MetadataError} `NO_METADATA` where there is no `config.json`, and what reading the files throws.
 */
export async function hfEntries(files: CapsuleFiles): Promise<{ readonly entries: readonly NewEntry[]; readonly left: readonly string[] }> {
  if (!files.has('config.json')) {
    throw new MetadataError('NO_METADATA', `${files.origin} holds no config.json, without which hf_* 2.0 says nothing.`, {
      where: 'config.json',
      hint: 'Embed a folder that has one.',
    });
  }
  const entries: NewEntry[] = [entry('hf_metadata_version', '2.0')];
  const left: string[] = [];
  const names = files.list().map(({ path }) => path);
  for (const path of names) {
    const key = Object.hasOwn(KEYS, path) ? KEYS[path]! : undefined;
    if (key === undefined) left.push(path);
    else entries.push(fileEntry(key, await files.bytes(path)));
  }
  const { task, model } = files.manifest ?? { model: {} };
  if (task !== undefined) entries.push(entry('hf_pipeline_task', task.name));
  if (model.id !== undefined) entries.push(entry('hf_model_id', model.id));
  const type = await processorType(files);
  if (type !== undefined) entries.push(entry('hf_processor_type', type));
  const { id2label } = ((await files.json('config.json')) ?? {}) as { id2label?: unknown };
  if (typeof id2label === 'object' && id2label !== null) entries.push(entry('hf_labels', JSON.stringify(id2label)));
  return { entries, left };
}

async function processorType(files: CapsuleFiles): Promise<string | undefined> {
  if (files.has('processor_config.json')) return 'processor';
  if (files.has('preprocessor_config.json')) {
    const config = ((await files.json('preprocessor_config.json')) ?? {}) as Readonly<Record<string, unknown>>;
    return 'feature_extractor_type' in config && !('image_processor_type' in config) ? 'feature_extractor' : 'image_processor';
  }
  return files.has('tokenizer.json') || files.has('tokenizer_config.json') ? 'tokenizer' : undefined;
}

function fileEntry(key: string, bytes: Uint8Array): NewEntry {
  return bytes.length > COMPRESS_THRESHOLD ? { key: `${key}:compressed`, value: gzipText(bytes) } : { key, value: bytes };
}

function entry(key: string, value: string): NewEntry {
  return { key, value: new TextEncoder().encode(value) };
}
