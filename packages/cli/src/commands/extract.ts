/** `onnx-capsule extract`: the original folder back, byte for byte. */
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';

import { MetadataError } from '@onnx-capsule/metadata-schema';

import type { Context, GlobalOptions } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';
import { openModelArgument } from '../opened-model.js';
import { formatBytes, formatTable, printable } from '../text-layout.js';

interface ExtractOptions extends GlobalOptions {
  readonly output?: string;
  readonly force?: boolean;
}

interface ExtractedFile {
  readonly path: string;
  readonly size: number;
}

/** Writes every embedded file below a folder; nothing is written when one of them is there already, unless `--force`. */
export async function extract(args: readonly string[], options: ExtractOptions, context: Context): Promise<number> {
  const argument = args[0]!;
  const model = await openModelArgument(argument, context);
  const { files } = model;
  if (!files) {
    throw new MetadataError('NO_CAPSULE', `${model.origin} holds no files.`, { hint: 'onnx-capsule embed-metadata puts them in.' });
  }
  const folder = options.output ?? defaultFolder(argument);
  const embedded = new Set(model.capsule?.manifest.files.map(({ path }) => path) ?? files.list().map(({ path }) => path));
  const targets = files
    .list()
    .filter(({ path }) => embedded.has(path))
    .map(({ path }) => ({ path, target: targetOf(folder, path) }));
  if (options.force !== true) {
    for (const { target } of targets) await refuseExisting(target);
  }
  const written: ExtractedFile[] = [];
  for (const { path, target } of targets) {
    const bytes = await files.bytes(path);
    await refuseLinks(folder, path);
    await mkdir(dirname(target), { recursive: true }).catch((cause: unknown) => fail(dirname(target), cause));
    await writeFile(target, bytes, { flag: options.force === true ? 'w' : 'wx' }).catch((cause: unknown) => fail(target, cause));
    written.push({ path, size: bytes.length });
  }
  const omitted = (model.capsule?.manifest.omitted ?? []).map(({ path }) => path);
  if (omitted.length > 0) context.warn(`left out when the model was embedded, so not here: ${omitted.join(', ')}`);
  context.report({ model: argument, output: folder, files: written, omitted }, () => {
    const rows = written.map(({ path, size }) => [`  ${printable(path)}`, formatBytes(size)]);
    const table = formatTable(rows, [{ flexible: true }, { align: 'right' }], context.terminal.columns);
    return `${written.length} ${written.length === 1 ? 'file' : 'files'} written to ${folder}\n${table}`;
  });
  return EXIT_CODES.done;
}

function defaultFolder(argument: string): string {
  if (argument === '-') return 'model';
  const name = basename(/^https?:/i.test(argument) ? new URL(argument).pathname : argument);
  const folder = name.replace(/\.onnx$/i, '');
  return folder === name || folder === '' ? `${name || 'model'}.files` : folder;
}

/** The place of `path` below `folder`; the manifest's guard has refused paths that leave it, and this is the second lock. */
function targetOf(folder: string, path: string): string {
  const target = resolve(folder, path);
  if (target.startsWith(resolve(folder) + sep)) return target;
  throw new MetadataError('OUTSIDE_FOLDER', `${path} would be written outside of ${folder}.`, { where: path, hint: 'Nothing was written; do not trust this file.' });
}

async function refuseExisting(target: string): Promise<void> {
  const there = await lstat(target).catch(() => undefined);
  if (there) {
    throw new MetadataError('OUTPUT_EXISTS', `${target} exists already; nothing was written.`, { where: target, hint: 'Give another folder with -o, or --force to write over it.' });
  }
}

/** A link below the folder could lead out of it. */
async function refuseLinks(folder: string, path: string): Promise<void> {
  let place = folder;
  for (const part of path.split('/')) {
    place = join(place, part);
    const entry = await lstat(place).catch(() => undefined);
    if (entry?.isSymbolicLink() === true) {
      throw new MetadataError('OUTSIDE_FOLDER', `${place} is a symbolic link; files are not written through it.`, { where: path, hint: 'Remove the link or give another folder with -o.' });
    }
  }
}

function fail(target: string, cause: unknown): never {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'EEXIST') throw new MetadataError('OUTPUT_EXISTS', `${target} exists already.`, { where: target, hint: 'Give another folder with -o, or --force.', cause });
  throw new MetadataError(code === 'ENOSPC' ? 'DISK_FULL' : 'NOT_WRITABLE', `${target} cannot be written: ${message}.`, {
    where: target,
    hint: 'Give a folder that can be written with -o.',
    cause,
  });
}
