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
/** A gap up to this length between two windows is read too, so that a value that begins in one window is in memory as a whole. */
const MAX_GAP = NEXT_WINDOW / 2;

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
    return this.#windows.find((window) => window.base <= offset && end <= endOf(window));
  }

  /** Reads a window that holds `offset`. */
  async load(offset: number): Promise<void> {
    const before = this.#windows.find((window) => endOf(window) <= offset && offset - endOf(window) <= MAX_GAP);
    const base = before === undefined ? offset : endOf(before);
    const length = Math.min(this.#windows.length === 0 ? FIRST_WINDOW : NEXT_WINDOW, this.source.size - base);
    const bytes = await readExactly(this.source, base, length);
    if (this.#windows.length >= KEPT) this.#windows.splice(2, 1);
    this.#windows.push({ bytes, base });
  }

  /** The bytes at `offset`: a view of a window where one holds them, else by one read of what no window holds. */
  async view(offset: number, length: number): Promise<Uint8Array> {
    const window = this.find(offset, length);
    if (window !== undefined) return window.bytes.subarray(offset - window.base, offset - window.base + length);
    const head = this.#windows.find(({ base, bytes }) => base <= offset && offset < base + bytes.length);
    if (head === undefined) return await readExactly(this.source, offset, length);
    const known = head.bytes.subarray(offset - head.base);
    const rest = await this.view(endOf(head), length - known.length);
    const joined = new Uint8Array(length);
    joined.set(known);
    joined.set(rest, known.length);
    return joined;
  }
}

function endOf(window: FileWindow): number {
  return window.base + window.bytes.length;
}

async function readExactly(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await source.read(offset, length);
  if (bytes.length === length) return bytes;
  throw new MetadataError('SOURCE_FAILED', `The source gave ${bytes.length} of ${length} bytes at offset ${offset}.`, {
    where: `offset ${offset}`,
    hint: 'Check that the file is not being changed while it is read.',
  });
}
