/** BPE over characters: byte fallback, fused unknowns, prefixes and suffixes as the Rust library has them. */
import type { TokenSink } from '../token-run.js';
import type { Vocabulary } from '../vocabulary.js';
import { SymbolList } from './merge-symbols.js';
import { type MergeList, MergeRules } from './merge-rules.js';
import { byteTokenIds, type Model, utf8 } from './model.js';
import { LONGEST_CACHED, WordCache } from './word-cache.js';
import { missingUnknown } from './word-piece.js';

export interface BpeSettings {
  readonly unkToken: string | undefined;
  readonly prefix: string;
  readonly suffix: string;
  readonly fuseUnk: boolean;
  readonly byteFallback: boolean;
  readonly ignoreMerges: boolean;
}

const UNKNOWN = -1;
const UNASKED = -2;

/** The model before its merges are needed: `merges` is asked when the first text comes. */
export class BytePairEncoding implements Model {
  readonly vocabulary: Vocabulary;
  readonly keepsWords = true;
  readonly settings: BpeSettings;
  readonly #list: () => MergeList;
  #symbols: SymbolList | undefined;
  readonly #plain: Int32Array = new Int32Array(0x10000).fill(UNASKED);
  #byteIds: Int32Array | undefined;
  #hasAllBytes = false;
  #cache: WordCache | undefined;

  constructor(vocabulary: Vocabulary, merges: () => MergeList, settings: BpeSettings) {
    this.vocabulary = vocabulary;
    this.settings = settings;
    this.#list = merges;
  }

  /** An empty list of symbols that merges by this model's table. */
  symbols(): SymbolList {
    this.#symbols ??= new SymbolList(new MergeRules(this.#list(), this.vocabulary, utf8(this.settings.prefix).length), this.vocabulary);
    this.#symbols.count = 0;
    return this.#symbols;
  }

  tokenize(word: string, sink: TokenSink): void {
    if (word === '') return;
    const { ignoreMerges, prefix, suffix } = this.settings;
    if (ignoreMerges && word.length <= this.vocabulary.longest) {
      const { bytes, length } = utf8(word);
      const row = this.vocabulary.findBytes(bytes, 0, length);
      if (row >= 0) {
        sink.add(this.vocabulary.idAt(row), 0, length);
        return;
      }
    }
    if (word.length <= LONGEST_CACHED) this.#cached(word, 0, word.length, sink, 0);
    else if (prefix === '' && suffix === '') this.#cutAndTokenize(word, sink);
    else this.#merged(word, sink, 0);
  }

  /** Cuts a long word where no token can cross, and tokenizes the parts: most of them come again. */
  #cutAndTokenize(word: string, sink: TokenSink): void {
    const symbols = this.symbols();
    const bytes = this.#allBytes();
    const first = sink.length;
    let start = 0;
    let last = UNKNOWN;
    for (let i = 0; i < word.length; ) {
      const code = word.codePointAt(i)!;
      const id = this.#characterId(code);
      const leading = id >= 0 ? id : bytes === undefined ? UNKNOWN : bytes[leadByte(code)]!;
      if (i > 0 && last >= 0 && leading >= 0 && !symbols.joins(last, leading)) {
        this.#part(word, start, i, sink, first);
        start = i;
      }
      last = id >= 0 ? id : bytes === undefined ? UNKNOWN : bytes[lastByte(code)]!;
      i += code > 0xffff ? 2 : 1;
    }
    this.#part(word, start, word.length, sink, first);
  }

  #part(word: string, start: number, end: number, sink: TokenSink, first: number): void {
    const offset = sink.length > first ? sink.to[sink.length - 1]! : 0;
    if (end - start <= LONGEST_CACHED) this.#cached(word, start, end, sink, offset);
    else this.#merged(word.slice(start, end), sink, offset);
  }

  #cached(text: string, start: number, end: number, sink: TokenSink, offset: number): void {
    this.#cache ??= new WordCache();
    if (this.#cache.copy(text, start, end, sink, offset)) return;
    const from = sink.length;
    this.#merged(text.slice(start, end), sink, offset);
    this.#cache.keep(text, start, end, sink, from);
  }

  #merged(word: string, sink: TokenSink, offset: number): void {
    const symbols = this.symbols();
    this.#split(word, symbols);
    symbols.merge();
    symbols.emit(sink, offset);
  }

  /** Ids of all 256 byte tokens; `undefined` where characters outside the vocabulary do not all become bytes. */
  #allBytes(): Int32Array | undefined {
    if (!this.settings.byteFallback) return undefined;
    if (this.#byteIds === undefined) {
      this.#byteIds = byteTokenIds(this.vocabulary);
      this.#hasAllBytes = !this.#byteIds.includes(UNKNOWN);
    }
    return this.#hasAllBytes ? this.#byteIds : undefined;
  }

  /** The first symbols of a word: its characters, or bytes, or the unknown token. */
  #split(word: string, symbols: SymbolList): void {
    const { prefix, suffix, unkToken, fuseUnk, byteFallback } = this.settings;
    let unk = UNKNOWN;
    let unkLength = 0;
    for (let i = 0; i < word.length; ) {
      const code = word.codePointAt(i)!;
      const units = code > 0xffff ? 2 : 1;
      const last = i + units === word.length;
      const length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      const affixed = (i > 0 && prefix !== '') || (last && suffix !== '');
      const text = affixed ? `${i > 0 ? prefix : ''}${word.slice(i, i + units)}${last ? suffix : ''}` : '';
      const id = affixed ? this.vocabulary.id(text) : this.#characterId(code);
      i += units;
      if (id >= 0) {
        if (unk >= 0) symbols.add(unk, unkLength);
        unk = UNKNOWN;
        symbols.add(id, length);
        continue;
      }
      if (byteFallback && this.#addBytes(affixed ? text : String.fromCodePoint(code), symbols)) continue;
      if (unkToken === undefined) continue;
      if (unk >= 0 && fuseUnk) unkLength += length;
      else {
        if (unk >= 0) symbols.add(unk, unkLength);
        unk = this.vocabulary.id(unkToken);
        if (unk < 0) throw missingUnknown(unkToken, 'BPE');
        unkLength = length;
      }
    }
    if (unk >= 0) symbols.add(unk, unkLength);
  }

  #addBytes(text: string, symbols: SymbolList): boolean {
    this.#allBytes();
    const ids = this.#byteIds!;
    const { bytes, length } = utf8(text);
    for (let i = 0; i < length; i++) if (ids[bytes[i]!]! < 0) return false;
    for (let i = 0; i < length; i++) symbols.add(ids[bytes[i]!]!, 1);
    return true;
  }

  #characterId(code: number): number {
    if (code > 0xffff) return this.vocabulary.id(String.fromCodePoint(code));
    let id = this.#plain[code]!;
    if (id === UNASKED) {
      id = this.vocabulary.id(String.fromCharCode(code));
      this.#plain[code] = id;
    }
    return id;
  }
}

/** The first byte of a character in UTF-8. */
function leadByte(code: number): number {
  if (code < 0x80) return code;
  if (code < 0x800) return 0xc0 | (code >> 6);
  return code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18);
}

/** The last byte of a code point, or of the code unit that ends it. */
export function lastByte(code: number): number {
  return code < 0x80 ? code : 0x80 | (code & 0x3f);
}
