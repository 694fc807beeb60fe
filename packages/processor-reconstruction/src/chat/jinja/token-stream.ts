/** A cursor over a template's tokens. */
import { syntaxError, type Token } from './lexer.js';

const DEPTH_LIMIT = 200;

/** Reads tokens one by one; fails with jinja2's words where one is not as expected. */
export class TokenStream {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get current(): Token {
    return this.tokens[this.at] ?? { type: 'eof', value: '', line: 0 };
  }

  look(): Token {
    return this.tokens[this.at + 1] ?? { type: 'eof', value: '', line: 0 };
  }

  next(): Token {
    const token = this.current;
    if (token.type !== 'eof') this.at += 1;
    return token;
  }

  isOperator(...values: readonly string[]): boolean {
    return this.current.type === 'operator' && values.includes(this.current.value);
  }

  isName(...values: readonly string[]): boolean {
    return this.current.type === 'name' && values.includes(this.current.value);
  }

  skipOperator(value: string): boolean {
    const found = this.isOperator(value);
    if (found) this.at += 1;
    return found;
  }

  skipName(value: string): boolean {
    const found = this.isName(value);
    if (found) this.at += 1;
    return found;
  }

  expect(type: Token['type'], value?: string): Token {
    const { current } = this;
    if (current.type === type && (value === undefined || current.value === value)) return this.next();
    const expected = value ?? DESCRIPTIONS[type] ?? type;
    if (current.type === 'eof') return this.fail(`unexpected end of template, expected '${expected}'.`);
    return this.fail(`expected token '${expected}', got '${describe(current)}'`);
  }

  fail(message: string): never {
    throw syntaxError(message, this.current.line);
  }

  /** Runs `parse` one level deeper; nesting beyond a fixed depth is refused. */
  nested<T>(parse: () => T): T {
    this.depth += 1;
    if (this.depth > DEPTH_LIMIT) this.fail(`the template nests deeper than ${DEPTH_LIMIT} levels`);
    const result = parse();
    this.depth -= 1;
    return result;
  }
}

const DESCRIPTIONS: Readonly<Partial<Record<Token['type'], string>>> = {
  block_begin: 'begin of statement block',
  block_end: 'end of statement block',
  variable_begin: 'begin of print statement',
  variable_end: 'end of print statement',
  data: 'template data / text',
  eof: 'end of template',
};

/** How jinja2 names a token in messages. */
export function describe(token: Token): string {
  return token.type === 'name' || token.type === 'operator' ? token.value : (DESCRIPTIONS[token.type] ?? token.value);
}
