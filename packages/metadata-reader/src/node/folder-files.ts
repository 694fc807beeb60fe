/** A Hugging Face folder as files by path. Links may not lead out of it, but for the shape of the hub's own cache. */
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

import { type CapsuleFileInfo, type CapsuleFiles, isSafePath, MetadataError, parseJson } from '@onnx-capsule/metadata-schema';

import { decodeText } from '../check-file.js';
import { fileError } from './file-error.js';

/** Folders below the first that are looked into; `onnx/`, `1_Pooling/` and the like need one. */
const MAX_DEPTH = 4;
const MAX_FILES = 10_000;

/** The files of a folder; made by `openFolder`. Contents are read when they are asked for and not kept. */
export interface FolderFiles extends CapsuleFiles {
  /** The folder as it was given. */
  readonly origin: string;
}

/**
 * The files in `folder` and the folders below it (four levels), by their path with `/`. Hidden folders and `node_modules` are left out.
 *
 * @throws {MetadataError} `FILE_NOT_FOUND`, `NOT_A_FOLDER`, `FILE_NOT_READABLE`, `LIMIT_EXCEEDED` above 10,000 files.
 */
export async function openFolder(folder: string): Promise<FolderFiles> {
  const files = new Map<string, CapsuleFileInfo>();
  const outside = new Set<string>();
  const roots = await rootsOf(folder);

  async function look(below: string, depth: number): Promise<void> {
    const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((cause: unknown) => {
      throw fileError(join(folder, below), cause);
    });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const full = join(folder, path);
      if (entry.isDirectory()) {
        if (depth < MAX_DEPTH && !entry.name.startsWith('.') && entry.name !== 'node_modules') await look(path, depth + 1);
        continue;
      }
      if (!isSafePath(path)) continue;
      if (entry.isSymbolicLink() && !(await isInside(full, roots))) {
        outside.add(path);
        continue;
      }
      const found = await stat(full).catch(() => undefined);
      if (found?.isFile() !== true) continue;
      files.set(path, { path, size: found.size });
      if (files.size > MAX_FILES) {
        throw new MetadataError('LIMIT_EXCEEDED', `${folder} holds more than ${MAX_FILES} files.`, {
          where: folder,
          hint: 'Give the folder of one model.',
        });
      }
    }
  }

  await look('', 0);

  async function bytes(path: string): Promise<Uint8Array> {
    if (outside.has(path)) throw leadsOut(join(folder, path));
    if (!files.has(path)) {
      throw new MetadataError('FILE_NOT_FOUND', `${folder} holds no ${path}.`, { where: path, hint: 'Check the folder and the name.' });
    }
    const found = await readInside(folder, path, Infinity, roots);
    if (found === undefined) throw fileError(join(folder, path), { code: 'ENOENT' });
    return found;
  }

  const text = async (path: string): Promise<string> => decodeText(await bytes(path), path);
  return {
    origin: folder,
    list: () => [...files.values()],
    has: (path) => files.has(path),
    bytes,
    text,
    json: async (path) => parseJson(await text(path), path),
  };
}

/**
 * The file at `path` in `folder`; `undefined` where there is none. `roots` are the real paths below which it may lie.
 *
 * @throws {MetadataError} `OUTSIDE_FOLDER` where a link leads out, `LIMIT_EXCEEDED` above `maxBytes`, `FILE_NOT_READABLE`.
 */
export async function readInside(folder: string, path: string, maxBytes: number, roots?: readonly string[]): Promise<Uint8Array | undefined> {
  const full = join(folder, path);
  const known = await lstat(full).catch(() => undefined);
  if (known === undefined) return undefined;
  if (!(await isInside(full, roots ?? (await rootsOf(folder))))) throw leadsOut(full);
  try {
    const { size } = await stat(full);
    if (size <= maxBytes) {
      const bytes = await readFile(full);
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    throw new MetadataError('LIMIT_EXCEEDED', `${full} has ${size} bytes; ${maxBytes} were expected.`, {
      where: path,
      hint: 'Put the original file there.',
    });
  } catch (cause) {
    throw cause instanceof MetadataError ? cause : fileError(full, cause);
  }
}

/** Real paths below which a file of `folder` may lie: the folder, and in the hub's cache (`snapshots/<revision>`) its `blobs`. */
async function rootsOf(folder: string): Promise<readonly string[]> {
  const root = await realpath(folder).catch((cause: unknown) => Promise.reject(fileError(folder, cause)));
  if (!(await stat(root)).isDirectory()) {
    throw new MetadataError('NOT_A_FOLDER', `${folder} is no folder.`, { where: folder, hint: 'Give the folder of a model.' });
  }
  const parent = dirname(root);
  return basename(parent) === 'snapshots' ? [root, join(dirname(parent), 'blobs')] : [root];
}

async function isInside(path: string, roots: readonly string[]): Promise<boolean> {
  const real = await realpath(path).catch(() => undefined);
  return real !== undefined && roots.some((root) => real === root || real.startsWith(root + sep));
}

function leadsOut(path: string): MetadataError {
  return new MetadataError('OUTSIDE_FOLDER', `${path} is a link that leads out of its folder.`, {
    where: path,
    hint: 'Copy the file into the folder.',
  });
}
