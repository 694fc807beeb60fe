/** What the fuzzer starts from: the small files of the container corpus, and capsules with every codec. */
import { packTokenizer } from '@onnx-capsule/metadata-core/tokenizer-pack';

import { readCorpus } from './onnx-files.js';
import { base64, capsuleModel, gzip, sha256, toBytes } from './portable/build.js';

const TOKENIZER = JSON.stringify({
  version: '1.0',
  model: {
    type: 'BPE',
    vocab: Object.fromEntries(['a', 'b', 'c', 'ab', 'abc', 'Ġ', 'Ġa'].map((token, id) => [token, id])),
    merges: ['a b', 'ab c', 'Ġ a'],
  },
});
const CONFIG = '{"model_type":"bert","id2label":{"0":"A"}}';

/** Models to mutate, and the text of every file that may come out of one. */
export async function fuzzModels(): Promise<{ models: Uint8Array[]; originals: ReadonlySet<string> }> {
  const models = readCorpus()
    .map(({ bytes }) => bytes)
    .filter((bytes) => bytes.length < 5000);
  const packed = packTokenizer(toBytes(TOKENIZER));
  if (packed === undefined) throw new Error('the tokenizer was not packed');
  const stored = base64(await gzip(packed));
  const row = { path: 'tokenizer.json', codec: 'tokenizer-pack', size: toBytes(TOKENIZER).length, stored: stored.length, sha256: await sha256(TOKENIZER) };
  for (const place of ['tail', 'head'] as const) {
    const files = [
      { path: 'config.json', content: CONFIG },
      { path: 'vocab.json', content: '{"a":0}', codec: 'gzip' },
    ];
    models.push(await capsuleModel({ files, place, foreign: { key: 'value' } }));
    const rows = [{ path: 'config.json', codec: 'utf8', size: CONFIG.length, sha256: await sha256(CONFIG) }, row];
    const contents = [files[0]!, { path: 'tokenizer.json', content: stored }];
    models.push(await capsuleModel({ files: contents, place, graphBytes: 30, manifest: { files: rows } }));
  }
  // Capsules as often as all the rest: most of what can go wrong is in them.
  const capsules = models.slice(-4);
  while (models.length < 200) models.push(...capsules);
  return { models, originals: new Set([TOKENIZER, CONFIG, '{"a":0}']) };
}
