/**
 * Translates regular expressions of Oniguruma (Ruby syntax, UTF-8), the dialect of `tokenizer.json`, to JavaScript's under the
 * flag `v`. What JavaScript cannot express is refused by name. Source of the rules: Oniguruma's doc/RE and doc/SYNTAX.md.
 */
import { ProcessorError } from '../../processor-error.js';
import { caseEquivalents, foldsToSeveral } from './case-equivalents.js';
import { ClassParser } from './character-class.js';
import { BARE_WORD, DIGIT, HEX, propertySource, SPACE } from './properties.js';
import { literalSource, Reader } from './reader.js';

interface Options {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly extended: boolean;
}

interface Atom {
  readonly source: string;
  /** Whether a quantifier may follow without a group around it. */
  readonly single: boolean;
  /** Whether a quantifier may not follow at all. */
  readonly anchor?: boolean;
}

const WORD_BOUNDARY = `(?:(?<=[${BARE_WORD}])(?![${BARE_WORD}])|(?<![${BARE_WORD}])(?=[${BARE_WORD}]))`;
const NOT_WORD_BOUNDARY = `(?:(?<=[${BARE_WORD}])(?=[${BARE_WORD}])|(?<![${BARE_WORD}])(?![${BARE_WORD}]))`;
const LINE_START = '(?:(?<![^])|(?<=\\n)(?=[^]))';
const LINE_END = '(?=\\n|(?![^]))';

/**
 * The JavaScript expression with the flags `gv`, or `yv` where the pattern starts with `\G`.
 *
 * @throws {ProcessorError} `BAD_REGEX` when Oniguruma refuses it too, `UNSUPPORTED_REGEX` when only we do.
 */
export function compileOniguruma(pattern: string, path: string): RegExp {
  const sticky = pattern.startsWith('\\G');
  const translator = new Translator(sticky ? pattern.slice(2) : pattern, path);
  const source = translator.translate();
  if (sticky && translator.alternatives > 1) translator.unsupported('\\G before an alternative');
  try {
    return new RegExp(source, sticky ? 'yv' : 'gv');
  } catch (cause) {
    throw new ProcessorError('UNSUPPORTED_REGEX', `${path}: the pattern ${JSON.stringify(pattern)} has no equal in JavaScript`, {
      where: path, cause, hint: 'Report the pattern.',
    });
  }
}

class Translator extends Reader {
  alternatives = 0;
  #groups = 0;
  readonly #numbered: string[] = [];
  readonly #named = new Map<string, string>();
  /** Groups that have matched whenever the current position is reached: only those can be referred to. */
  readonly #certain: string[] = [];
  #lookbehind = 0;
  #literals = '';
  readonly #namedOnly: boolean;

  constructor(pattern: string, path: string) {
    super(pattern, path);
    this.#namedOnly = /\(\?<[A-Za-z_]/.test(pattern);
  }

  translate(): string {
    const source = this.#alternation({ ignoreCase: false, dotAll: false, extended: false });
    if (!this.done) this.bad('unmatched close parenthesis');
    return source;
  }

  #alternation(options: Options): string {
    const certain = this.#certain.length;
    const branches = [this.#branch(options)];
    while (this.take('|')) {
      this.#forgetSince(certain);
      branches.push(this.#branch(options));
    }
    if (branches.length > 1) this.#forgetSince(certain);
    this.alternatives = branches.length;
    return branches.join('|');
  }

  #branch(options: Options): string {
    let source = '';
    this.#literals = '';
    while (!this.done && this.peek() !== '|' && this.peek() !== ')') {
      if (options.extended && this.#skipBlank()) continue;
      if (/^\{\d*,?\d*\}/.test(this.rest()) && !/^\{,?\}/.test(this.rest())) this.bad('target of repeat operator is not specified');
      const certain = this.#certain.length;
      const atom = this.#atom(options);
      if (atom !== undefined) source += this.#quantified(atom, options, certain);
    }
    return source;
  }

  #forgetSince(length: number): void {
    this.#certain.length = length;
  }

