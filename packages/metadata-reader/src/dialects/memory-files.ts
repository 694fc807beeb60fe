/** Files by path over texts in memory. */
import type { CapsuleLimits } from '@onnx-capsule/metadata-core';
import { type CapsuleFiles, MetadataError, parseJson } from '@onnx-capsule/metadata-schema';

/** `files` as if they lay in a folder. */
export function memoryFiles(origin: string, files: Readonly<Record<string, { readonly text: string }>>, limits: CapsuleLimits): CapsuleFiles {
  const texts = new Map(Object.entries(files).map(([path, { text }]) => [path, text]));
  const encode = (value: string): Uint8Array => new TextEncoder().encode(value);
  const text = (path: string): Promise<string> => {
    const found = texts.get(path);
    if (found !== undefined) return Promise.resolve(found);
    return Promise.reject(
      new MetadataError('FILE_NOT_FOUND', `${origin} holds no ${path}.`, {
        where: path,
        hint: 'Embed the original files: onnx-capsule embed-metadata <model.onnx> <folder>.',
      }),
    );
  };
  return {
    origin,
    list: () => [...texts].map(([path, value]) => ({ path, size: encode(value).length })),
    has: (path) => texts.has(path),
    text,
    bytes: async (path) => encode(await text(path)),
    json: async (path) => parseJson(await text(path), path, limits.jsonDepth),
  };
}
