/** A cursor over the source of a regular expression, with the escapes that mean one character. */
import { ProcessorError } from '../../processor-error.js';

const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', a: '\x07', e: '\x1b' };

export class Reader {
  readonly source: string;
  readonly path: string;
  position = 0;

  constructor(source: string, path: string) {
    this.source = source;
    this.path = path;
  }

  get done(): boolean {
    return this.position >= this.source.length;
  }

  /** The next character without taking it; empty at the end. */
  peek(): string {
    return this.done ? '' : String.fromCodePoint(this.source.codePointAt(this.position)!);
  }

  next(): string {
    const character = this.peek();
    this.position += character.length;
    return character;
  }

  /** Takes `text` if it is next. */
  take(text: string): boolean {
    if (!this.source.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  skip(length: number): void {
    this.position += length;
  }

  rest(): string {
    return this.source.slice(this.position);
  }

  /** Refuses a pattern that Oniguruma refuses, with its words. */
  bad(reason: string): never {
    throw new ProcessorError('BAD_REGEX', `${this.path}: the pattern ${JSON.stringify(this.source)} is not valid: ${reason}`, {
      where: this.path, hint: 'Correct the regular expression (Oniguruma, Ruby syntax).',
    });
  }

  /** Refuses a pattern that Oniguruma knows and JavaScript cannot express. */
  unsupported(what: string): never {
    throw new ProcessorError('UNSUPPORTED_REGEX', `${this.path}: the pattern ${JSON.stringify(this.source)} uses ${what} and has no exact equal in JavaScript`, {
      where: this.path, hint: 'Rewrite the regular expression without it.',
    });
  }

  /** The character that the escape behind a backslash stands for. */
  escapedCharacter(): string {
    const letter = this.next();
    const control = Object.hasOwn(CONTROLS, letter) ? CONTROLS[letter] : undefined;
    if (control !== undefined) return control;
    if (letter === 'x') {
      const braced = /^\{([0-9A-Fa-f]{1,8})\}/.exec(this.rest());
      if (braced !== null) return this.#codePoint(braced[0], braced[1]!);
      const short = /^[0-9A-Fa-f]{1,2}/.exec(this.rest());
      if (short === null) return this.bad('invalid hexadecimal escape');
      if (Number.parseInt(short[0], 16) >= 0x80) return this.unsupported(`the raw byte \\x${short[0]}`);
      return this.#codePoint(short[0], short[0]);
    }
    if (letter === 'u') {
      const digits = /^[0-9A-Fa-f]{4}/.exec(this.rest())?.[0];
      return digits === undefined ? this.bad('too short escape sequence') : this.#codePoint(digits, digits);
    }
    if (letter >= '0' && letter <= '7') {
      const digits = /^[0-7]{0,2}/.exec(this.rest())![0];
      this.skip(digits.length);
      return String.fromCodePoint(Number.parseInt(letter + digits, 8) & 0xff);
    }
    if (/[cCM]/.test(letter)) return this.unsupported(`\\${letter}`);
    return letter;
  }

  #codePoint(whole: string, digits: string): string {
    this.skip(whole.length);
    const code = Number.parseInt(digits, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return this.bad('invalid code point value');
    return String.fromCodePoint(code);
  }

  /** `{name}` behind `\p` as the source of a class. */
  property(_negated: boolean, _bare = false): string {
    return this.unsupported('\\p');
  }
}

/** A character as JavaScript source, inside and outside of a class. */
export function literalSource(character: string): string {
  return /[A-Za-z0-9]/.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
