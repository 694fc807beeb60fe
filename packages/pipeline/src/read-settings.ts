/** Settings files of a model: JSON objects that may be absent. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

/** The settings in the file at `path`; none where there is no such file. @throws {MetadataError} where it is damaged. */
export async function readSettings(files: CapsuleFiles, path: string): Promise<Readonly<Record<string, unknown>>> {
  return files.has(path) ? ((await files.json(path)) as Readonly<Record<string, unknown>>) : {};
}
