/** Sources that need no network: bytes, a `Blob`, an object that reads for itself. */
import type { ByteSource } from '@onnx-capsule/metadata-core';
import { MetadataError } from '@onnx-capsule/metadata-schema';

import type { ModelInput, OpenOptions } from './options.js';

/** What can be read without a network, and its name. @throws {MetadataError} `BAD_SOURCE` where `input` is nothing that can be read. */
export function openLocal(input: ModelInput, options: OpenOptions): { readonly local: Uint8Array | ByteSource; readonly origin: string } {
  const { origin = 'model' } = options;
  if (input instanceof Uint8Array) return { local: input, origin };
  if (input instanceof ArrayBuffer) return { local: new Uint8Array(input), origin };
  if (input instanceof Blob) return { local: blobSource(input), origin: options.origin ?? (input as Partial<File>).name ?? origin };
  if (isByteSource(input)) return { local: input, origin };
  const found = typeof input === 'object' && !((input as unknown) instanceof URL) ? 'this object' : JSON.stringify(input);
  throw new MetadataError('BAD_SOURCE', `Cannot read a model from ${found}.`, {
    hint: 'Give bytes, a Blob, an http(s) URL or { size, read }; paths need @onnx-capsule/metadata-reader/node.',
  });
}

function isByteSource(input: unknown): input is ByteSource {
  const { size, read } = (input ?? {}) as Partial<ByteSource>;
  return Number.isSafeInteger(size) && size! >= 0 && typeof read === 'function';
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
