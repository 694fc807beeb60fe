/**
 * Text that remembers which part of the original each of its characters came from: the alignments of the Rust tokenizers'
 * `NormalizedString`, kept per UTF-16 code unit.
 */

/** A text, and for each of its units the range of the original (absolute, UTF-16) that it stands for. */
export interface AlignedText {
  readonly text: string;
  /** Where the piece starts in the original: what characters inserted before everything else point at. */
  readonly origin: number;
  /** Units at the start that were put before everything else: they stand for the first character. Never with `starts` and `ends`. */
  readonly inserted?: number;
  /** Absent: unit `i` is unit `origin + i` of the original, what was inserted not counted. */
  readonly starts?: Int32Array;
  readonly ends?: Int32Array;
}

/** The outcome of a normalizer: its text and, per unit, the unit of its input whose alignment it takes; -1 for none. Without them, its own. */
export interface MappedText {
  readonly text: string;
  readonly from?: Int32Array;
}

export function alignedText(text: string, origin = 0): AlignedText {
  return { text, origin };
}

/** Whether unit `index` of `text` is the second half of a surrogate pair. */
export function isPairTail(text: string, index: number): boolean {
  if (index <= 0 || index >= text.length) return false;
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
}

/** Start in the original of the character at unit `index`. */
export function originalStart(source: AlignedText, index: number): number {
  const { text, origin, inserted = 0, starts } = source;
  if (starts !== undefined) return starts[index]!;
  return index < inserted ? origin : origin - inserted + (isPairTail(text, index) ? index - 1 : index);
}

/** End in the original of the character at unit `index`. */
export function originalEnd(source: AlignedText, index: number): number {
  const { text, origin, inserted = 0, ends } = source;
  if (ends !== undefined) return ends[index]!;
  if (index < inserted) return origin + unitsAt(text, inserted);
  return origin - inserted + (isPairTail(text, index + 1) ? index + 2 : index + 1);
}

/** The aligned text that a normalizer made of `source`. */
export function applyMapping(source: AlignedText, mapped: MappedText | undefined): AlignedText {
  if (mapped === undefined) return source;
  const { text, from } = mapped;
  if (from === undefined) return { ...source, text };
  const starts = new Int32Array(text.length);
  const ends = new Int32Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const index = from[i]!;
    starts[i] = index < 0 ? source.origin : originalStart(source, index);
    ends[i] = index < 0 ? source.origin : originalEnd(source, index);
  }
  return { text, origin: source.origin, starts, ends };
}

/** The part from unit `start` to `end`. */
export function sliceAligned(source: AlignedText, start: number, end: number): AlignedText {
  if (start === 0 && end === source.text.length) return source;
  const text = source.text.slice(start, end);
  const { origin, inserted = 0, starts, ends } = source;
  if (starts !== undefined && ends !== undefined) {
    return { text, origin: start < end ? starts[start]! : origin + start, starts: starts.subarray(start, end), ends: ends.subarray(start, end) };
  }
  if (start >= inserted) return { text, origin: origin + start - inserted };
  if (end > inserted) return { text, origin, inserted: inserted - start };
  const last = originalEnd(source, start);
  return { text, origin, starts: new Int32Array(end - start).fill(origin), ends: new Int32Array(end - start).fill(last) };
}

/** Number of units of the character that starts at `index`. */
export function unitsAt(text: string, index: number): 1 | 2 {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00 ? 2 : 1;
}

/**
 * Collects the result of a normalizer in the terms of Rust's `NormalizedString::transform`: each new character comes with a
 * change, 0 when it replaces the next character of the input, `-n` when it also swallows `n` more, above 0 when it is inserted
 * and shares the place of what was read last.
 */
export class TextTransform {
  readonly #source: string;
  #read = 0;
  #parts = '';
  #from: number[] = [];

  /** `skipped`: units at the start of `source` that are dropped. */
  constructor(source: string, skipped = 0) {
    this.#source = source;
    this.#read = skipped;
  }

  push(character: string, change: number): void {
    const from = change > 0 ? this.#read - 1 : Math.min(this.#read, this.#source.length - 1);
    this.#from.push(from);
    if (character.length === 2) this.#from.push(from);
    this.#parts += character;
    for (let n = change; n <= 0 && this.#read < this.#source.length; n++) this.#read += unitsAt(this.#source, this.#read);
  }

  /** Copies `length` units that stand at the reading position. */
  keep(length: number): void {
    for (let i = 0; i < length; i++) this.#from.push(this.#read + i);
    this.#parts += this.#source.slice(this.#read, this.#read + length);
    this.#read += length;
  }

  result(): MappedText {
    return { text: this.#parts, from: Int32Array.from(this.#from) };
  }
}
