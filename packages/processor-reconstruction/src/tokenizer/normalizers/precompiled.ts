/**
 * SentencePiece's `precompiled_charsmap`: a double-array trie (Darts-clone) over UTF-8 and a block of NUL-ended replacements.
 * Looked up by grapheme, then by character, as the Rust crate `spm_precompiled` and the tokenizers library do.
 */
import { type AlignedText, applyMapping, type MappedText, TextTransform } from '../aligned-text.js';
import { type JsonNode } from '../json-node.js';
import { graphemesOf } from '../unicode/graphemes.js';

const LONGEST_GRAPHEME = 6;
const HEADER_BYTES = 4;
const encoder = new TextEncoder();

/** A parsed map. */
export class Charsmap {
  readonly #trie: Uint32Array;
  readonly #normalized: Uint8Array;
  readonly #known = new Map<string, string | undefined>();
  #plain: Uint8Array | undefined;

  /** @throws {ProcessorError} `BAD_TOKENIZER` when it is not base64 or does not parse. */
  constructor(node: JsonNode) {
    const bytes = decodeBase64(node);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const size = bytes.byteLength < HEADER_BYTES ? -1 : view.getUint32(0, true);
    const units = Math.trunc(size / 4);
    if (size < 0 || HEADER_BYTES + units * 4 > bytes.byteLength || units === 0) node.fail('a precompiled_charsmap of SentencePiece');
    this.#trie = Uint32Array.from({ length: units }, (_, i) => view.getUint32(HEADER_BYTES + i * 4, true));
    this.#normalized = bytes.subarray(HEADER_BYTES + units * 4);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(this.#normalized);
    } catch {
      node.fail('a precompiled_charsmap whose replacements are UTF-8');
    }
  }

  /** The replacement for the shortest entry that `chunk` starts with; `undefined` for none. */
  replacement(chunk: string): string | undefined {
    if (this.#known.has(chunk)) return this.#known.get(chunk);
    const result = this.#search(encoder.encode(chunk));
    this.#known.set(chunk, result);
    return result;
  }

  /** Whether this is a printable ASCII character that the map leaves as it is. */
  isPlain(code: number): boolean {
    this.#plain ??= Uint8Array.from({ length: 0x7f }, (_, ascii) => (ascii >= 0x20 && this.replacement(String.fromCharCode(ascii)) === undefined ? 1 : 0));
    return this.#plain[code] === 1;
  }

  /** The longest entry that `characters` start with: how many of them it covers, and its replacement; `undefined` for none. */
  longest(characters: readonly string[]): { readonly length: number; readonly replacement: string } | undefined {
    const trie = this.#trie;
    let position = unitOffset(trie[0]!);
    let found: { readonly length: number; readonly start: number } | undefined;
    for (const [index, character] of characters.entries()) {
      for (const byte of encoder.encode(character)) {
        position ^= byte;
        const unit = trie[position];
        if (byte === 0 || unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) {
          return found && { length: found.length, replacement: this.#at(found.start) };
        }
        position ^= unitOffset(unit);
        if ((unit & 0x100) !== 0) found = { length: index + 1, start: (trie[position] ?? 0) & 0x7fffffff };
      }
    }
    return found && { length: found.length, replacement: this.#at(found.start) };
  }

  #search(key: Uint8Array): string | undefined {
    const trie = this.#trie;
    let position = unitOffset(trie[0]!);
    for (const byte of key) {
      if (byte === 0) return undefined;
      position ^= byte;
      const unit = trie[position];
      if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return undefined;
      position ^= unitOffset(unit);
      if ((unit & 0x100) !== 0) return this.#at((trie[position] ?? 0) & 0x7fffffff);
    }
    return undefined;
  }

  #at(start: number): string {
    const end = this.#normalized.indexOf(0, start);
    return new TextDecoder().decode(this.#normalized.subarray(start, end < 0 ? undefined : end));
  }
}

function unitOffset(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

function decodeBase64(node: JsonNode): Uint8Array {
  const text = node.string();
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) node.fail('base64');
  const binary = atob(text);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

/** A part of the text and what takes its place. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Applies the map grapheme by grapheme. */
export function applyCharsmap(source: AlignedText, map: Charsmap): AlignedText {
  const { text } = source;
  const edits = editsOf(text, map);
  if (edits.length === 0) return source;
  if (edits.every(({ start, end, replacement }) => end - start === 1 && replacement.length === 1)) return { ...source, text: edited(text, edits) };
  return applyMapping(source, transformed(text, edits));
}

function editsOf(text: string, map: Charsmap): Edit[] {
  const edits: Edit[] = [];
  const edit = (start: number, part: string): boolean => {
    const replacement = map.replacement(part);
    if (replacement !== undefined) edits.push({ start, end: start + part.length, replacement });
    return replacement !== undefined;
  };
  for (let i = 0; i < text.length; ) {
    // An ASCII character before another one is a grapheme of its own.
    if (map.isPlain(text.charCodeAt(i)) && !(text.charCodeAt(i + 1) >= 0x80)) {
      i++;
      continue;
    }
    const end = plainFrom(text, i + 1, map);
    for (const grapheme of graphemesOf(text.slice(i, end))) {
      if (utf8Length(grapheme) >= LONGEST_GRAPHEME || !edit(i, grapheme)) {
        let at = i;
        for (const character of grapheme) {
          edit(at, character);
          at += character.length;
        }
      }
      i += grapheme.length;
    }
  }
  return edits;
}

function edited(text: string, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const { start, end, replacement } of edits) {
    result += text.slice(done, start) + replacement;
    done = end;
  }
  return result + text.slice(done);
}

/** The edited text with its alignment, as Rust's `transform` makes it of characters and changes. */
function transformed(text: string, edits: readonly Edit[]): MappedText {
  const characters: string[] = [];
  const changes: number[] = [];
  const keep = (part: string): number => {
    let count = 0;
    for (const character of part) {
      characters.push(character);
      changes.push(0);
      count++;
    }
    return count;
  };
  let done = 0;
  for (const { start, end, replacement } of edits) {
    keep(text.slice(done, start));
    const surplus = keep(replacement) - [...text.slice(start, end)].length;
    for (let i = 1; i <= surplus; i++) changes[changes.length - i] = 1;
    if (surplus < 0 && changes.length > 0) changes[changes.length - 1]! += surplus;
    done = end;
  }
  keep(text.slice(done));
  const transform = new TextTransform(text);
  characters.forEach((character, i) => { transform.push(character, changes[i]!); });
  return transform.result();
}

/** From `start` on, where the first plain character stands that is not joined to what stands before it. */
function plainFrom(text: string, start: number, map: Charsmap): number {
  let end = start;
  while (end < text.length && !(map.isPlain(text.charCodeAt(end)) && map.isPlain(text.charCodeAt(end - 1)))) end++;
  return end;
}
