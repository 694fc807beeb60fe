/** Keeps two writers from changing one model at the same time. */
import { open, readFile, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';

import { MetadataError } from '@onnx-capsule/metadata-schema';

import { writeError } from './write-error.js';

/** What stands in a lock file: who holds it. */
interface Lock {
  readonly path: string;
  readonly token: string;
}

/**
 * Runs `work` while `target` is locked by a file beside it that holds the process id. The lock of a process that is gone is taken over.
 * `work` gets a function that throws when somebody took the lock away; call it right before a change becomes visible.
 *
 * @throws {MetadataError} `LOCKED`, `NOT_WRITABLE`, `DISK_FULL`, `WRITE_FAILED`, and what `work` throws.
 */
export async function withLock<Result>(target: string, work: (checkHeld: () => Promise<void>) => Promise<Result>): Promise<Result> {
  const lock = { path: `${target}.capsule-lock`, token: `${process.pid} ${randomBytes(8).toString('hex')}` };
  if (!(await take(lock))) {
    await clearStale(lock, target);
    if (!(await take(lock))) throw locked(target);
  }
  const checkHeld = async (): Promise<void> => {
    if ((await holder(lock.path)) !== lock.token) throw locked(target);
  };
  try {
    return await work(checkHeld);
  } finally {
    if ((await holder(lock.path)) === lock.token) await rm(lock.path, { force: true });
  }
}

async function take(lock: Lock): Promise<boolean> {
  try {
    const handle = await open(lock.path, 'wx');
    try {
      await handle.writeFile(lock.token);
    } finally {
      await handle.close();
    }
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    await rm(lock.path, { force: true }).catch(() => undefined);
    throw writeError(lock.path, cause);
  }
}

/** Removes the lock of a process that is gone, by renaming it first: of several that try, one succeeds. */
async function clearStale(lock: Lock, target: string): Promise<void> {
  const found = await holder(lock.path);
  if (found === undefined) return;
  const pid = Number.parseInt(found, 10);
  if (pid > 0 && isAlive(pid)) throw locked(target);
  const aside = `${lock.path}.${randomBytes(4).toString('hex')}`;
  await rename(lock.path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

async function holder(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function locked(target: string): MetadataError {
  return new MetadataError('LOCKED', `${basename(target)} is being written by another process.`, {
    where: target,
    hint: `Wait for it; if there is none, remove ${basename(target)}.capsule-lock.`,
  });
}
