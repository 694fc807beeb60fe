/**
 * What containers cost: reading 1 KB of metadata from models of 1 MB, 100 MB and 1 GB, from disk and over HTTP; embedding beside `cp`;
 * appending at both ends of the scale.
 *
 * Run after `npm run build`: `node tools/bench/container.js [rounds]`. Prints medians in milliseconds. Needs 1.6 GB in the temporary folder
 * where its file system keeps no holes, and removes them.
 */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { varintLength, walkFields, writeVarint } from '@onnx-capsule/metadata-core';
import { ONNXMetadataEmbedder } from '@onnx-capsule/metadata-embedder';
import { openCapsule } from '@onnx-capsule/metadata-reader/node';

import { compare } from './measurements.js';

const ROUNDS = Number(process.argv[2] ?? 15);
const MB = 2 ** 20;
const SIZES = [['1 MB', MB], ['100 MB', 100 * MB], ['1 GB', 1024 * MB]];
const embedder = new ONNXMetadataEmbedder();
const run = promisify(execFile);

function field(number, length) {
  const bytes = new Uint8Array(varintLength(number * 8 + 2) + varintLength(length));
  writeVarint(bytes, writeVarint(bytes, 0, number * 8 + 2), length);
  return bytes;
}

/** A model of `size` bytes: a real one, whose graph has one more initializer (field 5) with a byte again and again as raw data (field 9). */
async function writeModel(path, size, holes = true) {
  const small = new Uint8Array(await readFile(new URL('../../fixtures/models/bert-tiny-langid/model.onnx', import.meta.url)));
  const graph = [...walkFields(small)].find(({ number }) => number === 7);
  const raw = Math.max(size - small.length - 64, 1024);
  const data = field(9, raw);
  const tensor = field(5, data.length + raw);
  const length = graph.end - graph.valueStart + tensor.length + data.length + raw;
  const file = await open(path, 'w');
  let position = 0;
  const write = async (bytes) => {
    await file.write(bytes, 0, bytes.length, position);
    position += bytes.length;
  };
  for (const part of [small.subarray(0, graph.start), field(7, length), small.subarray(graph.valueStart, graph.end), tensor, data]) await write(part);
  if (holes) position += raw;
  else {
    const weights = new Uint8Array(4 * MB).fill(1);
    for (let left = raw; left > 0; left -= weights.length) await write(weights.subarray(0, Math.min(left, weights.length)));
  }
  await write(small.subarray(graph.end));
  await file.close();
}

/** A server of one folder that knows byte ranges and counts requests. */
async function serve(folder) {
  const counts = { requests: 0 };
  const server = createServer(async (request, response) => {
    counts.requests++;
    const path = join(folder, decodeURIComponent(request.url.slice(1)));
    const { size } = await stat(path);
    const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? 'bytes=0-');
    const start = Number(range[1]);
    const end = Math.min(range[2] === '' ? size - 1 : Number(range[2]), size - 1);
    response.writeHead(206, { 'content-range': `bytes ${start}-${end}/${size}`, 'content-length': end - start + 1, etag: '"1"' });
    const file = await open(path);
    const { buffer } = await file.read(Buffer.alloc(end - start + 1), 0, end - start + 1, start);
    await file.close();
    response.end(buffer);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, counts, url: (name) => new URL(`http://127.0.0.1:${server.address().port}/${name}`) };
}

const folder = await mkdtemp(join(tmpdir(), 'capsule-bench-'));
try {
  const source = join(folder, 'source');
  await mkdir(source);
  await writeFile(join(source, 'config.json'), JSON.stringify({ model_type: 'bert', note: 'x'.repeat(1024) }));

  for (const layout of ['tail', 'head']) {
    for (const [name, size] of SIZES) {
      const path = join(folder, `${name}-${layout}.onnx`);
      await writeModel(path, size);
      // Appending keeps the holes; the head layout copies, which fills them.
      await embedder.embed(path, source, layout === 'tail' ? { append: true } : { layout });
    }
    const read = (path) => async () => (await openCapsule(path)).json('config.json');
    await compare(`read 1 KB of metadata, ${layout} layout, from disk`, SIZES.map(([name]) => [name, read(join(folder, `${name}-${layout}.onnx`))]), ROUNDS, 1);
    const { server, counts, url } = await serve(folder);
    await compare(`read 1 KB of metadata, ${layout} layout, over HTTP on this machine`, SIZES.map(([name]) => [name, read(url(`${name}-${layout}.onnx`))]), ROUNDS, 1);
    console.log(`  ${(counts.requests / (SIZES.length * (ROUNDS + 1))).toFixed(2)} requests each`);
    server.closeAllConnections();
    server.close();
    if (layout === 'head') for (const [name] of SIZES) await rm(join(folder, `${name}-${layout}.onnx`));
  }

  const append = (name) => () => embedder.embed(join(folder, `${name}-tail.onnx`), source, { append: true });
  await compare('append 1 KB of metadata', SIZES.map(([name]) => [name, append(name)]), ROUNDS, 1);
  for (const [name] of SIZES) await rm(join(folder, `${name}-tail.onnx`));

  const model = join(folder, '500 MB.onnx');
  await writeModel(model, 500 * MB, false);
  const copy = join(folder, 'copy.onnx');
  const remove = () => rm(copy, { force: true });
  await compare(
    'embed into a copy of 500 MB, beside cp',
    [
      ['cp', () => run('cp', [model, copy]), remove],
      ['embed, tail layout', () => embedder.embed(model, source, { output: copy }), remove],
      ['embed, head layout', () => embedder.embed(model, source, { output: copy, layout: 'head' }), remove],
    ],
    Math.min(ROUNDS, 7),
    1,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
