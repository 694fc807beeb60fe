/** Parses expressions with jinja2's grammar and precedence. */
import type { BinaryOperator, Comparison } from '../python/operators.js';
import type { CallNodes, Expression } from './nodes.js';
import { describe, type TokenStream } from './token-stream.js';

/** Told about every name that an expression reads, so that macros know whether they use `caller`, `varargs` or `kwargs`. */
export type NameListener = (name: string) => void;

const NO_ARGUMENTS: CallNodes = { positional: [], named: [] };
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='];

/** Expression parser over a token stream. */
export class ExpressionParser {
  private readonly stream: TokenStream;
  private readonly onName: NameListener;

  constructor(stream: TokenStream, onName: NameListener) {
    this.stream = stream;
    this.onName = onName;
  }

  parse(withCondition = true): Expression {
    return this.stream.nested(() => (withCondition ? this.condition() : this.or()));
  }

  /** One expression, or a tuple where commas follow; `endNames` end it. */
  tuple(withCondition = true, endNames: readonly string[] = [], explicit = false): Expression {
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) {
        if (!this.stream.skipOperator(',')) break;
        isTuple = true;
      }
      if (this.atTupleEnd(endNames)) break;
      items.push(this.parse(withCondition));
    }
    const [first] = items;
    if (!isTuple && first !== undefined) return first;
    if (!isTuple && !explicit) return this.stream.fail(`Expected an expression, got '${describe(this.stream.current)}'`);
    return { kind: 'tuple', items };
  }

  private atTupleEnd(endNames: readonly string[]): boolean {
    const { type } = this.stream.current;
    return type === 'variable_end' || type === 'block_end' || this.stream.isOperator(')') || this.stream.isName(...endNames);
  }

  private condition(): Expression {
    let result = this.or();
    const { line } = this.stream.current;
    while (this.stream.skipName('if')) {
      const test = this.or();
      const otherwise = this.stream.skipName('else') ? this.stream.nested(() => this.condition()) : undefined;
      result = { kind: 'condition', test, then: result, otherwise, line };
    }
    return result;
  }

  private or(): Expression {
    let left = this.and();
    while (this.stream.skipName('or')) left = { kind: 'or', left, right: this.and() };
    return left;
  }

  private and(): Expression {
    let left = this.not();
    while (this.stream.skipName('and')) left = { kind: 'and', left, right: this.not() };
    return left;
  }

  private not(): Expression {
    if (!this.stream.skipName('not')) return this.comparison();
    return { kind: 'not', of: this.stream.nested(() => this.not()) };
  }

  private comparison(): Expression {
    const first = this.sum();
    const rest: [Comparison, Expression][] = [];
    for (;;) {
      if (this.stream.isOperator(...COMPARISONS)) {
        const comparison = this.stream.next().value as Comparison;
        rest.push([comparison, this.sum()]);
      } else if (this.stream.skipName('in')) {
        rest.push(['in', this.sum()]);
      } else if (this.stream.isName('not') && this.stream.look().type === 'name' && this.stream.look().value === 'in') {
        this.stream.next();
        this.stream.next();
        rest.push(['not in', this.sum()]);
      } else {
        return rest.length === 0 ? first : { kind: 'compare', first, rest };
      }
    }
  }

  private sum(): Expression {
    return this.leftAssociative(['+', '-'], () => this.concat());
  }

  private concat(): Expression {
    const items = [this.product()];
    while (this.stream.skipOperator('~')) items.push(this.product());
    const [first] = items;
    return items.length === 1 && first !== undefined ? first : { kind: 'concat', items };
  }

  private product(): Expression {
    return this.leftAssociative(['*', '/', '//', '%'], () => this.power());
  }

  private power(): Expression {
    return this.leftAssociative(['**'], () => this.unary(true));
  }

  private leftAssociative(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand();
    while (this.stream.isOperator(...operators)) {
      const operator = this.stream.next().value as BinaryOperator;
      left = { kind: 'binary', operator, left, right: operand() };
    }
    return left;
  }

  /** A unary expression; filters bind to all of it where `withFilter`. */
  unary(withFilter: boolean): Expression {
    const operator = this.stream.isOperator('-', '+') ? (this.stream.next().value as '-' | '+') : undefined;
    const operand =
      operator === undefined
        ? this.primary()
        : ({ kind: 'unary', operator, of: this.stream.nested(() => this.unary(false)) } as const);
    const node = this.postfix(operand);
    return withFilter ? this.filtered(node) : node;
  }

  primary(): Expression {
    const token = this.stream.current;
    switch (token.type) {
      case 'name':
        this.stream.next();
        return this.nameOrConstant(token.value);
      case 'string': {
        let text = '';
        while (this.stream.current.type === 'string') text += this.stream.next().value;
        return { kind: 'constant', value: text };
      }
      case 'integer':
        this.stream.next();
        return { kind: 'constant', value: BigInt(token.value) };
      case 'float':
        this.stream.next();
        return { kind: 'constant', value: Number(token.value) };
      default:
        break;
    }
    if (this.stream.skipOperator('(')) {
      const node = this.stream.nested(() => this.tuple(true, [], true));
      this.stream.expect('operator', ')');
      return node;
    }
    if (this.stream.skipOperator('[')) return { kind: 'list', items: this.listItems() };
    if (this.stream.skipOperator('{')) return this.dict();
    return this.stream.fail(`unexpected '${describe(token)}'`);
  }

  private nameOrConstant(name: string): Expression {
    if (name === 'true' || name === 'True') return { kind: 'constant', value: true };
    if (name === 'false' || name === 'False') return { kind: 'constant', value: false };
    if (name === 'none' || name === 'None') return { kind: 'constant', value: null };
    this.onName(name);
    return { kind: 'name', name };
  }

  private listItems(): Expression[] {
    const items: Expression[] = [];
    while (!this.stream.skipOperator(']')) {
      if (items.length > 0) this.stream.expect('operator', ',');
      if (this.stream.skipOperator(']')) break;
      items.push(this.parse());
    }
    return items;
  }

  private dict(): Expression {
    const items: [Expression, Expression][] = [];
    while (!this.stream.skipOperator('}')) {
      if (items.length > 0) this.stream.expect('operator', ',');
      if (this.stream.skipOperator('}')) break;
      const key = this.parse();
      this.stream.expect('operator', ':');
      items.push([key, this.parse()]);
    }
    return { kind: 'dict', items };
  }

  postfix(operand: Expression): Expression {
    let node = operand;
    for (;;) {
      if (this.stream.skipOperator('.')) {
        const token = this.stream.next();
        if (token.type === 'name') node = { kind: 'attribute', of: node, name: token.value };
        else if (token.type === 'integer') node = { kind: 'item', of: node, key: { kind: 'constant', value: BigInt(token.value) } };
        else this.stream.fail('expected name or number');
      } else if (this.stream.skipOperator('[')) {
        node = this.subscript(node);
      } else if (this.stream.isOperator('(')) {
        node = { kind: 'call', callee: node, args: this.callArguments() };
      } else {
        return node;
      }
    }
  }

  private subscript(of: Expression): Expression {
    const isBoundEnd = (): boolean => this.stream.isOperator(']', ',', ':');
    let start: Expression | undefined;
    if (!this.stream.isOperator(':')) {
      start = this.parse();
      if (!this.stream.isOperator(':')) {
        const items = [start];
        while (this.stream.skipOperator(',')) items.push(this.parse());
        this.stream.expect('operator', ']');
        return { kind: 'item', of, key: items.length === 1 ? start : { kind: 'tuple', items } };
      }
    }
    this.stream.expect('operator', ':');
    const stop = isBoundEnd() ? undefined : this.parse();
    const step = this.stream.skipOperator(':') && !isBoundEnd() ? this.parse() : undefined;
    this.stream.expect('operator', ']');
    return { kind: 'slice', of, bounds: [start, stop, step] };
  }

  /** Arguments in parentheses, with `*rest` and `**rest`. */
  callArguments(): CallNodes {
    this.stream.expect('operator', '(');
    const positional: Expression[] = [];
    const named: [string, Expression][] = [];
    let spread: Expression | undefined;
    let spreadNamed: Expression | undefined;
    let first = true;
    while (!this.stream.isOperator(')')) {
      if (!first) {
        this.stream.expect('operator', ',');
        if (this.stream.isOperator(')')) break;
      }
      first = false;
      if (this.stream.skipOperator('*')) {
        spread = this.parse();
      } else if (this.stream.skipOperator('**')) {
        spreadNamed = this.parse();
      } else if (this.stream.current.type === 'name' && this.stream.look().type === 'operator' && this.stream.look().value === '=') {
        const name = this.stream.next().value;
        this.stream.next();
        named.push([name, this.parse()]);
      } else {
        if (named.length > 0 || spread !== undefined || spreadNamed !== undefined) this.stream.fail('invalid syntax for function call expression');
        positional.push(this.parse());
      }
    }
    this.stream.expect('operator', ')');
    return {
      positional,
      named,
      ...(spread === undefined ? {} : { spread }),
      ...(spreadNamed === undefined ? {} : { spreadNamed }),
    };
  }

  /** Filters, tests and calls behind an expression. */
  private filtered(operand: Expression): Expression {
    let node = operand;
    for (;;) {
      if (this.stream.isOperator('|')) node = this.filters(node);
      else if (this.stream.isName('is')) node = this.test(node);
      else if (this.stream.isOperator('(')) node = { kind: 'call', callee: node, args: this.callArguments() };
      else return node;
    }
  }

  /** A chain `|a|b(…)`; without an operand the first name stands alone, as in `{% filter a|b %}`. */
  filters(operand: Expression | undefined): Expression {
    let node = operand;
    let inline = operand === undefined;
    while (inline || this.stream.skipOperator('|')) {
      inline = false;
      const name = this.dottedName();
      const args = this.stream.isOperator('(') ? this.callArguments() : NO_ARGUMENTS;
      node = { kind: 'filter', of: node, name, args };
    }
    return node ?? this.stream.fail('expected a filter');
  }

  private dottedName(): string {
    let name = this.stream.expect('name').value;
    while (this.stream.skipOperator('.')) name += `.${this.stream.expect('name').value}`;
    return name;
  }

  private test(of: Expression): Expression {
    this.stream.next();
    const negated = this.stream.skipName('not');
    const name = this.dottedName();
    let args = NO_ARGUMENTS;
    if (this.stream.isOperator('(')) args = this.callArguments();
    else if (this.startsTestArgument()) {
      if (this.stream.isName('is')) this.stream.fail('You cannot chain multiple tests with is');
      args = { positional: [this.postfix(this.primary())], named: [] };
    }
    const node: Expression = { kind: 'test', of, name, args };
    return negated ? { kind: 'not', of: node } : node;
  }

  private startsTestArgument(): boolean {
    const { type } = this.stream.current;
    if (type === 'name') return !this.stream.isName('else', 'or', 'and');
    return type === 'string' || type === 'integer' || type === 'float' || this.stream.isOperator('[', '{');
  }
}
