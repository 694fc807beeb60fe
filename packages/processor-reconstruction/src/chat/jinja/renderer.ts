/** Renders the statements of a template. */
import { reprText, toText } from '../python/repr.js';
import {
  type CallArguments,
  iterate,
  Namespace,
  PythonError,
  type PyValue,
  TemplateFunction,
  Tuple,
  Undefined,
} from '../python/values.js';
import { callValue, Evaluator } from './evaluator.js';
import { setInNamespace } from './globals.js';
import { loopOver } from './loop-context.js';
import type { Expression, MacroNode, Statement, Target } from './nodes.js';
import { Budget, Output, type RenderLimits, Scope } from './scope.js';

/** A rendered template. */
export interface Rendered {
  readonly text: string;
  /** Start and end of what `{% generation %}` blocks wrote, in UTF-16 code units of `text`. */
  readonly generation: readonly (readonly [number, number])[];
}

type Signal = 'break' | 'continue' | undefined;

/** Renders statements with `globals` as outermost variables. @throws {PythonError | LimitError} */
export function renderStatements(
  statements: readonly Statement[],
  globals: ReadonlyMap<string, PyValue>,
  limits: RenderLimits,
): Rendered {
  return new Renderer(limits).render(statements, globals);
}

class Renderer {
  private readonly budget: Budget;
  private readonly evaluator: Evaluator;
  private readonly generation: [number, number][] = [];
  private root: Output;

  constructor(limits: RenderLimits) {
    this.budget = new Budget(limits);
    this.evaluator = new Evaluator(this.budget);
    this.root = new Output(this.budget);
  }

  render(statements: readonly Statement[], globals: ReadonlyMap<string, PyValue>): Rendered {
    const outermost = new Scope();
    for (const [name, value] of globals) outermost.set(name, value);
    this.root = new Output(this.budget);
    this.body(statements, new Scope(outermost), this.root);
    return { text: this.root.toString(), generation: this.generation };
  }

  private body(statements: readonly Statement[], scope: Scope, output: Output): Signal {
    for (const statement of statements) {
      this.budget.step();
      const signal = this.statement(statement, scope, output);
      if (signal !== undefined) return signal;
    }
    return undefined;
  }

  private statement(node: Statement, scope: Scope, output: Output): Signal {
    switch (node.kind) {
      case 'text':
        output.write(node.text);
        return undefined;
      case 'print':
        output.write(toText(this.evaluator.evaluate(node.value, scope)));
        return undefined;
      case 'if': {
        const branch = node.branches.find(([test]) => this.evaluator.truth(test, scope));
        return this.body(branch === undefined ? node.otherwise : branch[1], scope, output);
      }
      case 'for':
        this.forLoop(node, this.evaluator.evaluate(node.iterable, scope), scope, output, 0);
        return undefined;
      case 'set':
        this.assign(node.target, this.evaluator.evaluate(node.value, scope), scope);
        return undefined;
      case 'set-block':
        this.assign(node.target, this.captured(node.body, node.filter, scope), scope);
        return undefined;
      case 'macro':
        scope.set(node.macro.name, this.macro(node.macro, scope));
        return undefined;
      case 'call-block':
        output.write(toText(this.callBlock(node.call, node.macro, scope)));
        return undefined;
      case 'filter-block':
        output.write(toText(this.captured(node.body, node.filter, scope)));
        return undefined;
      case 'with': {
        const inner = new Scope(scope);
        for (const [target, value] of node.assignments) this.assign(target, this.evaluator.evaluate(value, scope), inner);
        return this.body(node.body, inner, output);
      }
      case 'scope':
        return this.body(node.body, new Scope(scope), output);
      case 'generation': {
        const start = this.root.length;
        const text = this.captured(node.body, undefined, scope);
        this.generation.push([start, start + toText(text).length]);
        output.write(toText(text));
        return undefined;
      }
      case 'break':
      case 'continue':
        return node.kind;
    }
  }

  private captured(body: readonly Statement[], filter: Expression | undefined, scope: Scope): PyValue {
    const inner = new Scope(scope);
    const output = new Output(this.budget);
    this.body(body, inner, output);
    const text = output.toString();
    return filter === undefined ? text : this.evaluator.filterChain(filter, text, inner);
  }

  private forLoop(
    node: Extract<Statement, { kind: 'for' }>,
    iterable: PyValue,
    scope: Scope,
    output: Output,
    depth: number,
  ): void {
    const items = this.loopItems(node, iterable, scope);
    const recurse = (inner: PyValue): PyValue => {
      const captured = new Output(this.budget);
      this.budget.nested(() => {
        this.forLoop(node, inner, scope, captured, depth + 1);
      });
      return captured.toString();
    };
    const loop = loopOver(items, depth, node.recursive ? recurse : undefined);
    for (const [index, item] of items.entries()) {
      this.budget.step();
      const inner = new Scope(scope);
      loop.advance(index);
      inner.set('loop', loop.value);
      this.assign(node.target, item, inner);
      if (this.body(node.body, inner, output) === 'break') break;
    }
    if (items.length === 0) this.body(node.otherwise, new Scope(scope), output);
  }

