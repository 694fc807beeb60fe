/** Decompression of untrusted gzip through the platform's `DecompressionStream`, which has no limit of its own. */
import { MetadataError } from '@onnx-capsule/metadata-schema';

import { joinParts } from './join-parts.js';

/**
 * The bytes that `compressed` (one gzip stream and nothing else) stands for.
 *
 * @throws {MetadataError} `BAD_GZIP` where it is damaged, `LIMIT_EXCEEDED` as soon as more than `limit` bytes come out.
 */
export async function gunzip(compressed: Uint8Array, limit: number, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // A Response would do the same, but Node then loads its whole HTTP client: 40 ms in a new process.
    const stream = new Blob([compressed as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'));
    const reader = stream.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      length += part.value.length;
      if (length > limit) {
        reader.cancel().catch(() => undefined);
        throw new MetadataError('LIMIT_EXCEEDED', `${name} unpacks to more than ${limit} bytes.`, {
          where: name,
          hint: 'Raise the limit by an option if you trust this file.',
        });
      }
    }
  } catch (cause) {
    if (cause instanceof MetadataError) throw cause;
    throw new MetadataError('BAD_GZIP', `${name} is damaged: its gzip data does not unpack.`, {
      where: name,
      hint: 'Embed the file again.',
      cause,
    });
  }
  return joinParts(chunks, length);
}
