/** Turns what a Node program gives into a source: a path or a file handle, and all that the neutral entry takes. */
import type { FileHandle } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { openSource } from '../open-source.js';
import type { ModelInput, OpenedSource, OpenOptions } from '../options.js';
import { openHandle, openPath } from './file-source.js';

/** What a model is read from in Node: also a path, a `file:` URL, or an open file handle. */
export type NodeModelInput = ModelInput | FileHandle;

/** Opens `input`. @throws {MetadataError} as `openPath`, `openHandle` and `openSource`. */
export async function openNodeSource(input: NodeModelInput, options: OpenOptions): Promise<OpenedSource> {
  if (typeof input === 'string') {
    if (/^https?:\/\//i.test(input)) return await openSource(input, options);
    return await openPath(input.startsWith('file://') ? fileURLToPath(input) : input, options.origin ?? input);
  }
  if (input instanceof URL && input.protocol === 'file:') return await openPath(fileURLToPath(input), options.origin);
  if (isFileHandle(input)) return await openHandle(input, options.origin);
  return await openSource(input, options);
}

function isFileHandle(input: NodeModelInput): input is FileHandle {
  return typeof (input as FileHandle).fd === 'number' && typeof (input as FileHandle).stat === 'function';
}
