/** A bounded cache of processors, shared by all pipelines that were made from the same files. */
import { LRUCache } from 'lru-cache';

/** How a cache has been used. */
export interface ProcessorCacheStats {
  readonly hits: number;
  readonly misses: number;
  readonly entries: number;
  /** Bytes of the files that the entries were made from. */
  readonly bytes: number;
  readonly maxBytes: number;
}

/** Settings of a cache. */
export interface ProcessorCacheOptions {
  /** Bound on the bytes of the files that the entries were made from; default 256 MiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 256 * 2 ** 20;

/** Processors by the hash of the files they were made from; the least recently used go when the bound is reached. */
export class ProcessorCache {
  readonly #entries: LRUCache<string, Promise<unknown>>;
  readonly #maxBytes: number;
  #hits = 0;
  #misses = 0;

  constructor(options: ProcessorCacheOptions = {}) {
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    this.#entries = new LRUCache({ maxSize: this.#maxBytes });
  }

  /**
   * What was made for `key`, or what `make` gives; a failure is not kept. `size` is the length of the files in bytes; an entry larger than
   * the whole cache is made anew each time.
   */
  getOrMake<T>(key: string, size: number, make: () => Promise<T>): Promise<T> {
    const found = this.#entries.get(key);
    if (found !== undefined) {
      this.#hits++;
      return found as Promise<T>;
    }
    this.#misses++;
    const made = make();
    this.#entries.set(key, made, { size: Math.max(1, size) });
    made.catch(() => {
      if (this.#entries.peek(key) === made) this.#entries.delete(key);
    });
    return made;
  }

  /** Counts since the cache was made or cleared. */
  stats(): ProcessorCacheStats {
    return { hits: this.#hits, misses: this.#misses, entries: this.#entries.size, bytes: this.#entries.calculatedSize, maxBytes: this.#maxBytes };
  }

  /** Forgets all entries and counts. */
  clear(): void {
    this.#entries.clear();
    this.#hits = 0;
    this.#misses = 0;
  }
}

/** The cache that every `ProcessorReconstructor` uses unless it is given another one. */
export const processorCache: ProcessorCache = new ProcessorCache();
