/** Tokens that are cut out of the text before the model sees it: the `added_tokens` of a tokenizer.json. */
import { type AlignedText, alignedText, sliceAligned, unitsAt } from './aligned-text.js';
import { definitionError, type JsonNode } from './json-node.js';
import type { Normalizer } from './normalizers/normalizer.js';
import { isWhiteSpace, isWordCharacter } from './unicode/character-classes.js';
import { LARGEST_ID, type Vocabulary } from './vocabulary.js';
import { WordFinder } from './word-finder.js';

/** A token that stands for itself wherever it occurs. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Only between characters that belong to no word. */
  readonly singleWord: boolean;
  /** Takes the white space before (behind) it along. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Looked for in the normalized text instead of the original. */
  readonly normalized: boolean;
  /** Left out by `decode` with `skipSpecialTokens`. */
  readonly special: boolean;
}

/** A stretch of text: an added token, or text for the model where `token` is absent. */
export interface Segment {
  readonly text: AlignedText;
  readonly token?: AddedToken;
}

/**
 * Reads the section. A token of the vocabulary keeps its id there, every other gets the next free one in the order of the list:
 * the Rust library does so whatever id the file gives.
 */
export function readAddedTokens(node: JsonNode, vocabulary: Vocabulary): AddedToken[] {
  if (node.isAbsent()) return [];
  const listed = node.items((item, at) => plainToken(item) ?? checkedToken(at()));
  const inVocabulary = idsInVocabulary(listed, vocabulary);
  const tokens = new Map<string, AddedToken>();
  const owners = new Map<number, string>();
  let highest = -1;
  for (const [index, token] of listed.entries()) {
    if (token.content === '') continue;
    const owner = owners.get(token.id);
    if (owner !== undefined && owner !== token.content) throw definitionError(`${node.path}[${index}].id`, `an id of its own (${JSON.stringify(owner)} has it too)`, token.id);
    owners.set(token.id, token.content);
    const known = inVocabulary.get(token.content) ?? tokens.get(token.content)?.id;
    const id = known ?? (highest >= vocabulary.count ? highest + 1 : vocabulary.count);
    highest = Math.max(highest, id);
    tokens.set(token.content, id === token.id ? token : { ...token, id });
  }
  return [...tokens.values()];
}

/** A row as the libraries write it, read at once: some files have thousands. `undefined` for any other. */
function plainToken(item: unknown): AddedToken | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { content, id, single_word: singleWord, lstrip, rstrip, normalized, special } = item as Readonly<Record<string, unknown>>;
  if (typeof content !== 'string' || typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > LARGEST_ID) return undefined;
  if (typeof singleWord !== 'boolean' || typeof lstrip !== 'boolean' || typeof rstrip !== 'boolean') return undefined;
  if (typeof normalized !== 'boolean' || typeof special !== 'boolean') return undefined;
  return { content, id, singleWord, lstrip, rstrip, normalized, special };
}

/** @throws {ProcessorError} `BAD_TOKENIZER` naming what is wrong in a row. */
function checkedToken(item: JsonNode): AddedToken {
  return {
    content: item.at('content').string(),
    id: item.at('id').index(LARGEST_ID),
    singleWord: item.at('single_word').boolean(),
    lstrip: item.at('lstrip').boolean(),
    rstrip: item.at('rstrip').boolean(),
    normalized: item.at('normalized').boolean(),
    special: item.at('special').boolean(),
  };
}

/** Ids of those contents that are in the vocabulary: first where the file says they are, then in one pass over the rest. */
function idsInVocabulary(listed: readonly AddedToken[], vocabulary: Vocabulary): Map<string, number> {
  const found = new Map<string, number>();
  const missing = new Map<number, string[]>();
  const encoder = new TextEncoder();
  // Lengths and first bytes of what is missing: they rule out most rows.
  const lengths = new Uint8Array(vocabulary.longest + 1);
  const firsts = new Uint8Array(256);
  for (const { content, id } of listed) {
    const row = vocabulary.rowOf(id);
    if (row >= 0 && vocabulary.isAt(row, content)) {
      found.set(content, id);
      continue;
    }
    const { length, 0: first = 0 } = encoder.encode(content);
    if (length >= lengths.length) continue;
    lengths[length] = 1;
    firsts[first] = 1;
    const key = length * 256 + first;
    missing.set(key, [...(missing.get(key) ?? []), content]);
  }
  if (missing.size === 0) return found;
  const { bytes, offsets } = vocabulary;
  for (let row = 0; row < vocabulary.count; row++) {
    const start = offsets[row]!;
    const length = offsets[row + 1]! - start;
    const first = length === 0 ? 0 : bytes[start]!;
    if (lengths[length] === 0 || firsts[first] === 0) continue;
    const content = missing.get(length * 256 + first)?.find((candidate) => vocabulary.isAt(row, candidate));
    if (content !== undefined) found.set(content, vocabulary.idAt(row));
  }
  return found;
}