  #skipBlank(): boolean {
    const character = this.peek();
    if (/\s/.test(character)) this.next();
    else if (character === '#') while (!this.done && this.next() !== '\n');
    else return false;
    return true;
  }

  #quantified(atom: Atom, options: Options, certain: number): string {
    let { source, single } = atom;
    for (;;) {
      while (options.extended && !this.done && this.#skipBlank());
      const quantifier = this.#quantifier();
      if (quantifier === undefined) return source;
      if (atom.anchor === true) this.bad('target of repeat operator is invalid');
      if (/^(?:[*?]|\{0)/.test(quantifier)) this.#forgetSince(certain);
      const body = single ? source : `(?:${source})`;
      const interval = quantifier.startsWith('{');
      const fixed = interval && !quantifier.includes(',');
      if (!fixed && this.take('?')) source = `${body}${quantifier}?`;
      else if (!interval && this.take('+')) source = this.#atomic(`${body}${quantifier}`);
      else source = `${body}${quantifier}`;
      single = false;
    }
  }

  #quantifier(): string | undefined {
    const character = this.peek();
    if (character === '*' || character === '+' || character === '?') return this.next();
    if (character !== '{') return undefined;
    const match = /^\{(\d*)(,?)(\d*)\}/.exec(this.rest());
    if (match === null) return undefined;
    const [whole, low = '', comma = '', high = ''] = match;
    if (low === '' && high === '') return undefined;
    this.skip(whole.length);
    const minimum = low === '' ? '0' : low;
    if (Number(minimum) > 100_000 || Number(high) > 100_000) this.bad('too big number is specified for range');
    if (high !== '' && Number(high) < Number(minimum)) return `{${high},${minimum}}`;
    return `{${minimum}${comma}${high}}`;
  }

  #atomic(source: string): string {
    if (this.#lookbehind > 0) this.unsupported('an atomic group inside a lookbehind');
    const name = `a${this.#groups++}`;
    return `(?:(?=(?<${name}>${source}))\\k<${name}>)`;
  }

  #atom(options: Options): Atom | undefined {
    const character = this.next();
    switch (character) {
      case '.': return { source: options.dotAll ? '[^]' : '[^\\n]', single: true };
      case '^': return { source: LINE_START, single: true, anchor: true };
      case '$': return { source: LINE_END, single: false, anchor: true };
      case '[': {
        return { source: new ClassParser(this, options.ignoreCase).parse(), single: true };
      }
      case '(': return this.#group(options);
      case '\\': return this.#escape(options);
      case '*': case '+': case '?': return this.bad('target of repeat operator is not specified');
      default: return this.#literal(character, options);
    }
  }

  #literal(character: string, options: Options): Atom {
    if (!options.ignoreCase) return { source: literalSource(character), single: true };
    this.#literals += character;
    if (foldsToSeveral(this.#literals)) this.unsupported(`"${this.#literals}" without regard to case, which folds to several characters,`);
    const equal = caseEquivalents(character);
    const source = equal.map(literalSource).join('');
    return { source: equal.length === 1 ? source : `[${source}]`, single: true };
  }

  #group(options: Options): Atom | undefined {
    if (!this.take('?')) return this.#capture(options, undefined);
    if (this.take('#')) {
      while (!this.done) if (this.next() === ')') return undefined;
      return this.bad('end pattern in group');
    }
    if (this.take(':')) return this.#close(`(?:${this.#alternation(options)}`);
    if (this.take('=')) return this.#close(`(?=${this.#alternation(options)}`, false);
    if (this.take('!')) return this.#close(`(?!${this.#alternation(options)}`, false);
    if (this.take('>')) {
      const body = this.#alternation(options);
      this.#expectClose();
      return { source: this.#atomic(body), single: true };
    }
    if (this.take('<=')) return this.#behind('(?<=', options);
    if (this.take('<!')) return this.#behind('(?<!', options);
    const name = /^(?:<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(this.rest());
    if (name !== null) {
      this.skip(name[0].length);
      return this.#capture(options, name[1] ?? name[2]);
    }
    if (/^[~(@&|P{]/.test(this.rest())) return this.unsupported(`the group (?${this.peek()}…`);
    return this.#optionGroup(options);
  }

  #capture(options: Options, name: string | undefined): Atom {
    if (name === undefined && this.#namedOnly) return this.#close(`(?:${this.#alternation(options)}`);
    const group = `g${this.#groups++}`;
    if (name === undefined) this.#numbered.push(group);
    else this.#named.set(name, group);
    const atom = this.#close(`(?<${group}>${this.#alternation(options)}`);
    this.#certain.push(group);
    return atom;
  }

  #behind(open: string, options: Options): Atom {
    this.#lookbehind++;
    const source = this.#alternation(options);
    this.#lookbehind--;
    return this.#close(open + source, false);
  }

  #optionGroup(options: Options): Atom {
    let { ignoreCase, dotAll, extended } = options;
    let on = true;
    for (;;) {
      const flag = this.done ? this.bad('end pattern in group') : this.next();
      if (flag === '-') on = false;
      else if (flag === 'i') ignoreCase = on;
      else if (flag === 'm') dotAll = on;
      else if (flag === 'x') extended = on;
      else if (flag === ':') return this.#close(`(?:${this.#alternation({ ignoreCase, dotAll, extended })}`);
      else if (flag === ')') return { source: `(?:${this.#alternation({ ignoreCase, dotAll, extended })})`, single: true };
      else if (/[WDSPyCIL]/.test(flag)) return this.unsupported(`the option ${flag}`);
      else return this.bad('undefined group option');
    }
  }

  #close(source: string, single = true): Atom {
    this.#expectClose();
    this.#literals = '';
    return { source: `${source})`, single };
  }

  #expectClose(): void {
    if (!this.take(')')) this.bad('end pattern with unmatched parenthesis');
  }

  #escape(options: Options): Atom {
    if (this.done) return this.bad('end pattern at escape');
    const start = this.position;
    const letter = this.next();
    switch (letter) {
      case 'd': return { source: `[${DIGIT}]`, single: true };
      case 'D': return { source: `[^${DIGIT}]`, single: true };
      case 'N': return { source: '[^\\n]', single: true };
      case 'O': return { source: '[^]', single: true };
      case 'w': return { source: `[${BARE_WORD}]`, single: true };
      case 'W': return { source: `[^${BARE_WORD}]`, single: true };
      case 's': return { source: `[${SPACE}]`, single: true };
      case 'S': return { source: `[^${SPACE}]`, single: true };
      case 'h': return { source: `[${HEX}]`, single: true };
      case 'H': return { source: `[^${HEX}]`, single: true };
      case 'b': return { source: WORD_BOUNDARY, single: true };
      case 'B': return { source: NOT_WORD_BOUNDARY, single: true };
      case 'A': return { source: '(?<![^])', single: false };
      case 'z': return { source: '(?![^])', single: false };
      case 'Z': return { source: '(?=\\n?(?![^]))', single: false };
      case 'R': return { source: this.#atomic('\\r\\n|[\\n-\\r\\x85\\u2028\\u2029]'), single: true };
      case 'p': case 'P': if (this.peek() === '{') return { source: this.property(letter === 'P', true), single: true }; break;
      case 'k': return this.#namedReference(options);
      case 'X': case 'G': case 'K': case 'g': case 'y': case 'Y': return this.unsupported(`\\${letter}`);
    }
    if (letter >= '1' && letter <= '9') {
      const number = /^\d+/.exec(this.source.slice(start))![0];
      if (Number(number) <= 9 || Number(number) <= this.#numbered.length) {
        this.skip(number.length - 1);
        return this.#reference(this.#numbered[Number(number) - 1], options);
      }
    }
    this.position = start;
    return this.#literal(this.escapedCharacter(), options);
  }

  #namedReference(options: Options): Atom {
    const match = /^(?:<(\w+)>|'(\w+)')/.exec(this.rest());
    if (match === null) return this.unsupported('this form of \\k');
    this.skip(match[0].length);
    const name = (match[1] ?? match[2])!;
    return this.#reference(/^\d+$/.test(name) ? this.#numbered[Number(name) - 1] : this.#named.get(name), options);
  }

  #reference(group: string | undefined, options: Options): Atom {
    if (group === undefined) return this.bad('invalid backref number/name');
    if (!this.#certain.includes(group)) return this.unsupported('a back reference to a group that may not have matched,');
    if (options.ignoreCase) return this.unsupported('a back reference without regard to case');
    return { source: `\\k<${group}>`, single: true };
  }

  /** `{name}` behind `\p`: the source of a class. */
  override property(negated: boolean, bare = false): string {
    const match = /^\{(\^?)([^{}]*)\}/.exec(this.rest()) ?? this.bad('invalid character property name');
    const members = bare && /^word$/i.test(match[2]!) ? BARE_WORD : propertySource(match[2]!);
    if (members === undefined) return this.unsupported(`\\p{${match[2]!}}`);
    this.skip(match[0].length);
    return negated !== (match[1] === '^') ? `[^${members}]` : `[${members}]`;
  }
}
