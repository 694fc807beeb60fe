/** Parses a template into statements with jinja2's grammar, plus loop controls and the `generation` tag of transformers. */
import { ExpressionParser } from './expression-parser.js';
import { tokenize } from './lexer.js';
import type { Expression, MacroNode, Statement, Target } from './nodes.js';
import { TokenStream } from './token-stream.js';

/** The statements of a template. @throws {PythonError} `TemplateSyntaxError`. */
export function parseTemplate(template: string): Statement[] {
  return new TemplateParser(template).parse();
}

interface MacroNames {
  caller: boolean;
  varargs: boolean;
  kwargs: boolean;
}

class TemplateParser {
  private readonly stream: TokenStream;
  private readonly expressions: ExpressionParser;
  private readonly macros: MacroNames[] = [];
  private loops = 0;

  constructor(template: string) {
    this.stream = new TokenStream(tokenize(template));
    this.expressions = new ExpressionParser(this.stream, (name) => {
      if (name !== 'caller' && name !== 'varargs' && name !== 'kwargs') return;
      const innermost = this.macros.at(-1);
      if (innermost !== undefined) innermost[name] = true;
    });
  }

  parse(): Statement[] {
    return this.body([]);
  }

  /** Statements up to a block that starts with one of `endNames`, whose name is then current; up to the end where there are none. */
  private body(endNames: readonly string[]): Statement[] {
    return this.stream.nested(() => {
      const statements: Statement[] = [];
      for (;;) {
        const { type, value } = this.stream.current;
        if (type === 'eof') {
          if (endNames.length === 0) return statements;
          this.stream.fail(`Unexpected end of template. Jinja was looking for the following tags: ${endNames.map((name) => `'${name}'`).join(' or ')}.`);
        }
        this.stream.next();
        if (type === 'data') {
          statements.push({ kind: 'text', text: value });
        } else if (type === 'variable_begin') {
          statements.push({ kind: 'print', value: this.expressions.tuple() });
          this.stream.expect('variable_end');
        } else {
          if (this.stream.isName(...endNames)) return statements;
          const statement = this.statement();
          if (statement !== undefined) statements.push(statement);
          this.stream.expect('block_end');
        }
      }
    });
  }

  /** The body of a block: its opening tag ends here, `endNames` close it. Leaves the closing name current, or behind it where `drop`. */
  private blockBody(endNames: readonly string[], drop: boolean): Statement[] {
    this.stream.skipOperator(':');
    this.stream.expect('block_end');
    const statements = this.body(endNames);
    if (drop) this.stream.next();
    return statements;
  }

  private statement(): Statement | undefined {
    const name = this.stream.current.type === 'name' ? this.stream.next().value : this.stream.fail('tag name expected');
    switch (name) {
      case 'if':
        return this.ifStatement();
      case 'for':
        return this.forStatement();
      case 'set':
        return this.setStatement();
      case 'macro':
        return this.macroStatement();
      case 'call':
        return this.callStatement();
      case 'filter': {
        const filter = this.expressions.filters(undefined);
        return { kind: 'filter-block', filter, body: this.blockBody(['endfilter'], true) };
      }
      case 'with':
        return this.withStatement();
      case 'print':
        return { kind: 'print', value: this.expressions.tuple() };
      case 'block':
        return this.blockStatement();
      case 'autoescape':
        this.expressions.parse();
        return { kind: 'scope', body: this.blockBody(['endautoescape'], true) };
      case 'generation':
        return { kind: 'generation', body: this.withoutLoops(() => this.blockBody(['endgeneration'], true)) };
      case 'break':
      case 'continue':
        if (this.loops === 0) this.stream.fail(`'${name}' outside loop`);
        return { kind: name };
      default:
        return this.stream.fail(`Encountered unknown tag '${name}'.`);
    }
  }

  private ifStatement(): Statement {
    const branches: [Expression, Statement[]][] = [];
    for (;;) {
      const test = this.expressions.tuple(false);
      branches.push([test, this.blockBody(['elif', 'else', 'endif'], false)]);
      const { value } = this.stream.next();
      if (value === 'elif') continue;
      return { kind: 'if', branches, otherwise: value === 'else' ? this.blockBody(['endif'], true) : [] };
    }
  }

