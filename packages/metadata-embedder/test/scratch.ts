/** Folders and models that tests change. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll } from 'vitest';

/** The corpus. */
export const fixtures: string = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

const made: string[] = [];

afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true });
});

/** An empty folder that is removed after the file's tests. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'capsule-test-'));
  made.push(folder);
  return folder;
}

/** A copy of a corpus model's folder. */
export async function copyOfModel(id: string): Promise<string> {
  const folder = await scratchFolder();
  await cp(join(fixtures, 'models', id), folder, { recursive: true });
  return folder;
}

/** Names of the files that a writer should not have left. */
export async function leftovers(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.includes('capsule'));
}
