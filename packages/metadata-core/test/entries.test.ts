/** Every file of the container corpus gives what its manifest says about the top level and the metadata entries. */
import { isCapsuleError } from '@onnx-capsule/metadata-schema';
import { expect, test } from 'vitest';

import { type ByteSource, locateEntries, locateEntriesIn } from '../src/index.js';
import { expectedProperty, onnxFile, onnxFiles, sha256, toHex } from './onnx-files.js';

/** A source that is not in memory. */
function remote(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)) };
}

const readable = onnxFiles.filter(({ walk }) => walk === 'ok');
const broken = onnxFiles.filter(({ walk }) => walk !== 'ok');

test.each(broken)('rejects $file: $walk', async ({ file, walk }) => {
  const bytes = onnxFile(file);
  const errors = await Promise.all([
    Promise.resolve()
      .then(() => locateEntries(bytes))
      .catch((error: unknown) => error),
    locateEntriesIn(remote(bytes)).catch((error: unknown) => error),
  ]);
  const offset = / at (\d+)$/.exec(walk)?.[1];
  for (const error of errors) {
    expect(isCapsuleError(error)).toBe(true);
    expect((error as { code: string }).code).toMatch(/^(EMPTY_FILE|TRUNCATED_MODEL|MALFORMED_MODEL)$/);
    if (offset !== undefined && !walk.includes('varint')) expect(error).toMatchObject({ where: `offset ${offset}` });
  }
});

test.each(readable)('gives the metadata entries of $file', async ({ file, model }) => {
  const bytes = onnxFile(file);
  const layout = locateEntries(bytes);
  expect(await locateEntriesIn(remote(bytes))).toEqual(layout);
  if (model === undefined) return;
  expect(layout.graphStart !== undefined).toBe(model.has_graph);
  const found = layout.entries.map((entry, index) => {
    const value = bytes.subarray(entry.valueStart, entry.valueEnd);
    const known = model.metadata_props[index]?.value_sha256;
    return [toHex(bytes.subarray(entry.keyStart, entry.keyEnd)), known === undefined ? toHex(value) : sha256(value)];
  });
  expect(found).toEqual(model.metadata_props.map(expectedProperty));
});
