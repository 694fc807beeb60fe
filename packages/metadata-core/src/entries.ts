/** Locates the metadata entries of a model: where each stands, its key, and where its value is. Values are not read. */
import { CAPSULE_PREFIX, MetadataError } from '@onnx-capsule/metadata-schema';

import { type ByteSource, bytesSource } from './byte-source.js';
import { ByteWindows } from './byte-windows.js';
import { type CapsuleLimits, DEFAULT_LIMITS } from './limits.js';
import { startWalk, STEP_BYTES, stepWalk, type Walk, walkGoesOn, type WireField } from './walk.js';
import { ENTRY_KEY, ENTRY_VALUE, MODEL_GRAPH, MODEL_METADATA, WIRE_LENGTH } from './wire.js';

/** Longest key that is read; a capsule's keys are shorter, and a longer foreign one is cut. */
const MAX_KEY_BYTES = 4096;

/** One field of `metadata_props`. Offsets count from the start of the file. */
export interface EntryLocation {
  /** The key; bytes that are no UTF-8 come as U+FFFD, and a key beyond 4096 bytes is cut there. */
  readonly key: string;
  /** Offset of the field's tag. */
  readonly start: number;
  /** Offset behind the field. */
  readonly end: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** Where the metadata entries and the graph of a model stand. */
export interface ModelLayout {
  /** Length of the file. */
  readonly size: number;
  /** Offset of the first graph field's tag; absent where there is no graph. */
  readonly graphStart: number | undefined;
  /** Offset behind the last graph field. */
  readonly graphEnd: number | undefined;
  /** All metadata entries in the file's order, capsule and foreign ones. */
  readonly entries: readonly EntryLocation[];
}

/** A walk over a model's top level that collects its metadata entries; it can stop and go on, and waits only for reads. */
export class ModelWalk {
  readonly windows: ByteWindows;
  /** What has been found so far. */
  readonly entries: EntryLocation[] = [];
  graphStart: number | undefined;
  graphEnd: number | undefined;
  readonly #walk: Walk;
  readonly #limits: CapsuleLimits;
  readonly #onField: ((field: WireField) => void) | undefined;
  #open: { readonly field: WireField; readonly walk: Walk; key: WireField | undefined; value: WireField | undefined } | undefined;
  #steps = 0;
  #capsuleEntries = 0;

  /** @throws {MetadataError} `EMPTY_FILE`. */
  constructor(source: ByteSource, limits: CapsuleLimits = DEFAULT_LIMITS, onField?: (field: WireField) => void) {
    if (source.size === 0) throw new MetadataError('EMPTY_FILE', 'The model has 0 bytes.', { hint: 'Get the file again.' });
    this.windows = new ByteWindows(source);
    this.#walk = startWalk(0, source.size);
    this.#limits = limits;
    this.#onField = onField;
  }

  /** Whether the whole top level has been walked. */
  get done(): boolean {
    return this.#open === undefined && !walkGoesOn(this.#walk);
  }

  /**
   * Steps as far as the bytes in memory allow, and says at which offset more are needed; `undefined` at the end of the model.
   *
   * @throws {MetadataError} `TRUNCATED_MODEL`, `MALFORMED_MODEL`, `LIMIT_EXCEEDED`.
   */
  advance(): number | undefined {
    while (!this.done) {
      const open = this.#open;
      const walk = open?.walk ?? this.#walk;
      if (open !== undefined && !walkGoesOn(walk)) {
        const missing = this.#close(open.field, open.key, open.value);
        if (missing !== undefined) return missing;
        continue;
      }
      const window = this.windows.find(walk.position, Math.min(STEP_BYTES, walk.end - walk.position));
      if (window === undefined) return walk.position;
      if (++this.#steps > this.#limits.fields) throw tooMany('fields', this.#limits.fields, walk.position);
      const field = stepWalk(walk, window);
      if (field === undefined) continue;
      if (open === undefined) this.#take(field);
      else if (field.wireType !== WIRE_LENGTH) continue;
      else if (field.number === ENTRY_KEY) open.key = field;
      else if (field.number === ENTRY_VALUE) open.value = field;
    }
    return undefined;
  }

  /** Walks to the end of the model. @throws {MetadataError} as `advance`, and what the source throws. */
  async finish(): Promise<void> {
    for (let missing = this.advance(); missing !== undefined; missing = this.advance()) await this.windows.load(missing);
  }

  #take(field: WireField): void {
    this.#onField?.(field);
    if (field.wireType !== WIRE_LENGTH) return;
    if (field.number === MODEL_GRAPH) {
      this.graphStart ??= field.start;
      this.graphEnd = field.end;
    } else if (field.number === MODEL_METADATA) {
      this.#open = { field, walk: startWalk(field.valueStart, field.end), key: undefined, value: undefined };
    }
  }

  #close(field: WireField, key: WireField | undefined, value: WireField | undefined): number | undefined {
    const keyStart = key?.valueStart ?? field.valueStart;
    const keyEnd = key?.end ?? keyStart;
    const length = Math.min(keyEnd - keyStart, MAX_KEY_BYTES);
    const window = this.windows.find(keyStart, length);
    if (window === undefined) return keyStart;
    const text = new TextDecoder().decode(window.bytes.subarray(keyStart - window.base, keyStart - window.base + length));
    if (text.startsWith(CAPSULE_PREFIX) && ++this.#capsuleEntries > this.#limits.entries) {
      throw tooMany('capsule entries', this.#limits.entries, field.start);
    }
    const valueStart = value?.valueStart ?? field.end;
    this.entries.push({
      key: text,
      start: field.start,
      end: field.end,
      keyStart,
      keyEnd,
      valueStart,
      valueEnd: value?.end ?? valueStart,
    });
    this.#open = undefined;
    return undefined;
  }
}

/**
 * The layout of a model in memory.
 *
 * @throws {MetadataError} `EMPTY_FILE`, `TRUNCATED_MODEL`, `MALFORMED_MODEL`, `LIMIT_EXCEEDED`.
 */
export function locateEntries(bytes: Uint8Array, limits: CapsuleLimits = DEFAULT_LIMITS): ModelLayout {
  const walk = new ModelWalk(bytesSource(bytes), limits);
  walk.advance();
  return layoutOf(walk);
}

/**
 * The layout of the model in `source`, read in a few windows; `onField` is called for every top-level field, in order.
 *
 * @throws {MetadataError} as `locateEntries`, and what the source throws.
 */
export async function locateEntriesIn(
  source: ByteSource,
  limits: CapsuleLimits = DEFAULT_LIMITS,
  onField?: (field: WireField) => void,
): Promise<ModelLayout> {
  const walk = new ModelWalk(source, limits, onField);
  await walk.finish();
  return layoutOf(walk);
}

function layoutOf(walk: ModelWalk): ModelLayout {
  return { size: walk.windows.source.size, graphStart: walk.graphStart, graphEnd: walk.graphEnd, entries: walk.entries };
}

function tooMany(what: string, limit: number, offset: number): MetadataError {
  return new MetadataError('LIMIT_EXCEEDED', `More than ${limit} ${what}, at offset ${offset}.`, {
    where: `offset ${offset}`,
    hint: 'Raise the limit by an option if you trust this file.',
  });
}
