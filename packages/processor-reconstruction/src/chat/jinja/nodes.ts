/** The syntax tree of a template. */
import type { BinaryOperator, Comparison } from '../python/operators.js';
import type { PyValue } from '../python/values.js';

/** Arguments of a call, filter or test. */
export interface CallNodes {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
  readonly spread?: Expression;
  readonly spreadNamed?: Expression;
}

export type Expression =
  | { readonly kind: 'constant'; readonly value: PyValue }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly items: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'slice'; readonly of: Expression; readonly bounds: readonly [Expression | undefined, Expression | undefined, Expression | undefined] }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: CallNodes }
  | { readonly kind: 'filter'; readonly of: Expression | undefined; readonly name: string; readonly args: CallNodes }
  | { readonly kind: 'test'; readonly of: Expression; readonly name: string; readonly args: CallNodes }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'unary'; readonly operator: '-' | '+'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'concat'; readonly items: readonly Expression[] }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'compare'; readonly first: Expression; readonly rest: readonly (readonly [Comparison, Expression])[] }
  | { readonly kind: 'condition'; readonly test: Expression; readonly then: Expression; readonly otherwise: Expression | undefined; readonly line: number };

/** What an assignment or a loop writes to. */
export type Target =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'tuple'; readonly items: readonly Target[] };

/** Name, parameters, defaults and body of a macro or a call block's body. */
export interface MacroNode {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Defaults of the last parameters. */
  readonly defaults: readonly Expression[];
  readonly body: readonly Statement[];
  readonly usesVarargs: boolean;
  readonly usesKwargs: boolean;
  readonly usesCaller: boolean;
}

export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly (readonly [Expression, readonly Statement[]])[]; readonly otherwise: readonly Statement[] }
  | {
      readonly kind: 'for';
      readonly target: Target;
      readonly iterable: Expression;
      readonly filter: Expression | undefined;
      readonly recursive: boolean;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: 'set'; readonly target: Target; readonly value: Expression }
  | { readonly kind: 'set-block'; readonly target: Target; readonly filter: Expression | undefined; readonly body: readonly Statement[] }
  | { readonly kind: 'macro'; readonly macro: MacroNode }
  | { readonly kind: 'call-block'; readonly call: Expression; readonly macro: MacroNode }
  | { readonly kind: 'filter-block'; readonly filter: Expression; readonly body: readonly Statement[] }
  | { readonly kind: 'with'; readonly assignments: readonly (readonly [Target, Expression])[]; readonly body: readonly Statement[] }
  | { readonly kind: 'scope'; readonly body: readonly Statement[] }
  | { readonly kind: 'generation'; readonly body: readonly Statement[] }
  | { readonly kind: 'break' | 'continue' };
