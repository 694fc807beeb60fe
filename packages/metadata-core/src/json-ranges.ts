/** Finds values in JSON text without building a tree: where they start and end. Lenient, since what is found is verified later. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** A value's place in the text. */
export interface JsonRange {
  readonly start: number;
  readonly end: number;
}

/** Walks over JSON text, one token at a time. */
export class JsonCursor {
  readonly text: Uint8Array;
  position: number;

  constructor(text: Uint8Array, position = 0) {
    this.text = text;
    this.position = position;
  }

  /** The next byte that is neither white space, comma nor colon; -1 at the end. */
  peek(): number {
    for (;;) {
      const byte = this.text[this.position];
      if (byte === undefined) return -1;
      if (byte > SPACE && byte !== COMMA && byte !== COLON) return byte;
      this.position++;
    }
  }

  /** Steps over `byte`, and says whether it was there. */
  take(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.position++;
    return true;
  }

  /** Steps over a string; its place with the quotes, or `undefined` where there is none. */
  string(): JsonRange | undefined {
    const { text } = this;
    if (this.peek() !== QUOTE) return undefined;
    const start = this.position;
    let position = start + 1;
    while (position < text.length && text[position] !== QUOTE) position += text[position] === BACKSLASH ? 2 : 1;
    if (position >= text.length) return undefined;
    this.position = position + 1;
    return { start, end: this.position };
  }

  /** Steps over a number or a word such as `null`; its text. */
  word(): string {
    this.peek();
    const start = this.position;
    let byte = this.text[start] ?? SPACE;
    // Digits, letters, signs and the point; brackets, braces, commas and quotes are none of them.
    while ((byte >= 0x30 && byte <= 0x39) || (byte | 0x20) - 0x61 >>> 0 < 26 || byte === 0x2e || byte === 0x2d || byte === 0x2b) {
      byte = this.text[++this.position] ?? SPACE;
    }
    return String.fromCharCode(...this.text.subarray(start, Math.min(this.position, start + 64)));
  }

  /** Steps over any value; its place, or `undefined` where the text ends before it does. */
  value(): JsonRange | undefined {
    const first = this.peek();
    if (first === QUOTE) return this.string();
    const start = this.position;
    if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
      return this.word() === '' ? undefined : { start, end: this.position };
    }
    const { text } = this;
    let depth = 0;
    let position = start;
    do {
      const byte = text[position];
      if (byte === undefined) return undefined;
      if (byte === QUOTE) {
        do position += text[position] === BACKSLASH ? 2 : 1;
        while (position < text.length && text[position] !== QUOTE);
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
      position++;
    } while (depth > 0);
    this.position = position;
    return { start, end: this.position };
  }
}

/** The places of the values of `keys` in the object at `start`; the last one where a key is there twice. */
export function memberRanges(text: Uint8Array, start: number, keys: readonly string[]): ReadonlyMap<string, JsonRange> {
  const ranges = new Map<string, JsonRange>();
  const cursor = new JsonCursor(text, start);
  if (!cursor.take(OPEN_BRACE)) return ranges;
  const decoder = new TextDecoder();
  for (let key = cursor.string(); key !== undefined; key = cursor.string()) {
    const value = cursor.value();
    if (value === undefined) break;
    const name = decoder.decode(text.subarray(key.start + 1, key.end - 1));
    if (keys.includes(name)) ranges.set(name, value);
  }
  return ranges;
}
