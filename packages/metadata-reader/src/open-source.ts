/** Turns what the caller gave into a source of bytes. */
import { type ByteSource, bytesSource } from '@onnx-capsule/metadata-core';
import { MetadataError } from '@onnx-capsule/metadata-schema';

import { openUrl } from './http-source.js';
import type { ModelInput, OpenedSource, OpenOptions } from './options.js';

/**
 * Opens `input`; of a URL, reads the first bytes.
 *
 * @throws {MetadataError} `BAD_SOURCE` where it is nothing that can be read, and what `openUrl` throws.
 */
export async function openSource(input: ModelInput, options: OpenOptions): Promise<OpenedSource> {
  const { origin = 'model' } = options;
  if (input instanceof Uint8Array) return { source: bytesSource(input), origin };
  if (input instanceof ArrayBuffer) return { source: bytesSource(new Uint8Array(input)), origin };
  if (input instanceof Blob) return { source: blobSource(input), origin: options.origin ?? (input as File).name };
  if (input instanceof URL || (typeof input === 'string' && /^https?:/i.test(input))) return await openUrl(new URL(input), options);
  if (typeof input === 'object' && Number.isSafeInteger(input.size) && typeof input.read === 'function') return { source: input, origin };
  throw new MetadataError('BAD_SOURCE', `Cannot read a model from ${typeof input === 'string' ? JSON.stringify(input) : typeof input}.`, {
    hint: 'Give bytes, a Blob, an http(s) URL or { size, read }; paths need @onnx-capsule/metadata-reader/node.',
  });
}

function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (offset, length) => {
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (cause) {
        throw new MetadataError('SOURCE_FAILED', `The file could not be read at offset ${offset}.`, {
          hint: 'Choose the file again; it was moved or changed.',
          cause,
        });
      }
    },
  };
}
