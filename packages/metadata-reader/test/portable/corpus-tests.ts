/** The container corpus: every file gives what its manifest says. */
import { openModel } from '../../src/index.js';
import { equal, fails, type PortableTest } from './checks.js';

/** A file of the corpus with its row. */
export interface CorpusFile {
  readonly file: string;
  readonly walk: string;
  readonly bytes: Uint8Array;
  readonly properties?: readonly { readonly key?: unknown; readonly value?: unknown; readonly value_chars?: number }[];
}

const NAMED: Readonly<Record<string, string>> = {
  'bad-empty.onnx': 'EMPTY_FILE',
  'bad-text.onnx': 'NOT_ONNX',
  'bad-json.onnx': 'NOT_ONNX',
  'bad-ort.onnx': 'NOT_ONNX',
  'bad-zip.onnx': 'NOT_ONNX',
  'bad-gzip.onnx': 'NOT_ONNX',
  'bad-safetensors.onnx': 'NOT_ONNX',
  'bad-gguf.onnx': 'NOT_ONNX',
  'bad-lfs-pointer.onnx': 'NOT_ONNX',
  'bad-html.onnx': 'NOT_ONNX',
  'bad-tflite.onnx': 'NOT_ONNX',
};

/** One test a file. */
export function corpusTests(corpus: readonly CorpusFile[]): PortableTest[] {
  return corpus.map(({ file, walk, bytes, properties }) => {
    if (walk !== 'ok') {
      return {
        name: `rejects ${file}: ${walk}`,
        run: async () => {
          await fails(openModel(bytes), NAMED[file] ?? ['TRUNCATED_MODEL', 'MALFORMED_MODEL']);
        },
      };
    }
    return {
      name: `reads ${file}`,
      run: async () => {
        const { metadata, capsule } = await openModel(bytes);
        equal(capsule, undefined);
        if (properties === undefined) return;
        equal(
          metadata.map(({ key, value, invalidUtf8 }, index) => {
            const expected = properties[index]!;
            const known = typeof expected.value === 'object' || typeof expected.key === 'object' ? 'bytes' : undefined;
            if (known !== undefined) return [typeof expected.key === 'object' ? known : key, invalidUtf8 ? known : value];
            return [key, expected.value_chars ?? value];
          }),
          properties.map(({ key = '', value = '', value_chars: chars }) => [
            typeof key === 'object' ? 'bytes' : key,
            chars ?? (typeof value === 'object' ? 'bytes' : value),
          ]),
        );
      },
    };
  });
}
