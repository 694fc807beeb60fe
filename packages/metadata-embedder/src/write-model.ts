/** Writes a spliced model: in place, as an appended tail, or as a copy. */
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import type { Piece } from '@onnx-capsule/metadata-core';
import { MetadataError } from '@onnx-capsule/metadata-schema';

import { copyExternalData } from './external-data.js';
import { checkUnchanged, type ModelFile } from './model-file.js';
import { appendInPlace } from './write-append.js';
import { writeCopy } from './write-copy.js';
import { withLock } from './write-lock.js';

/** How a model is written. */
export interface WriteOptions {
  /** Where a copy is written. Default: the model itself is replaced. */
  readonly output?: string;
  /** Extends the file in place instead of replacing it: fast at any size, but a process that dies meanwhile leaves a cut tail. Default `false`. */
  readonly append?: boolean;
  /** Whether `output` may replace a file. Default `false`. */
  readonly force?: boolean;
  /** Whether external data is copied along with a model that is written into another folder; `false` refuses such models. Default `true`. */
  readonly copyData?: boolean;
  /** Called while a model is copied, with the bytes that are through and their sum. A file system that shares blocks reports the end only. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Protobuf cannot load a message of 2 GiB; the rest is room for what other tools add. */
const MAX_MODEL = 2 ** 31 - 2 * 2 ** 20;

/**
 * Writes the file that `pieces` of `model` make. With `append`, `entries` is all that is written.
 *
 * @throws {MetadataError} `LOCKED`, `CHANGED_MEANWHILE`, `OUTPUT_EXISTS`, `APPEND_IMPOSSIBLE`, `CACHED_MODEL`, `NOT_WRITABLE`, `DISK_FULL`,
 * `WRITE_FAILED`, `EXTERNAL_DATA` and `UNSAFE_PATH`.
 */
export async function writeModel(model: ModelFile, pieces: readonly Piece[], entries: Uint8Array, options: WriteOptions): Promise<void> {
  const target = options.output === undefined ? model.realPath : await resolveOutput(options.output);
  const inPlace = target === model.realPath;
  if (inPlace) refuseCachedBlob(model);
  else if (options.force !== true) await refuseExisting(target);
  await withLock(target, async (checkHeld) => {
    const ready = async (): Promise<void> => {
      await checkUnchanged(model);
      await checkHeld();
    };
    if (options.append === true && inPlace) {
      await appendInPlace(model, entries, ready);
      return;
    }
    if (!inPlace && dirname(target) !== dirname(model.realPath)) await copyExternalData(model, dirname(target), options);
    await writeCopy({ from: model, pieces, to: target, beforeRename: ready, onProgress: options.onProgress });
  });
}

/** Why a model of `bytes` cannot be written; `undefined` where it can. */
export function sizeLimitError(path: string, bytes: number): MetadataError | undefined {
  if (bytes <= MAX_MODEL) return undefined;
  return new MetadataError('MODEL_TOO_LARGE', `${basename(path)} would have ${bytes} bytes; protobuf loads no model of 2 GiB, so ${MAX_MODEL} is the limit.`, {
    where: path,
    hint: 'Save the weights as external data (onnx.save_model(model, path, save_as_external_data=True)), then embed.',
  });
}


async function resolveOutput(output: string): Promise<string> {
  const existing = await realpath(output).catch(() => undefined);
  if (existing !== undefined) {
    if ((await stat(existing)).isDirectory()) throw badOutput(output, 'is a folder', 'Name the file to write.');
    return existing;
  }
  const folder = await realpath(dirname(output)).catch(() => {
    throw badOutput(output, 'lies in a folder that does not exist', 'Make the folder first.');
  });
  return join(folder, basename(output));
}

function badOutput(output: string, what: string, hint: string): MetadataError {
  return new MetadataError('BAD_OUTPUT', `The output ${output} ${what}.`, { where: output, hint });
}

async function refuseExisting(target: string): Promise<void> {
  const exists = await stat(target).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  throw new MetadataError('OUTPUT_EXISTS', `${target} exists already.`, { where: target, hint: 'Choose another name, or add --force.' });
}

/** A Hugging Face cache names its blobs by their hash; changing one would break every snapshot that shares it. */
function refuseCachedBlob(model: ModelFile): void {
  if (basename(dirname(model.realPath)) !== 'blobs' || !/^[0-9a-f]{40,64}$/.test(basename(model.realPath))) return;
  throw new MetadataError('CACHED_MODEL', `${model.path} belongs to a Hugging Face cache, whose files must stay as they are.`, {
    where: model.path,
    hint: 'Write a copy to another place with -o.',
  });
}
