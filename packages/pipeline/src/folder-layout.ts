/** Which of a folder's `.onnx` files is the model: the layouts of Optimum, transformers and transformers.js. */

/** Names of the file to start from, before a precision suffix; the first present wins. */
const MAIN_NAMES = ['model', 'encoder_model', 'text_encoder', 'vision_model', 'text_model', 'decoder_model_merged', 'decoder_model'];

/** Precision suffixes as Optimum and transformers.js write them, the most exact first. */
const SUFFIXES = ['', '_fp16', '_quantized', '_int8', '_uint8', '_q8', '_q4', '_q4f16', '_bnb4', '_optimized'];

/** Folders that exporters put models into; `''` is the folder itself. */
const SUBFOLDERS = ['', 'onnx/'];

/** The folder that a model's path lies in, with `/` at the end, or `''`. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The main model among `paths`; `undefined` where none ends in `.onnx`. */
export function mainModel(paths: readonly string[]): string | undefined {
  const models = paths.filter((path) => path.endsWith('.onnx'));
  for (const folder of SUBFOLDERS) {
    for (const suffix of SUFFIXES) {
      for (const name of MAIN_NAMES) {
        if (models.includes(`${folder}${name}${suffix}.onnx`)) return `${folder}${name}${suffix}.onnx`;
      }
    }
    const others = models.filter((path) => folderOf(path) === folder).sort();
    if (others.length > 0) return others[0];
  }
  return models.sort()[0];
}

/** Other models of the same folder, in alphabetical order. */
export function companionModels(paths: readonly string[], main: string): string[] {
  const folder = folderOf(main);
  return paths.filter((path) => path.endsWith('.onnx') && path !== main && folderOf(path) === folder).sort();
}

/** Whether a file of the model's folder holds its external data: `model.onnx_data`, `model.onnx.data`, `model.onnx_data_1`. */
export function isExternalData(path: string, model: string): boolean {
  return path !== model && path.startsWith(model) && !path.endsWith('.onnx');
}
