/**
 * Decompression of untrusted gzip: through the platform's `DecompressionStream`, which has no limit of its own, or in Node through zlib, which is
 * what its stream wraps. Loading web streams takes a new process 30 ms.
 */
import { MetadataError } from '@onnx-capsule/metadata-schema';

import { joinParts } from './join-parts.js';

/** The part of Node's zlib that is used. */
interface Zlib {
  gunzip(bytes: Uint8Array, options: object, done: (error: Error | null, result: Uint8Array) => void): void;
}

/** The part of Node's `process` that is used; Deno and Bun have one that names them. */
interface NodeProcess {
  readonly versions?: Readonly<Record<string, string | undefined>>;
  readonly getBuiltinModule?: (name: string) => unknown;
}

/** The largest output that every zlib takes as a limit. */
const MAX_ZLIB_OUTPUT = 2 ** 31 - 1;
/** Bytes of a piece of output: no more than this, whatever the data claims, and this much more than needed, for zlib to see the end. */
const MAX_PIECE = 2 ** 26;
const MIN_PIECE = 2 ** 14;

/**
 * The bytes that `compressed` (one gzip stream and nothing else) stands for.
 *
 * @throws {MetadataError} `BAD_GZIP` where it is damaged, `LIMIT_EXCEEDED` as soon as more than `limit` bytes come out.
 */
export async function gunzip(compressed: Uint8Array, limit: number, name: string): Promise<Uint8Array> {
  const zlib = nodeZlib();
  try {
    const bytes = await (zlib === undefined ? throughStream(compressed, limit) : throughZlib(zlib, compressed, limit));
    if (bytes !== undefined && bytes.length <= limit) return bytes;
  } catch (cause) {
    throw new MetadataError('BAD_GZIP', `${name} is damaged: its gzip data does not unpack.`, {
      where: name,
      hint: 'Embed the file again.',
      cause,
    });
  }
  throw new MetadataError('LIMIT_EXCEEDED', `${name} unpacks to more than ${limit} bytes.`, {
    where: name,
    hint: 'Raise the limit by an option if you trust this file.',
  });
}

/** Node's zlib, without an import that other platforms would have to resolve. */
function nodeZlib(): Zlib | undefined {
  const { process } = globalThis as { readonly process?: NodeProcess };
  if (process?.versions?.['node'] === undefined || process.versions['bun'] !== undefined || process.versions['deno'] !== undefined) return undefined;
  return process.getBuiltinModule?.('node:zlib') as Zlib | undefined;
}

/**
 * The output, or nothing where it is longer than `limit`. It is made in one piece of the length that stands at the end of the data, or in as
 * many as it takes where that is not true: small pieces take three times as long.
 */
function throughZlib(zlib: Zlib, compressed: Uint8Array, limit: number): Promise<Uint8Array | undefined> {
  const maxOutputLength = Math.min(Math.max(limit, 1), MAX_ZLIB_OUTPUT);
  const [a = 0, b = 0, c = 0, d = 0] = compressed.subarray(-4);
  const chunkSize = Math.min(((d << 24) | (c << 16) | (b << 8) | a) >>> 0, maxOutputLength, MAX_PIECE) + MIN_PIECE;
  const options = { maxOutputLength, chunkSize, rejectGarbageAfterEnd: true };
  return new Promise((resolve, reject) => {
    zlib.gunzip(compressed, options, (error, result) => {
      if (error === null) resolve(new Uint8Array(result.buffer, result.byteOffset, result.byteLength));
      else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') resolve(undefined);
      else reject(error);
    });
  });
}

/** The output, or nothing where it is longer than `limit`. */
async function throughStream(compressed: Uint8Array, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // A Response would do the same as the Blob, but brings the platform's HTTP client along.
  const stream = new Blob([compressed as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    length += part.value.length;
    if (length > limit) {
      reader.cancel().catch(() => undefined);
      return undefined;
    }
  }
  return joinParts(chunks, length);
}