  private loopItems(node: Extract<Statement, { kind: 'for' }>, iterable: PyValue, scope: Scope): readonly PyValue[] {
    const items = iterate(iterable);
    const { filter } = node;
    if (filter === undefined) return items;
    return items.filter((item) => {
      const inner = new Scope(scope);
      this.assign(node.target, item, inner);
      return this.evaluator.truth(filter, inner);
    });
  }

  private assign(target: Target, value: PyValue, scope: Scope): void {
    switch (target.kind) {
      case 'name':
        scope.set(target.name, value);
        return;
      case 'attribute': {
        const namespace = scope.get(target.namespace);
        if (!(namespace instanceof Namespace)) {
          throw new PythonError('TemplateRuntimeError', 'cannot assign attribute on non-namespace object');
        }
        setInNamespace(namespace.attributes, target.name, value);
        return;
      }
      case 'tuple': {
        const items = iterate(value);
        const expected = target.items.length;
        if (items.length > expected) throw new PythonError('ValueError', `too many values to unpack (expected ${expected})`);
        if (items.length < expected) {
          throw new PythonError('ValueError', `not enough values to unpack (expected ${expected}, got ${items.length})`);
        }
        target.items.forEach((item, index) => {
          this.assign(item, items[index] ?? null, scope);
        });
      }
    }
  }

  /** A macro: sees what is visible where it is defined, writes into a text of its own. */
  private macro(node: MacroNode, scope: Scope): TemplateFunction {
    const call = (args: CallArguments): PyValue =>
      this.budget.nested(() => {
        const inner = new Scope(scope);
        this.bindMacro(node, args, inner);
        const output = new Output(this.budget);
        this.body(node.body, inner, output);
        return output.toString();
      });
    const attributes = new Map<string, PyValue>([
      ['name', node.name],
      ['arguments', new Tuple(node.parameters)],
      ['catch_kwargs', node.usesKwargs],
      ['catch_varargs', node.usesVarargs],
      ['caller', node.usesCaller],
    ]);
    return new TemplateFunction(node.name, call, 'Macro', attributes);
  }

  private bindMacro(node: MacroNode, args: CallArguments, scope: Scope): void {
    const { parameters, defaults } = node;
    const named = new Map(args.named);
    parameters.forEach((name, index) => {
      const positional = args.positional[index];
      if (positional !== undefined) {
        if (named.has(name)) throw new PythonError('TypeError', `macro ${reprText(node.name)} got multiple values for argument ${reprText(name)}`);
        scope.set(name, positional);
        return;
      }
      const given = named.get(name);
      named.delete(name);
      const fallback = defaults[index - (parameters.length - defaults.length)];
      if (given !== undefined) scope.set(name, given);
      else if (fallback !== undefined) scope.set(name, this.evaluator.evaluate(fallback, scope));
      else scope.set(name, new Undefined(`parameter ${reprText(name)} was not provided`));
    });
    if (node.usesCaller && !parameters.includes('caller')) {
      scope.set('caller', named.get('caller') ?? new Undefined('No caller defined'));
      named.delete('caller');
    }
    if (node.usesKwargs) scope.set('kwargs', new Map(named));
    else if (named.size > 0) {
      const [name = ''] = named.keys();
      throw new PythonError('TypeError', `macro ${reprText(node.name)} takes no keyword argument ${reprText(name)}`);
    }
    const rest = args.positional.slice(parameters.length);
    if (node.usesVarargs) scope.set('varargs', new Tuple(rest));
    else if (rest.length > 0) {
      throw new PythonError('TypeError', `macro ${reprText(node.name)} takes not more than ${parameters.length} argument(s)`);
    }
  }

  private callBlock(call: Expression, body: MacroNode, scope: Scope): PyValue {
    if (call.kind !== 'call') return null;
    const caller = this.macro(body, scope);
    const callee = this.evaluator.evaluate(call.callee, scope);
    const collect = new TemplateFunction('collect', ({ positional, named }) =>
      callValue(callee, { positional, named: new Map([...named, ['caller', caller]]) }),
    );
    const collecting = new Scope(scope);
    collecting.set('callee of the block', collect);
    return this.evaluator.evaluate({ ...call, callee: { kind: 'name', name: 'callee of the block' } }, collecting);
  }
}

