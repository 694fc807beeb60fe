/**
 * The short way for byte-level BPE: words are cut out of the text by position and tokenized from their UTF-16 units, without
 * a string per word and without spelling bytes as characters. The result is that of the pre-tokenizer and the model.
 */
import type { AlignedText } from './aligned-text.js';
import { BYTE_TO_UNIT } from './byte-alphabet.js';
import type { JsonNode } from './json-node.js';
import { BytePairEncoding, lastByte } from './models/byte-pair-encoding.js';
import type { Model } from './models/model.js';
import { LONGEST_CACHED, WordCache } from './models/word-cache.js';
import { prepend } from './normalizers/replace.js';
import { GPT2_PATTERN } from './pre-tokenizers/gpt2-pattern.js';
import { knownSplitter, type WordEnd } from './pre-tokenizers/known-splitters.js';
import { type Pattern, regexPattern } from './regex/pattern.js';
import type { TokenSink } from './token-run.js';
import { hashBytes } from './vocabulary.js';

const GPT2_WORD_END: WordEnd = knownSplitter(GPT2_PATTERN)!;

interface ByteLevelPlan {
  /** Pattern that words are cut by; `undefined`: the text is one word. */
  readonly pattern: string | undefined;
  readonly addPrefixSpace: boolean;
  /** Whether what the pattern does not match is left out. */
  readonly onlyMatches: boolean;
  /** Whether each part is cut once more by GPT-2's pattern. */
  readonly cutAgain: boolean;
}

/** What the pre-tokenizer section does, where it is the byte-level kind that this path knows. */
function planOf(node: JsonNode): ByteLevelPlan | undefined {
  if (node.isAbsent()) return undefined;
  const type = node.at('type').value;
  if (type === 'ByteLevel') {
    const regex = node.at('use_regex').value !== false;
    return { pattern: regex ? GPT2_PATTERN : undefined, addPrefixSpace: node.at('add_prefix_space').value === true, onlyMatches: false, cutAgain: false };
  }
  if (type !== 'Sequence') return undefined;
  const [split, bytes, more] = node.at('pretokenizers').list();
  if (split === undefined || bytes === undefined || more !== undefined) return undefined;
  const onlyMatches = split.at('behavior').value === 'Removed' && split.at('invert').value === true;
  const all = split.at('behavior').value === 'Isolated' && split.at('invert').value === false;
  if (split.at('type').value !== 'Split' || (!onlyMatches && !all)) return undefined;
  if (bytes.at('type').value !== 'ByteLevel' || bytes.at('add_prefix_space').value !== false) return undefined;
  const pattern = split.at('pattern').at('Regex').value;
  return typeof pattern === 'string' ? { pattern, addPrefixSpace: false, onlyMatches, cutAgain: bytes.at('use_regex').value !== false } : undefined;
}

/** The short way for these parts; `undefined` where they are something else. */
export function byteLevelPath(model: Model, preTokenizer: JsonNode): ByteLevelPath | undefined {
  if (!(model instanceof BytePairEncoding)) return undefined;
  const { prefix, suffix, ignoreMerges } = model.settings;
  if (prefix !== '' || (suffix !== '' && ignoreMerges)) return undefined;
  const plan = planOf(preTokenizer);
  if (plan === undefined) return undefined;
  const byteIds = idsOfBytes(model);
  const lastIds = suffix === '' ? byteIds : idsOfBytes(model, suffix);
  return byteIds === undefined || lastIds === undefined ? undefined : new ByteLevelPath(model, byteIds, lastIds, plan);
}

/** The id of each byte's character with `suffix` behind it; `undefined` where the vocabulary lacks one. */
function idsOfBytes(model: BytePairEncoding, suffix = ''): Int32Array | undefined {
  const { bytes, offsets, count } = model.vocabulary;
  const byUnit = new Map<number, number>();
  BYTE_TO_UNIT.forEach((unit, byte) => byUnit.set(unit, byte));
  const ending = new TextEncoder().encode(suffix);
  const ids = new Int32Array(256).fill(-1);
  let found = 0;
  for (let row = 0; row < count && found < 256; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]! - ending.length;
    const length = end - start;
    if (length < 1 || length > 2 || !ending.every((byte, i) => bytes[end + i] === byte)) continue;
    const first = bytes[start]!;
    if (length === 2 && first < 0xc0) continue;
    const byte = byUnit.get(length === 1 ? first : ((first & 0x1f) << 6) | (bytes[start + 1]! & 0x3f));
    if (byte === undefined) continue;
    if (ids[byte]! < 0) found++;
    ids[byte] = model.vocabulary.idAt(row);
  }
  return found === 256 ? ids : undefined;
}

export class ByteLevelPath {
  readonly #model: BytePairEncoding;
  readonly #byteIds: Int32Array;
  /** Ids of bytes at the end of a word. */
  readonly #lastIds: Int32Array;
  readonly #plan: ByteLevelPlan;
  #splitter: WordEnd | undefined;
  #pattern: Pattern | undefined;
  #cache: WordCache | undefined;
  #spelled = new Uint8Array(256);

  constructor(model: BytePairEncoding, byteIds: Int32Array, lastIds: Int32Array, plan: ByteLevelPlan) {
    this.#model = model;
    this.#byteIds = byteIds;
    this.#lastIds = lastIds;
    this.#plan = plan;
  }

