/** Recognises who wrote a model's metadata, and reads it. */
import type { CapsuleLimits } from '@onnx-capsule/metadata-core';

import type { MetadataEntry } from '../metadata.js';
import type { Dialect, DialectName, DialectReader } from './dialect.js';
import { readHf } from './hf.js';
import { memoryFiles } from './memory-files.js';
import { readRapidOcr } from './rapidocr.js';
import { readSherpa } from './sherpa.js';
import { readUltralytics } from './ultralytics.js';
import { readWinml } from './winml.js';

type Entries = ReadonlyMap<string, MetadataEntry>;

/** The dialects, the most telling first. Adding one is a row here and a file beside this one. */
const DIALECTS: readonly { readonly name: DialectName; readonly fits: (entries: Entries) => boolean; readonly read: DialectReader }[] = [
  { name: 'hf', fits: (entries) => [...entries.keys()].some((key) => key.startsWith('hf_')), read: readHf },
  {
    name: 'ultralytics',
    fits: (entries) => entries.get('author')?.value === 'Ultralytics' || ['names', 'task', 'stride'].every((key) => entries.has(key)),
    read: readUltralytics,
  },
  {
    name: 'piper',
    fits: (entries) => entries.get('comment')?.value.toLowerCase() === 'piper' && entries.has('sample_rate'),
    read: readSherpa,
  },
  { name: 'sherpa-onnx', fits: (entries) => entries.has('model_type'), read: readSherpa },
  { name: 'rapidocr', fits: (entries) => entries.has('character'), read: readRapidOcr },
  {
    name: 'winml',
    fits: (entries) => [...entries.keys()].some((key) => key.startsWith('winml.') || key.startsWith('Image.')),
    read: readWinml,
  },
];

/** The metadata in terms of a Hugging Face folder; `undefined` where no dialect is recognised. */
export async function readDialect(
  entries: readonly MetadataEntry[],
  origin: string,
  limits: CapsuleLimits,
): Promise<Dialect | undefined> {
  // Values become properties under these keys.
  const byKey = new Map(entries.filter(({ key }) => key !== '__proto__').map((entry) => [entry.key, entry]));
  const dialect = DIALECTS.find(({ fits }) => fits(byKey));
  if (dialect === undefined) return undefined;
  const { files, task, modelId, values, problems } = await dialect.read(byKey, limits);
  return {
    name: dialect.name,
    files: memoryFiles(`${origin} (${dialect.name} metadata)`, files, limits),
    sources: Object.fromEntries(Object.entries(files).map(([path, { keys }]) => [path, keys])),
    ...(task === undefined ? {} : { task }),
    ...(modelId === undefined ? {} : { modelId }),
    values,
    problems,
  };
}
