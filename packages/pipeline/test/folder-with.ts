/** A fixture's folder with some of its files replaced, for configurations that no fixture has. */
import { readdirSync, readFileSync, statSync } from 'node:fs';

import { MetadataError, type CapsuleFiles } from '@onnx-capsule/metadata-schema';

/** The files of `folder`; those in `changes` hold the given JSON instead, or are absent where it is `undefined`. */
export function folderWith(folder: string, changes: Readonly<Record<string, unknown>>): CapsuleFiles {
  const names = [...new Set([...readdirSync(folder).filter((name) => statSync(`${folder}/${name}`).isFile()), ...Object.keys(changes)])];
  const present = names.filter((name) => !(name in changes) || changes[name] !== undefined);
  const bytesOf = (path: string): Uint8Array => {
    if (!present.includes(path)) throw new MetadataError('FILE_NOT_FOUND', `${path} is not there`);
    const change = changes[path];
    if (change instanceof Uint8Array) return change;
    return change === undefined ? new Uint8Array(readFileSync(`${folder}/${path}`)) : new TextEncoder().encode(JSON.stringify(change));
  };
  const later = <T>(make: () => T): Promise<T> => Promise.resolve().then(make);
  return {
    origin: folder,
    list: () => present.map((path) => ({ path, size: 0 })),
    has: (path) => present.includes(path),
    bytes: (path) => later(() => bytesOf(path)),
    text: (path) => later(() => new TextDecoder().decode(bytesOf(path))),
    json: (path) => later(() => JSON.parse(new TextDecoder().decode(bytesOf(path))) as unknown),
  };
}
