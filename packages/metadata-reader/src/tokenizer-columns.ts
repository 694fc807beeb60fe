/** The columns of a packed tokenizer, straight from the stored form. */
import { unzip } from '@onnx-capsule/metadata-core/codecs';
import { readTokenizerColumns } from '@onnx-capsule/metadata-core/tokenizer-pack';
import { FILE_KEY_PREFIX, type TokenizerColumns } from '@onnx-capsule/metadata-schema';

import type { Capsule } from './capsule.js';
import { unreadable } from './failures.js';

/** The columns of `path`; `undefined` where it is not stored as `tokenizer-pack`. @throws {MetadataError} as `Capsule.tokenizerColumns`. */
export async function readColumns(capsule: Capsule, path: string): Promise<TokenizerColumns | undefined> {
  const file = capsule.manifest.files.find((row) => row.path === path);
  if (file?.codec !== 'tokenizer-pack') return undefined;
  const stored = file.size > capsule.limits.fileBytes ? undefined : await capsule.entry(FILE_KEY_PREFIX + path);
  if (stored === undefined) throw unreadable(capsule, path, file, undefined);
  return readTokenizerColumns(await unzip(path, stored, capsule.limits));
}
