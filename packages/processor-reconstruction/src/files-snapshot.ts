/**
 * What a shared tokenizer keeps of the files that it was made from: it may read them again for other settings long after the model they came
 * in, perhaps gigabytes in memory, has been let go.
 */
import { type CapsuleFiles, MetadataError, parseJson, type TokenizerColumns } from '@onnx-capsule/metadata-schema';

/** Files that remember what was read of them. */
export interface FilesSnapshot {
  readonly files: CapsuleFiles;
  /** Lets go of the origin; from now on only what has been read is there. */
  readonly release: () => void;
}

/** A snapshot of `origin`; each file is read at most once in each form. With `packed`, packed tokenizers may be read as columns. */
export function snapshotFiles(origin: CapsuleFiles, packed = true): FilesSnapshot {
  let source: CapsuleFiles | undefined = origin;
  const { origin: name, manifest } = origin;
  const presence = new Map<string, boolean>();
  const texts = new Map<string, Promise<string>>();
  const contents = new Map<string, Promise<Uint8Array>>();
  const columns = new Map<string, Promise<TokenizerColumns | undefined>>();
  const infos = origin.list();

  const once = <T>(kept: Map<string, Promise<T>>, path: string, read: (files: CapsuleFiles) => Promise<T>): Promise<T> => {
    const found = kept.get(path);
    if (found !== undefined) return found;
    const made = source === undefined ? Promise.reject<T>(gone(path, name)) : read(source);
    kept.set(path, made);
    return made;
  };
  const text = (path: string): Promise<string> => once(texts, path, (files) => files.text(path));
  const readColumns = (path: string): Promise<TokenizerColumns | undefined> =>
    once(columns, path, (files) => files.tokenizerColumns?.(path) ?? Promise.resolve(undefined));

  return {
    files: {
      origin: name,
      manifest,
      list: () => infos,
      has: (path) => {
        const known = presence.get(path) ?? source?.has(path) ?? false;
        presence.set(path, known);
        return known;
      },
      bytes: (path) => once(contents, path, (files) => files.bytes(path)),
      text,
      json: async (path) => parseJson(await text(path), path),
      ...(packed && origin.tokenizerColumns !== undefined ? { tokenizerColumns: readColumns } : {}),
    },
    release: () => {
      source = undefined;
    },
  };
}

function gone(path: string, origin: string): MetadataError {
  return new MetadataError('FILE_NOT_FOUND', `${path} of ${origin} was not read when the tokenizer was made`, {
    where: path,
    hint: 'Make the processor again from the model.',
  });
}
