/** The parts of a source that are in memory while it is walked. */
import { MetadataError } from '@onnx-capsule/metadata-schema';

import type { ByteSource } from './byte-source.js';
import type { FileWindow } from './walk.js';

/** Bytes of the first read: the head of a model, or all of a head layout's manifest. */
export const FIRST_WINDOW: number = 16 * 1024;
/** Bytes of each later read. With the first read it stays below 64 KiB. */
const NEXT_WINDOW: number = 40 * 1024;
/** Windows that are kept beside the latest: the head of the file, and the start of its tail. */
const KEPT = 2;
/** A gap up to this length behind a window is read too, so that a value that begins in a window is in memory as a whole. */
const MAX_GAP = NEXT_WINDOW / 2;

/** Reads a source in a few windows and serves views of them. */
export class ByteWindows {
  readonly source: ByteSource;
  readonly #loading = new Map<number, Promise<void>>();
  #windows: FileWindow[];

  constructor(source: ByteSource) {
    this.source = source;
    this.#windows = source.bytes ? [{ bytes: source.bytes, base: 0 }] : [];
  }

  /** A window that holds `length` bytes at `offset`, or up to the end of the source where that comes first. */
  find(offset: number, length: number): FileWindow | undefined {
    const end = Math.min(offset + length, this.source.size);
    return this.#windows.find(({ base, bytes }) => base <= offset && end <= base + bytes.length);
  }

  /** Reads a window that holds `offset`, joined to the latest one where that ends near before it. Calls for the same window share one read. */
  load(offset: number): Promise<void> {
    const last = this.#windows.at(-1);
    const gap = last ? offset - last.base - last.bytes.length : -1;
    const near = gap >= 0 && gap <= MAX_GAP && last!.bytes.length <= NEXT_WINDOW ? last : undefined;
    const start = near ? near.base + near.bytes.length : offset;
    const loading = this.#loading.get(start) ?? this.#load(start, near, last ? NEXT_WINDOW : FIRST_WINDOW);
    this.#loading.set(start, loading);
    return loading;
  }

  async #load(start: number, near: FileWindow | undefined, most: number): Promise<void> {
    const { base, bytes } = near ?? { base: start, bytes: new Uint8Array() };
    const length = Math.min(most, this.source.size - start);
    const joined = new Uint8Array(bytes.length + length);
    joined.set(bytes);
    try {
      joined.set(await readExactly(this.source, start, length), bytes.length);
    } finally {
      this.#loading.delete(start);
    }
    const others = this.#windows.filter((window) => window !== near);
    this.#windows = [...others.slice(0, KEPT), { base, bytes: joined }];
  }

  /** The bytes at `offset`: a view of a window where one holds them or they are few, else by one read. */
  async view(offset: number, length: number): Promise<Uint8Array> {
    if (!this.find(offset, length) && length <= MAX_GAP) await this.load(this.find(offset, 1) ? offset + length - 1 : offset);
    const window = this.find(offset, length);
    return window
      ? window.bytes.subarray(offset - window.base, offset - window.base + length)
      : readExactly(this.source, offset, length);
  }
}

async function readExactly(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await source.read(offset, length);
  if (bytes.length === length) return bytes;
  throw new MetadataError('SOURCE_FAILED', `Read ${bytes.length} of ${length} bytes at offset ${offset}.`, {
    hint: 'Get the file again.',
  });
}