/** Cuts added tokens out of texts. */
export class AddedTokens {
  readonly tokens: readonly AddedToken[];
  readonly #raw: WordFinder | undefined;
  readonly #rawTokens: readonly AddedToken[];
  readonly #normalized: WordFinder | undefined;
  readonly #normalizedTokens: readonly AddedToken[];
  readonly #normalizer: Normalizer | undefined;
  #byContent: ReadonlyMap<string, AddedToken> | undefined;
  #byId: ReadonlyMap<number, AddedToken> | undefined;
  #shown: ReadonlyMap<number, string> | undefined;

  constructor(tokens: readonly AddedToken[], normalizer: Normalizer | undefined) {
    this.tokens = tokens;
    this.#normalizer = normalizer;
    const ordered = [...tokens.filter((token) => token.special), ...tokens.filter((token) => !token.special)];
    this.#rawTokens = ordered.filter((token) => !token.normalized);
    this.#normalizedTokens = ordered.filter((token) => token.normalized);
    this.#raw = this.#rawTokens.length === 0 ? undefined : new WordFinder(this.#rawTokens.map((token) => token.content));
    this.#normalized =
      this.#normalizedTokens.length === 0
        ? undefined
        : new WordFinder(this.#normalizedTokens.map((token) => this.#normalForm(token)));
  }

  get byContent(): ReadonlyMap<string, AddedToken> {
    return (this.#byContent ??= new Map(this.tokens.map((token) => [token.content, token])));
  }

  get byId(): ReadonlyMap<number, AddedToken> {
    return (this.#byId ??= new Map(this.tokens.map((token) => [token.id, token])));
  }

  /** What each id is shown as: a token that is looked for in normalized text shows its normalized form. */
  get shown(): ReadonlyMap<number, string> {
    return (this.#shown ??= new Map(this.tokens.map((token) => [token.id, token.normalized ? this.#normalForm(token) : token.content])));
  }

  #normalForm(token: AddedToken): string {
    return this.#normalizer?.(alignedText(token.content)).text ?? token.content;
  }

  /** The text as added tokens and normalized stretches between them, none of them empty. */
  split(text: string): Segment[] {
    if (text === '') return [];
    const whole = alignedText(text);
    const parts = this.#raw === undefined ? [{ text: whole }] : cut(whole, this.#raw, this.#rawTokens);
    if (this.#normalizer === undefined && this.#normalized === undefined) return parts;
    const segments: Segment[] = [];
    for (const part of parts) {
      if (part.token !== undefined) {
        segments.push(part);
        continue;
      }
      const normal = this.#normalizer?.(part.text) ?? part.text;
      if (normal.text === '') continue;
      if (this.#normalized === undefined) segments.push({ text: normal });
      else segments.push(...cut(normal, this.#normalized, this.#normalizedTokens));
    }
    return segments;
  }
}

function cut(source: AlignedText, finder: WordFinder, tokens: readonly AddedToken[]): Segment[] {
  const { text } = source;
  const segments: Segment[] = [];
  let done = 0;
  for (let position = 0; ; ) {
    const found = finder.next(text, position);
    if (found < 0) break;
    const token = tokens[found]!;
    let start = finder.start;
    let end = finder.end;
    position = end === start ? end + 1 : end;
    if (token.singleWord && (endsWithWord(text, start) || startsWithWord(text, end))) continue;
    if (token.lstrip) {
      while (start > 0 && isWhiteSpace(text.charCodeAt(start - 1))) start--;
      start = Math.max(start, done);
    }
    if (token.rstrip) while (end < text.length && isWhiteSpace(text.charCodeAt(end))) end++;
    if (done < start) segments.push({ text: sliceAligned(source, done, start) });
    if (start < end) segments.push({ text: sliceAligned(source, start, end), token });
    done = end;
  }
  if (done < text.length) segments.push({ text: sliceAligned(source, done, text.length) });
  return segments;
}

function endsWithWord(text: string, end: number): boolean {
  if (end === 0) return false;
  const start = end >= 2 && unitsAt(text, end - 2) === 2 ? end - 2 : end - 1;
  return isWordCharacter(text.slice(start, end));
}

function startsWithWord(text: string, start: number): boolean {
  return start < text.length && isWordCharacter(text.slice(start, start + unitsAt(text, start)));
}
