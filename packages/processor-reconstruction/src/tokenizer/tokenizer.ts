/** A Hugging Face tokenizer: text to token ids and back, with the numbers of the Rust library. */
import type { CapsuleFiles, TokenizerColumns } from '@onnx-capsule/metadata-schema';

import { applyChatTemplate, type ChatTemplateOptions } from '../chat/apply-chat-template.js';
import type { ChatMessage } from '../chat/chat-input.js';
import { ProcessorError } from '../processor-error.js';
import { loadTokenizerFiles } from '../tokenizer-files/load-tokenizer-files.js';
import type { AddedToken } from './added-tokens.js';
import { cleanUpSpaces } from './clean-up.js';
import { type TokenizerDefinition, type TokenizerParts, readTokenizerParts } from './definition.js';
import { type EncodeOptions, resolvePadding, resolveTruncation } from './encode-options.js';
import { Encoding, type EncodingPart, partLength, type TextPart } from './encoding.js';
import { type Padding, paddedLength, padParts } from './padding.js';
import type { Piece } from './post-processors/post-processor.js';
import { Segmenter } from './segmenter.js';
import type { TokenizerSettings } from './settings.js';
import { StreamDecoder } from './stream-decoder.js';
import { type Truncation, truncate } from './truncation.js';

/** One text: a string, or the words it is split into already. */
export type TextInput = string | readonly string[];

export interface DecodeOptions {
  /** Leaves special tokens out; false by default. */
  readonly skipSpecialTokens?: boolean;
  /** Removes the spaces before punctuation and in English contractions; by default what the configuration says. */
  readonly cleanUpTokenizationSpaces?: boolean;
}

/** A finished list of parts with its windows, before padding. */
interface Draft {
  readonly parts: readonly EncodingPart[];
  readonly overflowing: readonly (readonly EncodingPart[])[];
}

export class Tokenizer {
  readonly settings: TokenizerSettings;
  readonly #parts: TokenizerParts;
  readonly #segmenter: Segmenter;
  readonly #tokenOf = (id: number): string => this.#parts.model.vocabulary.token(id) ?? this.idToToken(id) ?? '';

  /** Made by `from` and its kin. */
  protected constructor(parts: TokenizerParts, settings: TokenizerSettings) {
    this.#parts = parts;
    this.settings = settings;
    this.#segmenter = new Segmenter(parts);
  }

  /**
   * The tokenizer of a model's files: from the packed columns of `tokenizer.json` where they are, else from its text, else
   * converted from the older vocabulary files.
   *
   * @throws {ProcessorError} `BAD_TOKENIZER` and the other codes of a broken definition, with the JSON path in `where`.
   * @throws {MetadataError} when a file cannot be read.
   */
  static async from(files: CapsuleFiles): Promise<Tokenizer> {
    const { definition, columns, settings } = await loadTokenizerFiles(files);
    return columns === undefined ? Tokenizer.fromDefinition(definition, settings) : Tokenizer.fromColumns(columns, settings);
  }

  /** From a parsed tokenizer.json. @throws {ProcessorError} as `from`. */
  static fromDefinition(definition: TokenizerDefinition, settings: TokenizerSettings = {}): Tokenizer {
    return new Tokenizer(readTokenizerParts(definition, undefined), settings);
  }

  /** From a tokenizer.json in packed columns. @throws {ProcessorError} as `from`. */
  static fromColumns(columns: TokenizerColumns, settings: TokenizerSettings = {}): Tokenizer {
    return new Tokenizer(readTokenizerParts(columns.rest, columns), settings);
  }

  /** Number of tokens, added ones included. */
  get vocabSize(): number {
    const { model, added } = this.#parts;
    return model.vocabulary.count + added.tokens.filter((token) => model.vocabulary.token(token.id) !== token.content).length;
  }

  /** The added tokens in the order of the file. */
  get addedTokens(): readonly AddedToken[] {
    return this.#parts.added.tokens;
  }

