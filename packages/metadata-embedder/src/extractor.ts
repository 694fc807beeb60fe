/** Finds the files in a folder that belong to a model. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

import { isSafePath, MetadataError } from '@onnx-capsule/metadata-schema';

import { fileRule, INCLUDED_RULE, isNeverEmbedded, type Tier } from './file-rules.js';
import { matchesGlob } from './glob.js';

/** A file of the source folder. */
export interface SourceFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly size: number;
  /** The smallest tier that takes it. */
  readonly tier: Tier;
  /** @throws {MetadataError} `UNREADABLE_FILE`. */
  read(): Promise<Uint8Array>;
}

/** What to look for beside the usual files. */
export interface DiscoverOptions {
  /** Shell patterns of files to take although they are none of the usual ones. */
  readonly include?: readonly string[];
}

/** What was found in a folder. */
export interface Discovery {
  /** The files, in the order in which they are stored. */
  readonly files: readonly SourceFile[];
  /** What the user should know, e.g. of a link that leaves the folder. */
  readonly warnings: readonly string[];
}

/** Folders deeper than this are not searched. */
const MAX_DEPTH = 4;
/** A folder with more files is no model folder but somebody's home. */
const MAX_FILES = 10_000;

/** Finds what belongs to a model in a folder. Stateless; the class is a name that people know. */
export class MetadataExtractor {
  /**
   * The files of `folder` that belong to a model: configuration, tokenizer, processors, labels, chat templates; never weights,
   * hidden folders, or what a link outside the folder leads to (but a Hugging Face cache's `snapshots/… -> blobs/…` is followed).
   *
   * @throws {MetadataError} `FOLDER_NOT_FOUND`, `UNREADABLE_FOLDER`, `TOO_MANY_FILES`.
   */
  async discover(folder: string, options: DiscoverOptions = {}): Promise<Discovery> {
    const found: { readonly rank: number; readonly file: SourceFile }[] = [];
    const warnings: string[] = [];
    const include = options.include ?? [];
    for (const path of await listFiles(folder, include.length > 0)) {
      const asked = include.some((pattern) => matchesGlob(path, pattern)) && !isNeverEmbedded(path);
      const rule = fileRule(path) ?? (asked ? INCLUDED_RULE : undefined);
      if (rule === undefined) continue;
      if (!isSafePath(path)) {
        warnings.push(`${JSON.stringify(path)} was left out: its name holds characters that a capsule's paths cannot have.`);
        continue;
      }
      const size = await sizeWithin(folder, path);
      if (size === undefined) warnings.push(`${path} was left out: it is a link that leaves the folder or leads nowhere.`);
      else found.push({ rank: rule.rank, file: { path, size, tier: rule.tier, read: () => readSource(folder, path) } });
    }
    found.sort((a, b) => a.rank - b.rank || (a.file.path < b.file.path ? -1 : 1));
    return { files: found.map(({ file }) => file), warnings };
  }
}

/** The folder whose files belong to the model at `modelPath`: its own, or the parent where that alone holds `config.json`. */
export async function sourceFolderOf(modelPath: string): Promise<string> {
  const own = dirname(modelPath);
  const parent = join(own, '..');
  if (!(await isFile(join(own, 'config.json'))) && (await isFile(join(parent, 'config.json')))) return parent;
  return own;
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

/** Paths of all files; of those in deeper folders only where a rule could want them. */
async function listFiles(folder: string, everything: boolean): Promise<string[]> {
  const paths: string[] = [];
  const visit = async (below: string, depth: number): Promise<void> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((cause: unknown) => {
      throw folderError(folder, cause);
    });
    for (const entry of entries) {
      const path = below + entry.name;
      if (entry.isDirectory()) {
        if (depth < (everything ? MAX_DEPTH : 1) && !isNeverEmbedded(`${path}/`)) await visit(`${path}/`, depth + 1);
      } else if (entry.isFile() || entry.isSymbolicLink()) paths.push(path);
      if (paths.length > MAX_FILES) {
        throw new MetadataError('TOO_MANY_FILES', `${basename(folder)} holds more than ${MAX_FILES} files; that is no model folder.`, {
          hint: "Name the model's folder.",
        });
      }
    }
  };
  await visit('', 0);
  return paths;
}

/** Size of a regular file whose real place is inside the folder or in the blobs of the Hugging Face cache that the folder is part of. */
async function sizeWithin(folder: string, path: string): Promise<number | undefined> {
  try {
    const root = await realpath(folder);
    const real = await realpath(join(folder, path));
    const blobs = join(root, '..', '..', 'blobs');
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep) && dirname(real) !== blobs) return undefined;
    const entry = await stat(real);
    return entry.isFile() ? entry.size : undefined;
  } catch {
    return undefined;
  }
}

async function readSource(folder: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, path));
  } catch (cause) {
    throw new MetadataError('UNREADABLE_FILE', `${path} cannot be read: ${reason(cause)}.`, {
      where: path,
      hint: 'Make it readable, or leave it out with --exclude.',
      cause,
    });
  }
}

function folderError(folder: string, cause: unknown): MetadataError {
  const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT' || (cause as NodeJS.ErrnoException).code === 'ENOTDIR';
  return new MetadataError(
    missing ? 'FOLDER_NOT_FOUND' : 'UNREADABLE_FOLDER',
    missing ? `There is no folder ${folder}.` : `The folder ${folder} cannot be read: ${reason(cause)}.`,
    { where: folder, hint: 'Name the folder that holds config.json and the tokenizer.', cause },
  );
}

function reason(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}
