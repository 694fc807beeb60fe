/** Sources that need no network: bytes, a `Blob`, an object that reads for itself. */
import type { ByteSource } from '@onnx-capsule/metadata-core';
import { MetadataError } from '@onnx-capsule/metadata-schema';

import type { ModelInput, OpenedSource, OpenOptions } from './options.js';

/** What can be read without a network, and its name. @throws {MetadataError} `BAD_SOURCE` where `input` is nothing that can be read. */
export function openLocal(input: ModelInput, options: OpenOptions): Pick<OpenedSource, 'source' | 'origin'> {
  const { origin = 'model' } = options;
  if (input instanceof Uint8Array) return { source: memorySource(input), origin };
  if (input instanceof ArrayBuffer) return { source: memorySource(new Uint8Array(input)), origin };
  if (input instanceof Blob) return { source: blobSource(input), origin: options.origin ?? (input as Partial<File>).name ?? origin };
  if (isByteSource(input)) return { source: input, origin };
  const found = typeof input === 'object' && !((input as unknown) instanceof URL) ? 'this object' : JSON.stringify(input);
  throw new MetadataError('BAD_SOURCE', `Cannot read a model from ${found}.`, {
    hint: 'Give bytes, a Blob, an http(s) URL or { size, read }; paths need @onnx-capsule/metadata-reader/node.',
  });
}

/**
 * The core package's `bytesSource`, written out: an import of that package here would split it from the entry, and a worker that reads a URL
 * would load two files instead of one.
 */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, bytes, read: (offset, length) => bytes.subarray(offset, offset + length) };
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