  /** The id of a token; `undefined` where there is no such token. */
  tokenToId(token: string): number | undefined {
    const added = this.#parts.added.byContent.get(token);
    if (added !== undefined) return added.id;
    const id = this.#parts.model.vocabulary.id(token);
    return id < 0 ? undefined : id;
  }

  /** The token with an id; `undefined` where there is none. */
  idToToken(id: number): string | undefined {
    return this.#parts.added.shown.get(id) ?? this.#parts.model.vocabulary.token(id);
  }

  /** What the model marks inner pieces of a word with, such as `##`; empty where it marks none. */
  get continuingSubwordPrefix(): string {
    return this.#parts.subwordPrefix;
  }

  /** The text of token strings, by the decoder alone: Python's `convert_tokens_to_string`. */
  joinTokens(tokens: readonly string[]): string {
    return this.#join(tokens);
  }

  /** Number of special tokens that the post-processor adds to a text or a pair. */
  addedTokenCount(pair = false): number {
    return this.#parts.postProcessor?.added(pair) ?? 0;
  }

  /**
   * Encodes one text, or one pair.
   *
   * @param text A string, or the words of one text with `isSplitIntoWords`.
   * @throws {ProcessorError} `BAD_OPTION`, `BAD_TRUNCATION`, `MISSING_PAD_TOKEN`, `MISSING_UNK_TOKEN`.
   */
  encode(text: TextInput, options: EncodeOptions = {}): Encoding {
    if (typeof text !== 'string' && options.isSplitIntoWords !== true) {
      throw new ProcessorError('BAD_OPTION', 'encode: the text is a list of strings without isSplitIntoWords', {
        hint: 'Use encodeBatch for several texts, or isSplitIntoWords: true for one text in words.',
      });
    }
    const draft = this.#draft(text, options.pair, options, this.#truncation(options));
    return this.#finish([draft], this.#padding(options))[0]!;
  }

  /**
   * Encodes several texts; padding to the longest looks at all of them.
   *
   * @param texts Strings, or lists of words with `isSplitIntoWords`. `options.pair` then has one entry per text.
   * @throws {ProcessorError} as `encode`.
   */
  encodeBatch(texts: readonly TextInput[], options: Omit<EncodeOptions, 'pair'> & { readonly pair?: readonly TextInput[] } = {}): Encoding[] {
    const { pair } = options;
    if (pair !== undefined && pair.length !== texts.length) {
      throw new ProcessorError('BAD_OPTION', `encodeBatch: ${texts.length} texts, but ${pair.length} in pair`, { hint: 'Give one second text per text.' });
    }
    const truncation = this.#truncation(options);
    const drafts = texts.map((text, i) => this.#draft(text, pair?.[i], options, truncation));
    return this.#finish(drafts, this.#padding(options));
  }

  /** The text of token ids. Ids without a token are left out. */
  decode(ids: Iterable<number>, options: DecodeOptions = {}): string {
    const text = this.#join(this.#tokenStrings(ids, options.skipSpecialTokens === true));
    const clean = options.cleanUpTokenizationSpaces ?? this.settings.cleanUpTokenizationSpaces ?? false;
    return clean ? cleanUpSpaces(text) : text;
  }

  /**
   * The text of a conversation, by the tokenizer's own chat template or the given one; not encoded yet.
   *
   * @throws {ProcessorError} `NO_CHAT_TEMPLATE`, `BAD_CHAT_MESSAGES`, `BAD_CHAT_OPTIONS`, and what the template raises.
   */
  applyChatTemplate(messages: readonly ChatMessage[], options: ChatTemplateOptions = {}): string {
    return applyChatTemplate(messages, this.settings, options);
  }

  decodeBatch(batch: readonly Iterable<number>[], options: DecodeOptions = {}): string[] {
    return batch.map((ids) => this.decode(ids, options));
  }

  /** A decoder that is fed token by token and gives text as soon as it is certain: never half a character. */
  streamDecoder(options: DecodeOptions = {}): StreamDecoder {
    return new StreamDecoder((ids) => this.decode(ids, options));
  }

  #tokenStrings(ids: Iterable<number>, skipSpecial: boolean): string[] {
    const tokens: string[] = [];
    for (const id of ids) {
      if (skipSpecial && this.#parts.added.byId.get(id)?.special === true) continue;
      const token = this.idToToken(id);
      if (token !== undefined) tokens.push(token);
    }
    return tokens;
  }

  #join(tokens: readonly string[]): string {
    const { decoder } = this.#parts;
    return decoder === undefined ? tokens.join(' ') : decoder(tokens).join('');
  }

