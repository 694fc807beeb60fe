/** The way of a text through added tokens, normalizer, pre-tokenizer and model to a run of tokens. */
import type { TokenizerParts } from './definition.js';
import { byteLevelPath, type ByteLevelPath } from './byte-level-path.js';
import { LONGEST_CACHED, WordCache } from './models/word-cache.js';
import { whole } from './pre-tokenizers/pre-tokenizer.js';
import { type TokenRun, TokenSink } from './token-run.js';

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Lone surrogates become U+FFFD, one for one: they are no characters, and Rust strings cannot hold them. */
function wellFormed(text: string): string {
  if ((text as { isWellFormed?: () => boolean }).isWellFormed?.() === true) return text;
  return LONE_SURROGATE.test(text) ? text.replaceAll(new RegExp(LONE_SURROGATE, 'g'), '\ufffd') : text;
}

export class Segmenter {
  readonly #parts: TokenizerParts;
  readonly #sink = new TokenSink();
  readonly #bytePath: ByteLevelPath | undefined;
  #cache: WordCache | undefined;

  constructor(parts: TokenizerParts) {
    this.#parts = parts;
    this.#bytePath = byteLevelPath(parts.model, parts.preTokenizerNode);
  }

  /** Tokens of a text, or of a list of words that are each tokenized alone. */
  run(input: string | readonly string[]): TokenRun {
    const sink = this.#sink;
    if (typeof input === 'string') {
      const text = wellFormed(input);
      this.#text(text);
      return sink.finish([text]);
    }
    const numbers: number[] = [];
    const words = input.map(wellFormed);
    words.forEach((word, index) => {
      const before = sink.wordCount;
      this.#text(word);
      for (let i = before; i < sink.wordCount; i++) numbers.push(index);
    });
    return sink.finish(words, numbers);
  }

  #text(text: string): void {
    const { added, model, preTokenizer } = this.#parts;
    const sink = this.#sink;
    for (const segment of added.split(text)) {
      const { text: stretch, token } = segment;
      if (token !== undefined) {
        sink.add(token.id, 0, byteLength(stretch.text));
        if (model.vocabulary.token(token.id) !== stretch.text) sink.surface(stretch.text);
        sink.word(sink.text(stretch), 0, stretch.text.length);
        continue;
      }
      if (this.#bytePath !== undefined) {
        this.#bytePath.run(stretch, sink);
        continue;
      }
      for (const { text: source, bounds } of preTokenizer?.(stretch) ?? [whole(stretch)]) {
        const number = sink.text(source);
        for (let i = 0; i < bounds.length; i += 2) {
          this.#word(source.text, bounds[i]!, bounds[i + 1]!);
          sink.word(number, bounds[i]!, bounds[i + 1]!);
        }
      }
    }
  }

  /** Tokens of one word; those of short words are kept, unless the model keeps them itself. */
  #word(text: string, start: number, end: number): void {
    const { model } = this.#parts;
    const sink = this.#sink;
    if (model.keepsWords === true || end - start > LONGEST_CACHED) {
      model.tokenize(text.slice(start, end), sink);
      return;
    }
    const cache = (this.#cache ??= new WordCache());
    if (cache.copy(text, start, end, sink, 0)) return;
    const from = sink.length;
    const { surfaceCount } = sink;
    model.tokenize(text.slice(start, end), sink);
    if (sink.surfaceCount === surfaceCount) cache.keep(text, start, end, sink, from);
  }
}

function byteLength(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
  }
  return length;
}
