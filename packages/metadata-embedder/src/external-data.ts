/** Takes the external data of a model along when the model is written into another folder. */
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { readGraph } from '@onnx-capsule/metadata-core/graph';
import { isSafePath, MetadataError } from '@onnx-capsule/metadata-schema';

import type { ModelFile } from './model-file.js';
import { writeError } from './write-error.js';

/** What to do with external data, and with what stands in its place. */
export interface DataOptions {
  readonly copyData?: boolean;
  readonly force?: boolean;
}

/**
 * Copies the files that hold external data of `model` to the same relative paths below `folder`.
 *
 * @throws {MetadataError} `EXTERNAL_DATA` where copying is off, a file is missing or is a link, or another file stands in its place;
 * `UNSAFE_PATH` where a location leaves the folder; `NOT_WRITABLE`, `DISK_FULL`, `WRITE_FAILED`.
 */
export async function copyExternalData(model: ModelFile, folder: string, options: DataOptions): Promise<void> {
  const locations = (await readGraph(model.source)).externalData ?? [];
  for (const location of locations) {
    if (!isSafePath(location)) {
      throw new MetadataError('UNSAFE_PATH', `${model.path} names external data outside its folder: ${JSON.stringify(location)}.`, {
        where: location,
        hint: 'Save the model again with its data beside it.',
      });
    }
  }
  if (locations.length > 0 && options.copyData === false) {
    throw refused(`${model.path} keeps weights in ${locations.join(', ')}, which a copy in another folder needs beside it`, 'Leave out --no-copy-data.');
  }
  for (const location of locations) {
    const from = join(dirname(model.realPath), location);
    const to = join(folder, location);
    const entry = await lstat(from).catch(() => undefined);
    if (entry?.isFile() !== true) {
      throw refused(`The external data ${location} of ${model.path} is ${entry === undefined ? 'missing' : 'no regular file'}`, 'Put it beside the model.');
    }
    if (options.force !== true && (await lstat(to).catch(() => undefined)) !== undefined) {
      throw refused(`${to} exists already`, 'Choose another folder, or add --force.');
    }
    await copyWhole(from, to);
  }
}

async function copyWhole(from: string, to: string): Promise<void> {
  const draft = `${to}.capsule-draft`;
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, draft, constants.COPYFILE_FICLONE);
    await rename(draft, to);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw writeError(to, cause);
  }
}

function refused(what: string, hint: string): MetadataError {
  return new MetadataError('EXTERNAL_DATA', `${what}.`, { hint });
}