  run(piece: AlignedText, sink: TokenSink): void {
    const { pattern, addPrefixSpace, onlyMatches, cutAgain } = this.#plan;
    const source = addPrefixSpace && !piece.text.startsWith(' ') ? prepend(piece, ' ') : piece;
    const { text } = source;
    const number = sink.text(source);
    if (pattern === undefined) {
      this.#word(text, 0, text.length, sink, number);
      return;
    }
    if (!onlyMatches && !cutAgain) this.#splitter ??= knownSplitter(pattern);
    const splitter = this.#splitter;
    if (splitter !== undefined) {
      for (let start = 0; start < text.length; ) {
        const end = splitter(text, start);
        this.#word(text, start, end, sink, number);
        start = end;
      }
      return;
    }
    this.#pattern ??= regexPattern(pattern, 'pre_tokenizer');
    const matches = this.#pattern.matches(text);
    let done = 0;
    for (let m = 0; m < matches.length; m += 2) {
      const start = matches[m]!;
      const end = matches[m + 1]!;
      if (done < start && !onlyMatches) this.#part(text, done, start, sink, number);
      if (start < end) this.#part(text, start, end, sink, number);
      done = end;
    }
    if (done < text.length && !onlyMatches) this.#part(text, done, text.length, sink, number);
  }

  #part(text: string, start: number, end: number, sink: TokenSink, number: number): void {
    if (!this.#plan.cutAgain) {
      this.#word(text, start, end, sink, number);
      return;
    }
    const part = text.slice(start, end);
    for (let at = 0; at < part.length; ) {
      const next = GPT2_WORD_END(part, at);
      this.#word(text, start + at, start + next, sink, number);
      at = next;
    }
  }

  #word(text: string, start: number, end: number, sink: TokenSink, number: number): void {
    if (end - start > LONGEST_CACHED) this.#tokenize(text, start, end, sink);
    else {
      const cache = (this.#cache ??= new WordCache());
      if (!cache.copy(text, start, end, sink, 0)) {
        const from = sink.length;
        this.#tokenize(text, start, end, sink);
        cache.keep(text, start, end, sink, from);
      }
    }
    sink.word(number, start, end);
  }

  #tokenize(text: string, start: number, end: number, sink: TokenSink): void {
    const ids = this.#byteIds;
    const symbols = this.#model.symbols();
    symbols.reserve((end - start) * 3);
    const list = symbols.ids;
    let count = 0;
    for (let i = start; i < end; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80) list[count++] = ids[unit]!;
      else if (unit < 0x800) {
        list[count++] = ids[0xc0 | (unit >> 6)]!;
        list[count++] = ids[0x80 | (unit & 0x3f)]!;
      } else if ((unit & 0xfc00) === 0xd800) {
        const code = 0x10000 + ((unit & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff);
        list[count++] = ids[0xf0 | (code >> 18)]!;
        list[count++] = ids[0x80 | ((code >> 12) & 0x3f)]!;
        list[count++] = ids[0x80 | ((code >> 6) & 0x3f)]!;
        list[count++] = ids[0x80 | (code & 0x3f)]!;
      } else {
        list[count++] = ids[0xe0 | (unit >> 12)]!;
        list[count++] = ids[0x80 | ((unit >> 6) & 0x3f)]!;
        list[count++] = ids[0x80 | (unit & 0x3f)]!;
      }
    }
    if (this.#lastIds !== ids) list[count - 1] = this.#lastIds[lastByte(text.charCodeAt(end - 1))]!;
    if (this.#model.settings.ignoreMerges && count <= this.#model.vocabulary.longest) {
      const row = this.#findWhole(text, start, end, count);
      if (row >= 0) {
        sink.add(this.#model.vocabulary.idAt(row), 0, count);
        return;
      }
    }
    symbols.lengths.fill(1, 0, count);
    symbols.count = count;
    symbols.merge();
    symbols.emit(sink, 0);
  }

  /** Row of the token that is the whole word, spelled in the byte alphabet; -1 for none. */
  #findWhole(text: string, start: number, end: number, count: number): number {
    if (this.#spelled.length < count * 2) this.#spelled = new Uint8Array(count * 4);
    const spelled = this.#spelled;
    let length = 0;
    const put = (byte: number): void => {
      const unit = BYTE_TO_UNIT[byte]!;
      if (unit < 0x80) spelled[length++] = unit;
      else {
        spelled[length++] = 0xc0 | (unit >> 6);
        spelled[length++] = 0x80 | (unit & 0x3f);
      }
    };
    for (let i = start; i < end; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80) put(unit);
      else {
        const code = text.codePointAt(i)!;
        if (code < 0x800) put(0xc0 | (code >> 6));
        else {
          if (code < 0x10000) put(0xe0 | (code >> 12));
          else {
            put(0xf0 | (code >> 18));
            put(0x80 | ((code >> 12) & 0x3f));
            i++;
          }
          put(0x80 | ((code >> 6) & 0x3f));
        }
        put(0x80 | (code & 0x3f));
      }
    }
    return this.#model.vocabulary.find(spelled, 0, length, hashBytes(spelled, 0, length));
  }
}
