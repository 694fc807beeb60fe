/** Where a model's files are when the command line does not say. */
import { sourceFolderOf } from '@onnx-capsule/metadata-embedder';

/** The model's own folder, or its parent when that holds `config.json` and the own folder does not. */
export async function sourceFolder(modelPath: string): Promise<string> {
  return sourceFolderOf(modelPath);
}
