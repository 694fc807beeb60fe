/** Text from tokens as they are generated. */

const REPLACEMENT = '\ufffd';

/**
 * Gives the text of a growing list of tokens piece by piece. What could still change - half a character, a byte token at the
 * end - is held back; joined, the pieces equal `decode` of all tokens.
 */
export class StreamDecoder {
  readonly #decode: (ids: readonly number[]) => string;
  #ids: number[] = [];
  #prefix = '';
  #done = 0;

  constructor(decode: (ids: readonly number[]) => string) {
    this.#decode = decode;
  }

  /** Takes the next token; returns the text that has become certain, often empty. */
  push(id: number): string {
    this.#ids.push(id);
    const text = this.#decode(this.#ids);
    if (text.length <= this.#prefix.length || text.endsWith(REPLACEMENT)) return '';
    const piece = text.slice(this.#prefix.length);
    this.#ids = this.#ids.slice(this.#done);
    this.#prefix = this.#decode(this.#ids);
    this.#done = this.#ids.length;
    return piece;
  }

  /** The rest of the text, unfinished characters as U+FFFD. The decoder is then empty. */
  end(): string {
    const piece = this.#decode(this.#ids).slice(this.#prefix.length);
    this.#ids = [];
    this.#prefix = '';
    this.#done = 0;
    return piece;
  }
}
