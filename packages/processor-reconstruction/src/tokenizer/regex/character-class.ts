/** Bracket expressions of Oniguruma: ranges, POSIX brackets, nested classes and the intersection `&&`. */
import { caseEquivalents } from './case-equivalents.js';
import { DIGIT, HEX, posixSource, SPACE, WORD } from './properties.js';
import { literalSource, type Reader } from './reader.js';

/** Largest range that is expanded character by character when case does not count. */
const EXPANDABLE = 0x3000;

type Member = { readonly character: string } | { readonly set: string };

export class ClassParser {
  readonly #reader: Reader;
  readonly #ignoreCase: boolean;

  constructor(reader: Reader, ignoreCase: boolean) {
    this.#reader = reader;
    this.#ignoreCase = ignoreCase;
  }

  /** Parses behind the opening bracket up to and with the closing one; returns the source of a class. */
  parse(): string {
    const reader = this.#reader;
    const negated = reader.take('^');
    const operands: string[] = [];
    let members = '';
    let first = true;
    for (;;) {
      if (reader.done) reader.bad('premature end of char-class');
      if (reader.peek() === ']' && (!first || !reader.rest().slice(1).includes(']'))) {
        reader.next();
        if (first) reader.bad('empty char-class');
        break;
      }
      first = false;
      if (reader.take('&&')) {
        operands.push(members);
        members = '';
      } else members += this.#item();
    }
    operands.push(members);
    const inside = operands.length === 1 ? operands[0]! : operands.map((operand) => `[${operand}]`).join('&&');
    return `[${negated ? '^' : ''}${inside}]`;
  }

  #item(): string {
    const reader = this.#reader;
    const low = this.#member();
    if ('set' in low) return low.set;
    if (reader.peek() !== '-' || reader.rest().startsWith('-]') || reader.rest().startsWith('-&&')) return this.#single(low.character);
    reader.next();
    const high = this.#member();
    if ('set' in high) return reader.bad('char-class value at end of range');
    return this.#range(low.character, high.character);
  }

  #member(): Member {
    const reader = this.#reader;
    const character = reader.next();
    if (character === '[') {
      const posix = /^:(\^?)([a-z]+):\]/.exec(reader.rest());
      if (posix !== null) {
        const members = posixSource(posix[2]!);
        if (members === undefined) reader.bad('invalid POSIX bracket type');
        reader.skip(posix[0].length);
        if (this.#ignoreCase && /^(?:upper|lower)$/.test(posix[2]!)) reader.unsupported(`[:${posix[2]!}:] without regard to case`);
        return { set: posix[1] === '^' ? `[^${members}]` : `[${members}]` };
      }
      return { set: this.parse() };
    }
    if (character !== '\\') return { character };
    if (reader.done) reader.bad('end pattern at escape');
    const start = reader.position;
    const letter = reader.next();
    switch (letter) {
      case 'd': return { set: `[${DIGIT}]` };
      case 'D': return { set: `[^${DIGIT}]` };
      case 'w': return { set: `[${WORD}]` };
      case 'W': return { set: `[^${WORD}]` };
      case 's': return { set: `[${SPACE}]` };
      case 'S': return { set: `[^${SPACE}]` };
      case 'h': return { set: `[${HEX}]` };
      case 'H': return { set: `[^${HEX}]` };
      case 'b': return { character: '\b' };
      case 'R': case 'X': return reader.unsupported(`\\${letter} in a class`);
      case 'p': case 'P':
        if (reader.peek() === '{') {
          const name = /^\{[^}]*\}?/.exec(reader.rest())![0];
          const set = reader.property(letter === 'P');
          if (this.#ignoreCase && /\\p\{(?:Lu|Ll|Lt|LC|Uppercase|Lowercase)\}/.test(set)) reader.unsupported(`\\${letter}${name} without regard to case`);
          return { set };
        }
    }
    reader.position = start;
    return { character: reader.escapedCharacter() };
  }

  #single(character: string): string {
    return (this.#ignoreCase ? caseEquivalents(character) : [character]).map(literalSource).join('');
  }

  #range(low: string, high: string): string {
    const first = low.codePointAt(0)!;
    const last = high.codePointAt(0)!;
    if (first > last) this.#reader.bad('empty range in char class');
    const range = `${literalSource(low)}-${literalSource(high)}`;
    if (!this.#ignoreCase) return range;
    if (last - first > EXPANDABLE) this.#reader.unsupported('so large a range without regard to case');
    const extra = new Set<string>();
    for (let code = first; code <= last; code++) {
      for (const character of caseEquivalents(String.fromCodePoint(code))) {
        const other = character.codePointAt(0)!;
        if (other < first || other > last) extra.add(character);
      }
    }
    return range + [...extra].map(literalSource).join('');
  }
}
