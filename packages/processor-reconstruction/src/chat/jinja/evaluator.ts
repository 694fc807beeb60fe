/** Evaluates expressions of a template. */
import { getAttribute, getItem } from '../python/attributes.js';
import { binary, compare, dictKey, slice, unary } from '../python/operators.js';
import { toText } from '../python/repr.js';
import {
  type CallArguments,
  isDict,
  iterate,
  PythonError,
  type PyValue,
  TemplateFunction,
  TemplateObject,
  Tuple,
  truthy,
  typeName,
  Undefined,
} from '../python/values.js';
import { filterNamed } from './filters.js';
import type { CallNodes, Expression } from './nodes.js';
import type { Budget, Scope } from './scope.js';
import { testNamed } from './tests.js';

/** Expression evaluator with a budget. */
export class Evaluator {
  private readonly budget: Budget;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  /** Value of `node` in `scope`. @throws {PythonError} what Python would throw. */
  evaluate(node: Expression, scope: Scope): PyValue {
    this.budget.step();
    const value = this.value(node, scope);
    if (typeof value === 'string') this.budget.text(value.length);
    return value;
  }

  private value(node: Expression, scope: Scope): PyValue {
    switch (node.kind) {
      case 'constant':
        return node.value;
      case 'name':
        return scope.get(node.name);
      case 'list':
        return node.items.map((item) => this.evaluate(item, scope));
      case 'tuple':
        return new Tuple(node.items.map((item) => this.evaluate(item, scope)));
      case 'dict':
        return new Map(node.items.map(([key, item]) => [dictKey(this.evaluate(key, scope)), this.evaluate(item, scope)]));
      case 'attribute':
        return getAttribute(this.evaluate(node.of, scope), node.name);
      case 'item':
        return getItem(this.evaluate(node.of, scope), this.evaluate(node.key, scope));
      case 'slice': {
        const of = this.evaluate(node.of, scope);
        const [start, stop, step] = node.bounds.map((bound) => (bound === undefined ? null : this.evaluate(bound, scope)));
        return slice(of, [start ?? null, stop ?? null, step ?? null]);
      }
      case 'call':
        return callValue(this.evaluate(node.callee, scope), this.arguments(node.args, scope));
      case 'filter':
        return this.filter(node, node.of === undefined ? null : this.evaluate(node.of, scope), scope);
      case 'test':
        return this.test(node.name, this.evaluate(node.of, scope), this.arguments(node.args, scope));
      case 'not':
        return !this.truth(node.of, scope);
      case 'unary':
        return unary(node.operator, this.evaluate(node.of, scope));
      case 'binary':
        return binary(node.operator, this.evaluate(node.left, scope), this.evaluate(node.right, scope));
      case 'concat':
        return node.items.map((item) => toText(this.evaluate(item, scope))).join('');
      case 'and': {
        const left = this.evaluate(node.left, scope);
        return truthy(left) ? this.evaluate(node.right, scope) : left;
      }
      case 'or': {
        const left = this.evaluate(node.left, scope);
        return truthy(left) ? left : this.evaluate(node.right, scope);
      }
      case 'compare':
        return this.comparison(node, scope);
      case 'condition':
        if (this.truth(node.test, scope)) return this.evaluate(node.then, scope);
        if (node.otherwise !== undefined) return this.evaluate(node.otherwise, scope);
        return new Undefined(
          `the inline if-expression on line ${node.line} evaluated to false and no else section was defined.`,
        );
    }
  }

  /** Whether `node` is true in `scope`. */
  truth(node: Expression, scope: Scope): boolean {
    return truthy(this.evaluate(node, scope));
  }

  private comparison(node: Extract<Expression, { kind: 'compare' }>, scope: Scope): PyValue {
    let left = this.evaluate(node.first, scope);
    for (const [comparison, operand] of node.rest) {
      const right = this.evaluate(operand, scope);
      if (!compare(comparison, left, right)) return false;
      left = right;
    }
    return true;
  }

  /** Applies the filter `node` to `value`; a chain inside `node.of` is applied first where `node` stands in a `filter` block. */
  filter(node: Extract<Expression, { kind: 'filter' }>, value: PyValue, scope: Scope): PyValue {
    return this.applyFilter(node.name, value, this.arguments(node.args, scope));
  }

  /** Applies a chain of filters without an operand, as `{% filter a|b %}` and `{% set x | a %}` hold. */
  filterChain(node: Expression, value: PyValue, scope: Scope): PyValue {
    if (node.kind !== 'filter') return value;
    const inner = node.of === undefined ? value : this.filterChain(node.of, value, scope);
    return this.filter(node, inner, scope);
  }

  private applyFilter(name: string, value: PyValue, args: CallArguments): PyValue {
    const filter = filterNamed(name);
    if (filter === undefined) throw new PythonError('TemplateAssertionError', `No filter named '${name}'.`);
    return filter(value, args, {
      filter: (inner, item, rest) => this.applyFilter(inner, item, rest),
      test: (inner, item, rest) => this.test(inner, item, rest),
    });
  }

  private test(name: string, value: PyValue, args: CallArguments): boolean {
    const test = testNamed(name);
    if (test === undefined) throw new PythonError('TemplateAssertionError', `No test named '${name}'.`);
    return test(value, args);
  }

  private arguments(nodes: CallNodes, scope: Scope): CallArguments {
    const positional = nodes.positional.map((item) => this.evaluate(item, scope));
    const named = new Map(nodes.named.map(([name, item]) => [name, this.evaluate(item, scope)]));
    if (nodes.spread !== undefined) positional.push(...iterate(this.evaluate(nodes.spread, scope)));
    if (nodes.spreadNamed !== undefined) {
      const more = this.evaluate(nodes.spreadNamed, scope);
      if (!isDict(more)) throw new PythonError('TypeError', `argument after ** must be a mapping, not ${typeName(more)}`);
      for (const [key, item] of more) named.set(toText(key), item);
    }
    return { positional, named };
  }
}

/** Calls a value. @throws {PythonError} where it cannot be called. */
export function callValue(callee: PyValue, args: CallArguments): PyValue {
  if (callee instanceof TemplateFunction) return callee.call(args);
  if (callee instanceof TemplateObject && callee.call !== undefined) return callee.call(args);
  if (callee instanceof Undefined) return callee.fail();
  throw new PythonError('TypeError', `'${typeName(callee)}' object is not callable`);
}
