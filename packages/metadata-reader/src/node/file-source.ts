/** A model in a file. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { MetadataError } from '@onnx-capsule/metadata-schema';

import type { OpenedSource } from '../options.js';
import { fileError } from './file-error.js';

/**
 * The model at `path`. Each read opens the file for itself, so nothing is left to close; a file that changes between two reads is noticed.
 *
 * @throws {MetadataError} `FILE_NOT_FOUND`, `NOT_A_FILE`, `FILE_NOT_READABLE`; reads also `FILE_CHANGED`.
 */
export async function openPath(path: string, origin: string = path): Promise<OpenedSource> {
  const before = await stat(path).catch((cause: unknown) => Promise.reject(fileError(path, cause)));
  if (!before.isFile()) {
    throw new MetadataError('NOT_A_FILE', `${path} is ${before.isDirectory() ? 'a folder' : 'no file'}, where a model file is needed.`, {
      where: path,
      hint: before.isDirectory() ? 'Give the path of the .onnx file in it.' : 'Give the path of the .onnx file.',
    });
  }
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const handle = await open(path).catch((cause: unknown) => Promise.reject(fileError(path, cause)));
    try {
      const now = await handle.stat();
      if (now.ino !== before.ino || now.size !== before.size || now.mtimeMs !== before.mtimeMs) {
        throw new MetadataError('FILE_CHANGED', `${path} changed while it was read.`, { where: path, hint: 'Open it again.' });
      }
      return await readAt(handle, offset, length);
    } finally {
      await handle.close();
    }
  };
  const folder = dirname(path);
  return {
    source: { size: before.size, read },
    origin,
    sha256,
    sha256OfParts,
    isBeside: (name) => existsSync(join(folder, name)),
    beside: async (name, maxBytes) => {
      const { readInside } = await import('./folder-files.js');
      return await readInside(folder, name, maxBytes);
    },
  };
}

/** The model in an open file, which stays open. @throws {MetadataError} `FILE_NOT_READABLE`. */
export async function openHandle(handle: FileHandle, origin = 'model.onnx' as string): Promise<OpenedSource> {
  const { size } = await handle.stat().catch((cause: unknown) => Promise.reject(fileError(origin, cause)));
  return { source: { size, read: (offset, length) => readAt(handle, offset, length) }, origin, sha256, sha256OfParts };
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Node's own hash: its first use takes less time than WebCrypto's. */
function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function sha256OfParts(parts: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of parts) hash.update(part);
  return hash.digest('hex');
}
