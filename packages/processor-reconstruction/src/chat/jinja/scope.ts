/** Variables of a template: scopes within scopes, and the budget that keeps a hostile template from running on. */
import { PythonError, type PyValue, Undefined } from '../python/values.js';

/** Names visible at one place of a template. */
export class Scope {
  private readonly variables = new Map<string, PyValue>();
  private readonly parent: Scope | undefined;

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  get(name: string): PyValue {
    let value = this.variables.get(name);
    for (let scope = this.parent; value === undefined && scope !== undefined; scope = scope.parent) value = scope.variables.get(name);
    if (value !== undefined) return value;
    return new Undefined(`'${name}' is undefined`);
  }

  set(name: string, value: PyValue): void {
    this.variables.set(name, value);
  }
}

/** Bounds of one rendering. */
export interface RenderLimits {
  /** Statements, loop turns and expressions evaluated. */
  readonly maxSteps: number;
  /** Length of the rendered text, and of every string made on the way, in UTF-16 code units. */
  readonly maxOutput: number;
  /** Macros and recursive loops inside each other. */
  readonly maxDepth: number;
}

/** Thrown when a template exceeds a bound. */
export class LimitError extends Error {}

/** Counts what a rendering uses up. */
export class Budget {
  private readonly limits: RenderLimits;
  private steps = 0;
  private depth = 0;

  constructor(limits: RenderLimits) {
    this.limits = limits;
  }

  step(): void {
    this.steps += 1;
    if (this.steps > this.limits.maxSteps) {
      throw new LimitError(`the template takes more than ${this.limits.maxSteps} steps`);
    }
  }

  text(length: number): void {
    if (length > this.limits.maxOutput) {
      throw new LimitError(`the template makes a text longer than ${this.limits.maxOutput} characters`);
    }
  }

  nested<T>(body: () => T): T {
    this.depth += 1;
    if (this.depth > this.limits.maxDepth) throw new PythonError('RecursionError', 'maximum recursion depth exceeded');
    try {
      return body();
    } finally {
      this.depth -= 1;
    }
  }
}

/** Text written so far. */
export class Output {
  private readonly parts: string[] = [];
  private readonly budget: Budget;
  length = 0;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  write(text: string): void {
    this.length += text.length;
    this.budget.text(this.length);
    this.parts.push(text);
  }

  toString(): string {
    return this.parts.join('');
  }
}