  #truncation(options: EncodeOptions | Omit<EncodeOptions, 'pair'>): Truncation | undefined {
    return resolveTruncation(options, this.#parts.truncation, this.settings, this.addedTokenCount());
  }

  #padding(options: EncodeOptions | Omit<EncodeOptions, 'pair'>): Padding | undefined {
    return resolvePadding(options, this.#parts.padding, this.settings, (token) => this.tokenToId(token));
  }

  #draft(text: TextInput, pair: TextInput | undefined, options: Omit<EncodeOptions, 'pair'>, truncation: Truncation | undefined): Draft {
    const addSpecialTokens = options.addSpecialTokens ?? true;
    const texts = [this.#textPart(text, 0)];
    if (pair !== undefined) texts.push(this.#textPart(pair, 1));
    const special = addSpecialTokens ? this.addedTokenCount(pair !== undefined) : 0;
    const windows = truncate(texts, limitFor(truncation, special));
    const { postProcessor } = this.#parts;
    const named = postProcessor !== undefined || windows.length > 1;
    const pieces = windows.map(({ main, overflowing }, sequence): Piece => {
      const name = (part: TextPart): TextPart => (named ? { ...part, sequence } : part);
      return { kind: 'text', sequence, main: name(main), overflowing: overflowing.map(name) };
    });
    return combine(postProcessor?.process(pieces, addSpecialTokens) ?? pieces);
  }

  #textPart(text: TextInput, sequence: number): TextPart {
    const run = this.#segmenter.run(text);
    return { kind: 'text', run, start: 0, end: run.ids.length, typeId: sequence, sequence: undefined, trims: [] };
  }

  #finish(drafts: readonly Draft[], padding: Padding | undefined): Encoding[] {
    const lengths = drafts.map((draft) => draft.parts.reduce((sum, part) => sum + partLength(part), 0));
    const target = padding === undefined ? 0 : paddedLength(lengths, padding);
    const build = (parts: readonly EncodingPart[], overflowing: readonly Encoding[]): Encoding =>
      new Encoding(padding === undefined ? parts : padParts(parts, target, padding), overflowing, this.#tokenOf);
    return drafts.map((draft) => build(draft.parts, draft.overflowing.map((parts) => build(parts, []))));
  }
}

/** The limit that is left for texts; a limit below the number of special tokens is none, as in the reference. */
function limitFor(truncation: Truncation | undefined, special: number): Truncation | undefined {
  if (truncation === undefined || special === 0) return truncation;
  return truncation.maxLength < special ? undefined : { ...truncation, maxLength: truncation.maxLength - special };
}

/** Joins pieces to the encoding, and every combination of their windows to its overflow. */
function combine(pieces: readonly Piece[]): Draft {
  let parts: EncodingPart[] = [];
  let overflowing: EncodingPart[][] = [];
  for (const piece of pieces) {
    const main = piece.kind === 'text' ? piece.main : piece.part;
    const windows = piece.kind === 'text' ? piece.overflowing : [];
    const next: EncodingPart[][] = [];
    for (const before of overflowing) {
      next.push([...before, main]);
      for (const window of windows) next.push([...before, window]);
    }
    for (const window of windows) next.push([...parts, window]);
    overflowing = next;
    parts = [...parts, main];
  }
  return { parts, overflowing };
}
