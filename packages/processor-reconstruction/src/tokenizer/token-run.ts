/**
 * The tokens of one text as typed arrays, and the words they came from: what an `Encoding` works out offsets, words and token
 * strings from when asked.
 */
import { type AlignedText, originalEnd, originalStart } from './aligned-text.js';

/** Tokens of one sequence. Token `i` covers bytes `from[i]…to[i]` (UTF-8) of its word. */
export interface TokenRun {
  readonly ids: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The text that each word was cut from, and where, in units. */
  readonly texts: readonly AlignedText[];
  readonly wordText: Int32Array;
  readonly wordStart: Int32Array;
  readonly wordEnd: Int32Array;
  /** Index behind the last token of each word. */
  readonly wordTokens: Int32Array;
  /** Word numbers where they are not the index: pre-tokenized input. */
  readonly wordNumbers: Int32Array | undefined;
  /** The original texts, for counting characters: one, or one per pre-tokenized word. */
  readonly sources: readonly string[];
  /** Tokens whose string is not that of their id. */
  readonly surfaces: ReadonlyMap<number, string>;
}

const INITIAL = 64;

/** The same numbers with as much room again. */
export function grow(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Where models put their tokens. */
export class TokenSink {
  ids: Int32Array<ArrayBuffer> = new Int32Array(INITIAL);
  from: Int32Array<ArrayBuffer> = new Int32Array(INITIAL);
  to: Int32Array<ArrayBuffer> = new Int32Array(INITIAL);
  length = 0;
  #texts: AlignedText[] = [];
  #words: Int32Array<ArrayBuffer> = new Int32Array(INITIAL);
  #wordCount = 0;
  #surfaces = new Map<number, string>();

  get wordCount(): number {
    return this.#wordCount;
  }

  /** Tokens so far whose string is not that of their id. */
  get surfaceCount(): number {
    return this.#surfaces.size;
  }

  /** Makes room for `count` more tokens. */
  reserve(count: number): void {
    while (this.length + count > this.ids.length) {
      this.ids = grow(this.ids);
      this.from = grow(this.from);
      this.to = grow(this.to);
    }
  }

  add(id: number, from: number, to: number): void {
    if (this.length === this.ids.length) this.reserve(1);
    this.put(id, from, to);
  }

  /** `add` where there is room. */
  put(id: number, from: number, to: number): void {
    this.ids[this.length] = id;
    this.from[this.length] = from;
    this.to[this.length++] = to;
  }

  /** Gives the last token a string of its own. */
  surface(text: string): void {
    this.#surfaces.set(this.length - 1, text);
  }

  /** Registers a text that words are cut from; returns its number. */
  text(text: AlignedText): number {
    return this.#texts.push(text) - 1;
  }

  /** Closes a word: the tokens since the last one belong to `start…end` of the text. */
  word(text: number, start: number, end: number): void {
    const at = this.#wordCount++ * 4;
    if (at + 4 > this.#words.length) this.#words = grow(this.#words);
    this.#words[at] = text;
    this.#words[at + 1] = start;
    this.#words[at + 2] = end;
    this.#words[at + 3] = this.length;
  }

  /** The finished run; the sink is then empty and can be used again. */
  finish(sources: readonly string[], wordNumbers?: readonly number[]): TokenRun {
    const { length } = this;
    const column = (offset: number): Int32Array => {
      const result = new Int32Array(this.#wordCount);
      for (let i = 0; i < result.length; i++) result[i] = this.#words[i * 4 + offset]!;
      return result;
    };
    const run: TokenRun = {
      ids: this.ids.slice(0, length), from: this.from.slice(0, length), to: this.to.slice(0, length), texts: this.#texts, sources,
      wordText: column(0), wordStart: column(1), wordEnd: column(2), wordTokens: column(3), surfaces: this.#surfaces,
      wordNumbers: wordNumbers === undefined ? undefined : Int32Array.from(wordNumbers),
    };
    this.length = 0;
    this.#wordCount = 0;
    this.#texts = [];
    this.#surfaces = new Map();
    return run;
  }
}

/** Index of the word that token `token` belongs to. */
export function wordOfToken(run: TokenRun, token: number): number {
  let low = 0;
  let high = run.wordTokens.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (run.wordTokens[middle]! <= token) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Writes the offsets (original, UTF-16) of tokens `start…end` as pairs. */
export function offsetsOf(run: TokenRun, start: number, end: number): [number, number][] {
  const result: [number, number][] = [];
  let word = start < end ? wordOfToken(run, start) : 0;
  let units: Int32Array | undefined;
  let mapped = -1;
  for (let token = start; token < end; token++) {
    while (run.wordTokens[word]! <= token) word++;
    const text = run.texts[run.wordText[word]!]!;
    const first = run.wordStart[word]!;
    const last = run.wordEnd[word]!;
    if (mapped !== word) {
      units = unitsOfBytes(text.text, first, last);
      mapped = word;
    }
    const from = run.from[token]!;
    const to = run.to[token]!;
    const length = units === undefined ? last - first : units.length;
    if (from === to || from >= length || to > length) {
      const base = originalStart(text, first);
      result.push([base + Math.min(from, last - first), base + Math.min(to, last - first)]);
      continue;
    }
    const a = units === undefined ? first + from : first + units[from]!;
    const b = units === undefined ? first + to - 1 : first + units[to - 1]!;
    result.push([originalStart(text, a), originalEnd(text, b)]);
  }
  return result;
}

/** For each UTF-8 byte of `text` from `start` to `end` the unit (relative) it belongs to; absent when all is ASCII. */
function unitsOfBytes(text: string, start: number, end: number): Int32Array | undefined {
  let ascii = true;
  for (let i = start; i < end && ascii; i++) ascii = text.charCodeAt(i) < 0x80;
  if (ascii) return undefined;
  const units: number[] = [];
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if ((code & 0xfc00) === 0xd800 && i + 1 < end) {
      units.push(i - start, i - start, i - start, i - start);
      i++;
    } else if (code < 0x80) units.push(i - start);
    else if (code < 0x800) units.push(i - start, i - start);
    else units.push(i - start, i - start, i - start);
  }
  return Int32Array.from(units);
}
