/** BPE over characters: byte fallback, fused unknowns, prefixes and suffixes as the Rust library has them. */
import type { TokenSink } from '../token-run.js';
import type { Vocabulary } from '../vocabulary.js';
import { SymbolList } from './merge-symbols.js';
import type { MergeList } from './merge-table.js';
import { byteTokenIds, type Model, utf8 } from './model.js';
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
  readonly settings: BpeSettings;
  readonly #list: () => MergeList;
  #symbols: SymbolList | undefined;
  readonly #plain: Int32Array = new Int32Array(0x10000).fill(UNASKED);
  #byteIds: Int32Array | undefined;

  constructor(vocabulary: Vocabulary, merges: () => MergeList, settings: BpeSettings) {
    this.vocabulary = vocabulary;
    this.settings = settings;
    this.#list = merges;
  }

  /** An empty list of symbols that merges by this model's table. */
  symbols(): SymbolList {
    this.#symbols ??= new SymbolList(this.#list());
    this.#symbols.count = 0;
    return this.#symbols;
  }

  tokenize(word: string, sink: TokenSink): void {
    if (word === '') return;
    if (this.settings.ignoreMerges) {
      const { bytes, length } = utf8(word);
      const row = this.vocabulary.findBytes(bytes, 0, length);
      if (row >= 0) {
        sink.add(this.vocabulary.idAt(row), 0, length);
        return;
      }
    }
    const symbols = this.symbols();
    this.#split(word, symbols);
    symbols.merge();
    let position = 0;
    for (let i = 0; i < symbols.count; i++) {
      const length = symbols.lengths[i]!;
      sink.add(symbols.ids[i]!, position, position + length);
      position += length;
    }
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
    const ids = (this.#byteIds ??= byteTokenIds(this.vocabulary));
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
