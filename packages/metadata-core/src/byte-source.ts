/** Where the bytes of a model come from: memory, a file, a Blob, a server. */

/** Random access to the bytes of a model. The parser knows nothing else about files or networks. */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /** The bytes `offset … offset + length`; the caller never asks beyond `size`. May share memory with the source. */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
  /** All bytes, when they are in memory anyway. */
  readonly bytes?: Uint8Array;
}

/** A source over bytes in memory; reads are views, nothing is copied. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, bytes, read: (offset, length) => bytes.subarray(offset, offset + length) };
}
