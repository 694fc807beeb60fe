/** Writes a new model beside the old one and puts it in its place by a rename: readers see the old file or the new one. */
import { constants, type Stats } from 'node:fs';
import { chmod, chown, copyFile, type FileHandle, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { type ByteRange, type Piece, piecesLength } from '@onnx-capsule/metadata-core';

import type { ModelFile } from './model-file.js';
import { writeError } from './write-error.js';

/** What is written, from what, to where. */
export interface CopyJob {
  readonly from: ModelFile;
  readonly pieces: readonly Piece[];
  readonly to: string;
  /** Called when the new file is complete, right before it takes its place; what it throws ends the job. */
  readonly beforeRename: () => Promise<void>;
  /** Called with the bytes that are through and their sum. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Writes the file that `pieces` of `from` make to `to`, with the mode and the times of `from`.
 *
 * @throws {MetadataError} `NOT_WRITABLE`, `DISK_FULL`, `WRITE_FAILED`; whatever stood at `to` is then unchanged.
 */
export async function writeCopy({ from, pieces, to, beforeRename, onProgress }: CopyJob): Promise<void> {
  const draft = join(dirname(to), `.${basename(to)}.capsule-draft`);
  const total = piecesLength(pieces);
  try {
    const before = await stat(from.realPath);
    await rm(draft, { force: true });
    const cloned = isAppended(pieces) && (await cloneAndAppend(from.realPath, draft, pieces));
    if (!cloned) await writePieces(from, draft, pieces, (done) => onProgress?.(done, total));
    onProgress?.(total, total);
    await keepAttributes(draft, before);
    await beforeRename();
    await rename(draft, to);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw writeError(to, cause);
  }
}

/** Whether the new file is the start of the old one and something behind it: the file system may then share the blocks. */
function isAppended(pieces: readonly Piece[]): pieces is readonly [ByteRange, ...Uint8Array[]] {
  const [first, ...rest] = pieces;
  return first !== undefined && !(first instanceof Uint8Array) && first.start === 0 && rest.every((piece) => piece instanceof Uint8Array);
}

/** Shares the blocks of `from` where the file system can, and says whether it could; a plain copy is faster by `writePieces`. */
async function cloneAndAppend(from: string, draft: string, [kept, ...added]: readonly [ByteRange, ...Uint8Array[]]): Promise<boolean> {
  try {
    await copyFile(from, draft, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
  } catch {
    await rm(draft, { force: true });
    return false;
  }
  await chmod(draft, 0o600);
  const handle = await open(draft, 'r+');
  try {
    await handle.truncate(kept.end);
    let position = kept.end;
    for (const bytes of added) position = await writeAt(handle, position, bytes);
  } finally {
    await handle.close();
  }
  return true;
}

async function writePieces(from: ModelFile, draft: string, pieces: readonly Piece[], report: (done: number) => void): Promise<void> {
  const handle = await open(draft, 'wx', 0o600);
  try {
    let position = 0;
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) position = await writeAt(handle, position, piece);
      else {
        for await (const part of from.parts(piece)) {
          position = await writeAt(handle, position, part);
          report(position);
        }
      }
    }
  } finally {
    await handle.close();
  }
}

/** Writes all of `bytes` at `position` and returns the position behind them. */
export async function writeAt(handle: FileHandle, position: number, bytes: Uint8Array): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
  return position + bytes.length;
}

async function keepAttributes(path: string, before: Stats): Promise<void> {
  // Only a privileged user may give a file away; for everybody else it stays theirs.
  await chown(path, before.uid, before.gid).catch(() => undefined);
  await chmod(path, before.mode);
  await utimes(path, before.atime, before.mtime);
}
