/** The parts of a source that are in memory while it is walked. */
import { MetadataError } from '@onnx-capsule/metadata-schema';

import type { ByteSource } from './byte-source.js';
import type { FileWindow } from './walk.js';

/** Bytes of the first read: the head of a model, or all of a head layout's manifest. */
export const FIRST_WINDOW: number = 16 * 1024;
/** Bytes of each later read. With the first read it stays below 64 KiB. */
export const NEXT_WINDOW: number = 40 * 1024;
/** Windows that are kept. */
const KEPT = 4;

/** Reads a source in a few windows and serves views of them. */
export class ByteWindows {
  readonly source: ByteSource;
  readonly #windows: FileWindow[] = [];

  constructor(source: ByteSource) {
    this.source = source;
    if (source.bytes !== undefined) this.#windows.push({ bytes: source.bytes, base: 0 });
  }

  /** A window that holds `length` bytes at `offset`, or up to the end of the source where that comes first. */
  find(offset: number, length: number): FileWindow | undefined {
    const end = Math.min(offset + length, this.source.size);
    return this.#windows.find(({ bytes, base }) => base <= offset && end <= base + bytes.length);
  }

  /** Reads a window at `offset`. */
  async load(offset: number): Promise<void> {
    const length = Math.min(this.#windows.length === 0 ? FIRST_WINDOW : NEXT_WINDOW, this.source.size - offset);
    const bytes = await readExactly(this.source, offset, length);
    if (this.#windows.length >= KEPT) this.#windows.splice(2, 1);
    this.#windows.push({ bytes, base: offset });
  }

  /** The bytes at `offset`, from a window or by one read. */
  async view(offset: number, length: number): Promise<Uint8Array> {
    const window = this.find(offset, length);
    if (window === undefined) return await readExactly(this.source, offset, length);
    return window.bytes.subarray(offset - window.base, offset - window.base + length);
  }
}

async function readExactly(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await source.read(offset, length);
  if (bytes.length === length) return bytes;
  throw new MetadataError('SOURCE_FAILED', `The source gave ${bytes.length} of ${length} bytes at offset ${offset}.`, {
    where: `offset ${offset}`,
    hint: 'Check that the file is not being changed while it is read.',
  });
}
