/** A folder of the fixtures as `CapsuleFiles`, so that tests of this package need no reader. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type CapsuleFileInfo, type CapsuleFiles, MetadataError } from '@onnx-capsule/metadata-schema';

/** Where the fixtures of the repository lie. */
export const FIXTURES: string = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

/** The files of `folder`, sub-folders included; paths are relative and use `/`. */
export function folderFiles(folder: string): CapsuleFiles {
  const infos: CapsuleFileInfo[] = walk(folder, '').sort((a, b) => (a.path < b.path ? -1 : 1));
  const bytesOf = (path: string): Uint8Array => {
    if (!infos.some((info) => info.path === path)) {
      throw new MetadataError('FILE_NOT_FOUND', `${path} is not in ${folder}`, { where: path });
    }
    return new Uint8Array(readFileSync(join(folder, path)));
  };
  return {
    origin: folder,
    list: () => infos,
    has: (path) => infos.some((info) => info.path === path),
    bytes: (path) => Promise.resolve().then(() => bytesOf(path)),
    text: (path) => Promise.resolve().then(() => new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(path))),
    json: (path) => Promise.resolve().then(() => JSON.parse(new TextDecoder().decode(bytesOf(path))) as unknown),
  };
}

/** Files held in memory, by path: strings as they are, other values as JSON. */
export function memoryFiles(files: Readonly<Record<string, unknown>>, origin = 'memory'): CapsuleFiles {
  const encoded = new Map(Object.entries(files).map(([path, value]): [string, Uint8Array] => [path, encode(value)]));
  const bytesOf = (path: string): Uint8Array => {
    const bytes = encoded.get(path);
    if (bytes === undefined) throw new MetadataError('FILE_NOT_FOUND', `${path} is not in ${origin}`, { where: path });
    return bytes;
  };
  return {
    origin,
    list: () => [...encoded].map(([path, bytes]) => ({ path, size: bytes.length })),
    has: (path) => encoded.has(path),
    bytes: (path) => Promise.resolve().then(() => bytesOf(path)),
    text: (path) => Promise.resolve().then(() => new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(path))),
    json: (path) => Promise.resolve().then(() => JSON.parse(new TextDecoder().decode(bytesOf(path))) as unknown),
  };
}

function encode(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}

function walk(folder: string, prefix: string): CapsuleFileInfo[] {
  return readdirSync(join(folder, prefix)).flatMap((name) => {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const stat = statSync(join(folder, path));
    return stat.isDirectory() ? walk(folder, path) : [{ path, size: stat.size }];
  });
}
