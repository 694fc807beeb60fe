/** Files by path from several places: the first that has one gives it. */
import { MetadataError, type CapsuleFileInfo, type CapsuleFiles } from '@onnx-capsule/metadata-schema';

/**
 * One view over several sets of files. `onFallback` hears of each file, once, that the first set lacks and a later one gives.
 *
 * @throws {MetadataError} `FILE_NOT_FOUND` from its readers when no set has the file.
 */
export function layeredFiles(origin: string, layers: readonly CapsuleFiles[], onFallback: (path: string) => void = () => undefined): CapsuleFiles {
  const told = new Set<string>();
  const find = (path: string): CapsuleFiles => {
    const index = layers.findIndex((layer) => layer.has(path));
    if (index > 0 && !told.has(path)) {
      told.add(path);
      onFallback(path);
    }
    const layer = layers[index];
    if (layer) return layer;
    throw new MetadataError('FILE_NOT_FOUND', `${origin} comes without ${path}.`, {
      where: path,
      hint: `Embed it: onnx-capsule embed-metadata ${origin}.`,
    });
  };
  return {
    origin,
    manifest: layers.find((layer) => layer.manifest)?.manifest,
    list(): readonly CapsuleFileInfo[] {
      const infos = new Map<string, CapsuleFileInfo>();
      for (const layer of layers) {
        for (const info of layer.list()) if (!infos.has(info.path)) infos.set(info.path, info);
      }
      return [...infos.values()];
    },
    has: (path) => layers.some((layer) => layer.has(path)),
    bytes: async (path) => find(path).bytes(path),
    text: async (path) => find(path).text(path),
    json: async (path) => find(path).json(path),
    tokenizerColumns: async (path) => find(path).tokenizerColumns?.(path),
  };
}

/** The files below `folder` (ending in `/`) of a set, under paths relative to it. */
export function filesBelow(files: CapsuleFiles, folder: string): CapsuleFiles {
  return {
    origin: files.origin,
    list: () =>
      files.list().filter((info) => info.path.startsWith(folder)).map((info) => ({ ...info, path: info.path.slice(folder.length) })),
    has: (path) => files.has(folder + path),
    bytes: (path) => files.bytes(folder + path),
    text: (path) => files.text(folder + path),
    json: (path) => files.json(folder + path),
  };
}