  private forStatement(): Statement {
    const target = this.target(['in'], false);
    this.stream.expect('name', 'in');
    const iterable = this.expressions.tuple(false, ['recursive', 'if']);
    const filter = this.stream.skipName('if') ? this.expressions.parse() : undefined;
    const recursive = this.stream.skipName('recursive');
    this.loops += 1;
    const body = this.blockBody(['endfor', 'else'], false);
    this.loops -= 1;
    const otherwise = this.stream.next().value === 'endfor' ? [] : this.blockBody(['endfor'], true);
    return { kind: 'for', target, iterable, filter, recursive, body, otherwise };
  }

  private setStatement(): Statement {
    const target = this.target([], true);
    if (this.stream.skipOperator('=')) return { kind: 'set', target, value: this.expressions.tuple() };
    const filter = this.stream.skipOperator('|') ? this.expressions.filters(undefined) : undefined;
    return { kind: 'set-block', target, filter, body: this.blockBody(['endset'], true) };
  }

  private target(endNames: readonly string[], withNamespace: boolean): Target {
    const items: Target[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0 && this.stream.isName(...endNames)) break;
      if (items.length > 0 && (this.stream.current.type === 'block_end' || this.stream.isOperator('=', ')'))) break;
      items.push(this.singleTarget(withNamespace));
      if (!this.stream.skipOperator(',')) break;
      isTuple = true;
    }
    const [first] = items;
    return isTuple || first === undefined ? { kind: 'tuple', items } : first;
  }

  private singleTarget(withNamespace: boolean): Target {
    if (this.stream.skipOperator('(')) {
      const inner = this.target([], withNamespace);
      this.stream.expect('operator', ')');
      return inner;
    }
    const { value: name } = this.stream.expect('name');
    if (['true', 'false', 'none', 'True', 'False', 'None'].includes(name)) this.stream.fail(`can't assign to '${name}'`);
    if (withNamespace && this.stream.skipOperator('.')) {
      return { kind: 'attribute', namespace: name, name: this.stream.expect('name').value };
    }
    return { kind: 'name', name };
  }

  private macroStatement(): Statement {
    const { value: name } = this.stream.expect('name');
    return { kind: 'macro', macro: this.macro(name, true, 'endmacro') };
  }

  private callStatement(): Statement {
    const parameters = this.stream.isOperator('(') ? this.signature() : { parameters: [], defaults: [] };
    const call = this.expressions.parse();
    if (call.kind !== 'call') this.stream.fail('expected call');
    return { kind: 'call-block', call, macro: this.macroBody('caller', parameters, 'endcall') };
  }

  private macro(name: string, withSignature: boolean, end: string): MacroNode {
    return this.macroBody(name, withSignature ? this.signature() : { parameters: [], defaults: [] }, end);
  }

  private macroBody(name: string, signature: { parameters: string[]; defaults: Expression[] }, end: string): MacroNode {
    const names: MacroNames = { caller: false, varargs: false, kwargs: false };
    this.macros.push(names);
    const body = this.withoutLoops(() => this.blockBody([end], true));
    this.macros.pop();
    return { name, ...signature, body, usesCaller: names.caller, usesVarargs: names.varargs, usesKwargs: names.kwargs };
  }

  /** A macro's body is a function of its own: `break` inside it ends no loop outside. */
  private withoutLoops<T>(parse: () => T): T {
    const outer = this.loops;
    this.loops = 0;
    const result = parse();
    this.loops = outer;
    return result;
  }

  private signature(): { parameters: string[]; defaults: Expression[] } {
    const parameters: string[] = [];
    const defaults: Expression[] = [];
    this.stream.expect('operator', '(');
    while (!this.stream.isOperator(')')) {
      if (parameters.length > 0) this.stream.expect('operator', ',');
      parameters.push(this.stream.expect('name').value);
      if (this.stream.skipOperator('=')) defaults.push(this.expressions.parse());
      else if (defaults.length > 0) this.stream.fail('non-default argument follows default argument');
    }
    this.stream.expect('operator', ')');
    return { parameters, defaults };
  }

  private withStatement(): Statement {
    const assignments: [Target, Expression][] = [];
    while (this.stream.current.type !== 'block_end') {
      if (assignments.length > 0) this.stream.expect('operator', ',');
      const target = this.singleTarget(false);
      this.stream.expect('operator', '=');
      assignments.push([target, this.expressions.parse()]);
    }
    return { kind: 'with', assignments, body: this.blockBody(['endwith'], true) };
  }

  private blockStatement(): Statement {
    this.stream.expect('name');
    while (this.stream.isName('scoped', 'required')) this.stream.next();
    const body = this.withoutLoops(() => this.blockBody(['endblock'], true));
    if (this.stream.current.type === 'name') this.stream.next();
    return { kind: 'scope', body };
  }
}
