/** Reading the tokenizer fixtures: definitions and what the Python library computed for them. */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { type Encoding } from '../../src/tokenizer.js';

const root = new URL('../../../../fixtures/tokenizers/', import.meta.url);

/** One encoding of a golden; what is left out has its default. */
export interface GoldenEncoding {
  readonly ids: number[];
  /** Null: the tokens of the ids. */
  readonly tokens: string[] | null;
  /** Starts and ends, alternating, in code points. */
  readonly offsets: number[];
  readonly words: (number | null)[];
  readonly types?: number[];
  readonly mask?: number[];
  readonly attention?: number[];
  readonly seq?: (number | null)[];
  readonly overflow?: GoldenEncoding[];
}

export interface GoldenFile {
  readonly texts: [string, string][];
  readonly plain: GoldenEncoding[];
  /** The string: the same as without special tokens. */
  readonly special: (GoldenEncoding | '=plain')[];
  readonly decode: [string, string][];
  readonly pairs: { a: string; b: string; plain: GoldenEncoding; special: GoldenEncoding }[];
  readonly pretokenized: { words: string[]; result: GoldenEncoding }[];
  readonly truncation: GoldenTruncation[];
  readonly padding: { options: PaddingOptions; texts?: string[]; pairs?: boolean; result?: GoldenEncoding[]; error?: string }[];
  readonly odd: [number[], { result: [string, string] }][];
  readonly vocab_size: [number, number];
  readonly num_special: [number, number];
  /** Batches are consecutive texts. */
  readonly as_loaded?: { single: Outcome<GoldenEncoding>[]; batch: Outcome<GoldenEncoding[]>[]; pairs: Outcome<GoldenEncoding>[]; texts: string[] };
}

/** What the library returned, or the message it refused with. */
export interface Outcome<T> {
  readonly result?: T;
  readonly error?: string;
}

interface GoldenTruncation {
  readonly options: { max_length: number; stride?: number; strategy?: string; direction?: string };
  readonly text?: number;
  readonly raw?: string;
  readonly pair?: number;
  readonly error?: string;
  readonly result?: GoldenEncoding;
}

export interface PaddingOptions {
  readonly direction?: string;
  readonly length?: number;
  readonly pad_to_multiple_of?: number;
  readonly pad_type_id?: number;
  readonly pad_id?: number;
  readonly pad_token?: string;
  readonly truncation?: { max_length: number; stride?: number };
}

export const tokenizerNames: string[] = readdirSync(root).filter((name) => existsSync(new URL(`${name}/golden.json.gz`, root)));

export function readGolden(name: string): GoldenFile {
  return JSON.parse(gunzipSync(readFileSync(new URL(`${name}/golden.json.gz`, root))).toString('utf8')) as GoldenFile;
}

export function readDefinition(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`${name}/tokenizer.json`, root), 'utf8')) as Record<string, unknown>;
}

export function readComponents(): ComponentGoldens {
  return JSON.parse(gunzipSync(readFileSync(new URL('components.json.gz', root))).toString('utf8')) as ComponentGoldens;
}

export interface ComponentGoldens {
  readonly texts: string[];
  readonly normalizers: { config: object; out: (string | null)[] }[];
  readonly pre_tokenizers: { config: object; out: [string, number, number][][] }[];
  readonly decoders: { config: object; cases: [string[], string | { error: string }][] }[];
  readonly bad: { kind: string; config: object; error?: string; loads_as?: object }[];
}

/** UTF-16 positions of a text's code points; its length last. */
export function unitPositions(text: string): number[] {
  const positions = [0];
  for (const character of text) positions.push(positions.at(-1)! + character.length);
  return positions;
}

/** A golden's fields in the terms of `Encoding`, offsets in UTF-16 units of `sources` (by sequence, or by word). */
export function expected(golden: GoldenEncoding, tokenOf: (id: number) => string | undefined, sources: readonly string[], byWord = false): object {
  const length = golden.ids.length;
  const positions = sources.map(unitPositions);
  const zeros = new Array<number>(length).fill(0);
  const types = golden.types ?? zeros;
  return {
    ids: golden.ids,
    tokens: golden.tokens ?? golden.ids.map(tokenOf),
    offsets: golden.ids.map((_, i) => {
      const word = golden.words[i] ?? null;
      const at = positions[byWord ? (word ?? 0) : sources.length > 1 && (golden.seq?.[i] === 1 || types[i] === 1) ? 1 : 0] ?? [0];
      const unit = (position: number): number => at[position] ?? at.at(-1)!;
      return [unit(golden.offsets[i * 2]!), unit(golden.offsets[i * 2 + 1]!)];
    }),
    wordIds: golden.words,
    typeIds: types,
    specialTokensMask: golden.mask ?? zeros,
    attentionMask: golden.attention ?? new Array<number>(length).fill(1),
    overflowing: (golden.overflow ?? []).map((one) => expected(one, tokenOf, sources, byWord)),
  };
}

/** The fields of an encoding as a plain object. */
export function fieldsOf(encoding: Encoding): object {
  const { ids, tokens, offsets, wordIds, typeIds, specialTokensMask, attentionMask, overflowing } = encoding;
  return { ids, tokens, offsets, wordIds, typeIds, specialTokensMask, attentionMask, overflowing: overflowing.map(fieldsOf) };
}
