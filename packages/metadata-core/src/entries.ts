/** Locates the metadata entries of a model: where each stands, its key, and where its value is. Values are not read. */
import { CAPSULE_PREFIX, MetadataError } from '@onnx-capsule/metadata-schema';

import { type ByteSource, bytesSource } from './byte-source.js';
import { ByteWindows } from './byte-windows.js';
import { type CapsuleLimits, DEFAULT_LIMITS } from './limits.js';
import { startWalk, STEP_BYTES, stepWalk, type Walk, walkGoesOn, type WireField } from './walk.js';
import { ENTRY_KEY, ENTRY_VALUE, MODEL_GRAPH, MODEL_METADATA, WIRE_LENGTH } from './wire.js';

/** Longest key that is read; a capsule's keys are shorter, and a longer foreign one is cut. */
const MAX_KEY_BYTES = 4096;

type Span = Pick<WireField, 'valueStart' | 'end'>;

/** Bytes that are no UTF-8 become U+FFFD, and a byte order mark stays, so that no other key passes for a capsule's. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

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
  /** The entry that the walk is in, and its parts by field number; the last of each counts. */
  #open: { readonly start: number; readonly walk: Walk; readonly parts: Span[] } | undefined;
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

  /**
   * Steps as far as the bytes in memory allow, and says at which offset more are needed; `undefined` at the end of the model.
   *
   * @throws {MetadataError} `TRUNCATED_MODEL`, `MALFORMED_MODEL`, `LIMIT_EXCEEDED`.
   */
  advance(): number | undefined {
    for (;;) {
      const open = this.#open;
      const walk = open?.walk ?? this.#walk;
      const { position, end } = walk;
      if (walkGoesOn(walk)) {
        const window = this.windows.find(position, STEP_BYTES);
        if (window === undefined) return position;
        this.#count('fields', ++this.#steps, position);
        const field = stepWalk(walk, window);
        if (field === undefined) continue;
        if (open === undefined) this.#take(field);
        else if (field.wireType === WIRE_LENGTH && field.number <= ENTRY_VALUE) open.parts[field.number] = field;
      } else if (open === undefined) return undefined;
      else {
        const nothing = { valueStart: end, end };
        const { [ENTRY_KEY]: key = nothing, [ENTRY_VALUE]: value = nothing } = open.parts;
        const length = Math.min(key.end - key.valueStart, MAX_KEY_BYTES);
        const window = this.windows.find(key.valueStart, length);
        if (window === undefined) return key.valueStart;
        const offset = key.valueStart - window.base;
        this.#close(open.start, end, key, value, decoder.decode(window.bytes.subarray(offset, offset + length)));
      }
    }
  }

  /** Walks to the end of the model. @throws {MetadataError} as `advance`, and what the source throws. */
  async finish(): Promise<void> {
    for (let missing = this.advance(); missing !== undefined; missing = this.advance()) await this.windows.load(missing);
  }

  #take(field: WireField): void {
    const { number, wireType, start, valueStart, end } = field;
    this.#onField?.(field);
    if (wireType !== WIRE_LENGTH) return;
    if (number === MODEL_GRAPH) {
      this.graphStart ??= start;
      this.graphEnd = end;
    } else if (number === MODEL_METADATA) this.#open = { start, walk: startWalk(valueStart, end), parts: [] };
  }

  #close(start: number, end: number, { valueStart: keyStart, end: keyEnd }: Span, { valueStart, end: valueEnd }: Span, key: string): void {
    if (key.startsWith(CAPSULE_PREFIX)) this.#count('entries', ++this.#capsuleEntries, start);
    this.entries.push({ key, start, end, keyStart, keyEnd, valueStart, valueEnd });
    this.#open = undefined;
  }

  #count(what: 'fields' | 'entries', count: number, offset: number): void {
    if (count <= this.#limits[what]) return;
    throw new MetadataError('LIMIT_EXCEEDED', `Over ${this.#limits[what]} ${what} at offset ${offset}.`, {
      where: `offset ${offset}`,
      hint: 'Raise the limit if you trust this file.',
    });
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
