/** What encoding a text gives: ids at once, everything else worked out when asked. */
import { offsetsOf, type TokenRun, wordOfToken } from './token-run.js';
import { trimOffsets, type TrimRule } from './trim-offsets.js';

/** A stretch of an encoding: tokens of a text, or tokens that were put in. */
export type EncodingPart =
  | {
      readonly kind: 'text';
      readonly run: TokenRun;
      readonly start: number;
      readonly end: number;
      readonly typeId: number;
      /** Which of the texts, once a post-processor has said so. */
      readonly sequence: number | undefined;
      readonly trims: readonly TrimRule[];
    }
  | { readonly kind: 'special'; readonly ids: readonly number[]; readonly tokens: readonly string[]; readonly typeId: number }
  | { readonly kind: 'padding'; readonly id: number; readonly token: string; readonly typeId: number; readonly count: number };

export type TextPart = Extract<EncodingPart, { kind: 'text' }>;

export function partLength(part: EncodingPart): number {
  if (part.kind === 'text') return part.end - part.start;
  return part.kind === 'special' ? part.ids.length : part.count;
}

/** One encoded text (or pair). All lists have one entry per token. */
export class Encoding {
  /** Token ids. */
  readonly ids: number[];
  /** What did not fit, in windows of the same form, when the text was truncated. */
  readonly overflowing: readonly Encoding[];
  readonly #parts: readonly EncodingPart[];
  readonly #tokenOf: (id: number) => string;
  #tokens: string[] | undefined;
  #offsets: [number, number][] | undefined;
  #wordIds: (number | null)[] | undefined;
  #typeIds: number[] | undefined;
  #specialTokensMask: number[] | undefined;
  #attentionMask: number[] | undefined;
  #sequenceIds: (number | null)[] | undefined;

  constructor(parts: readonly EncodingPart[], overflowing: readonly Encoding[], tokenOf: (id: number) => string) {
    this.#parts = parts;
    this.overflowing = overflowing;
    this.#tokenOf = tokenOf;
    this.ids = idsOf(parts);
  }

  get length(): number {
    return this.ids.length;
  }

  /** Token strings. An unknown piece of a Unigram model and an added token show the text they stand for. */
  get tokens(): string[] {
    return (this.#tokens ??= this.#each((part) => {
      if (part.kind === 'special') return [...part.tokens];
      if (part.kind === 'padding') return new Array<string>(part.count).fill(part.token);
      return Array.from({ length: part.end - part.start }, (_, i) => part.run.surfaces.get(part.start + i) ?? this.#tokenOf(part.run.ids[part.start + i]!));
    }));
  }

  /** Start and end in the text, in UTF-16 units: `text.slice(start, end)`. `[0, 0]` for tokens that were put in. */
  get offsets(): [number, number][] {
    return (this.#offsets ??= this.#each((part) => {
      if (part.kind !== 'text') return Array.from({ length: partLength(part) }, (): [number, number] => [0, 0]);
      const offsets = offsetsOf(part.run, part.start, part.end);
      for (const rule of part.trims) trimOffsets(part, offsets, rule, this.#tokenOf);
      return offsets;
    }));
  }

  /** Number of the word within its text, null for tokens that were put in. */
  get wordIds(): (number | null)[] {
    return (this.#wordIds ??= this.#each<number | null>((part) => {
      if (part.kind !== 'text') return new Array<null>(partLength(part)).fill(null);
      const words: number[] = [];
      let word = part.start < part.end ? wordOfToken(part.run, part.start) : 0;
      for (let token = part.start; token < part.end; token++) {
        while (part.run.wordTokens[word]! <= token) word++;
        words.push(part.run.wordNumbers?.[word] ?? word);
      }
      return words;
    }));
  }

  get typeIds(): number[] {
    return (this.#typeIds ??= this.#filled((part) => part.typeId));
  }

  /** 1 for tokens that were put in, padding included. */
  get specialTokensMask(): number[] {
    return (this.#specialTokensMask ??= this.#filled((part) => (part.kind === 'text' ? 0 : 1)));
  }

  /** 0 for padding. */
  get attentionMask(): number[] {
    return (this.#attentionMask ??= this.#filled((part) => (part.kind === 'padding' ? 0 : 1)));
  }

  /** Which of the texts a token is from: 0, 1, or null for tokens that were put in. */
  get sequenceIds(): (number | null)[] {
    if (this.#sequenceIds !== undefined) return this.#sequenceIds;
    const known = this.#parts.some((part) => part.kind === 'text' && part.sequence === 0);
    return (this.#sequenceIds = this.#filled<number | null>((part) => {
      if (!known) return 0;
      return part.kind === 'text' ? (part.sequence ?? null) : null;
    }));
  }

  /** One list of what `list` makes of each part. */
  #each<T>(list: (part: EncodingPart) => T[]): T[] {
    const parts = this.#parts;
    if (parts.length === 1) return list(parts[0]!);
    const all: T[] = [];
    for (const part of parts) for (const entry of list(part)) all.push(entry);
    return all;
  }

  /** One value for all tokens of a part. */
  #filled<T>(valueOf: (part: EncodingPart) => T): T[] {
    const all: T[] = [];
    for (const part of this.#parts) {
      const value = valueOf(part);
      for (let i = partLength(part); i > 0; i--) all.push(value);
    }
    return all;
  }
}

function idsOf(parts: readonly EncodingPart[]): number[] {
  let length = 0;
  for (const part of parts) length += partLength(part);
  const ids = new Array<number>(length);
  let at = 0;
  for (const part of parts) {
    if (part.kind === 'text') for (let i = part.start; i < part.end; i++) ids[at++] = part.run.ids[i]! >>> 0;
    else if (part.kind === 'special') for (const id of part.ids) ids[at++] = id;
    else for (let i = 0; i < part.count; i++) ids[at++] = part.id;
  }
  return ids;
}
