/** Checks options before anything runs: each works, or is refused by name with what was expected and the nearest known name. */
import { describe, PipelineError } from './pipeline-error.js';

/** What one option may be. */
export interface OptionRule {
  /** The accepted values in words, e.g. `a whole number from 1`. */
  readonly expects: string;
  readonly accepts: (value: unknown) => boolean;
  /** Why the option is refused although the reference knows it. */
  readonly refused?: string;
  /** The option that this is another name of. */
  readonly alias?: string;
  /** Whether `null` counts as not given. */
  readonly nullable?: boolean;
}

/** The options of a task by name. */
export type OptionTable = Readonly<Record<string, OptionRule>>;

/** `true` or `false`. */
export function flag(): OptionRule {
  return { expects: 'true or false', accepts: (value) => typeof value === 'boolean' };
}

/** A whole number of at least `minimum`; `null` too where `nullable`. */
export function integer(minimum: number, nullable = false): OptionRule {
  return {
    expects: `a whole number from ${minimum}${nullable ? ', or null' : ''}`,
    accepts: (value) => (nullable && value === null) || (Number.isInteger(value) && (value as number) >= minimum),
  };
}

/** A finite number between `minimum` and `maximum`. */
export function decimal(minimum: number, maximum?: number): OptionRule {
  return {
    expects: maximum === undefined ? `a number from ${minimum}` : `a number from ${minimum} to ${maximum}`,
    accepts: (value) => typeof value === 'number' && Number.isFinite(value) && value >= minimum && value <= (maximum ?? Infinity),
  };
}

/** A string. */
export function text(nullable = false): OptionRule {
  return { expects: nullable ? 'a string, or null' : 'a string', accepts: (value) => typeof value === 'string' || (nullable && value === null) };
}

/** One of a few values. */
export function oneOf(...values: readonly (string | boolean | number | null)[]): OptionRule {
  return { expects: `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`, accepts: (value) => values.includes(value as string) };
}

/** A list of strings, or one string. */
export function textOrList(): OptionRule {
  return { expects: 'a string or a list of strings', accepts: (value) => typeof value === 'string' || isTextList(value) };
}

/** A list of strings. */
export function textList(): OptionRule {
  return { expects: 'a list of strings', accepts: isTextList };
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** An object of named settings; what it holds is checked by who takes it. */
export function record(): OptionRule {
  return { expects: 'an object', accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value) };
}

/** Whatever `accepts` says, in the words of `expects`. */
export function value(expects: string, accepts: (value: unknown) => boolean): OptionRule {
  return { expects, accepts };
}

/** Another name of the option `name`, with the same values. */
export function aliasOf(name: string, rule: OptionRule): OptionRule {
  return { ...rule, alias: name };
}

/** An option that the reference leaves at `None` where a call says nothing: `null` counts as not given. */
export function optional(rule: OptionRule): OptionRule {
  return { ...rule, expects: `${rule.expects}, or null`, nullable: true };
}

/** An option that the reference has and that is refused here, with the reason; `null` asks for nothing. */
export function refused(reason: string): OptionRule {
  return { expects: '', accepts: () => false, refused: reason, nullable: true };
}

/**
 * The given options under their main names; `undefined` values are dropped, and `null` where it counts as not given.
 *
 * @throws {PipelineError} `UNKNOWN_OPTION`, `UNSUPPORTED_OPTION` or `BAD_OPTION`, naming the option.
 */
export function checkOptions(owner: string, table: OptionTable, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const checked: Record<string, unknown> = {};
  for (const name of Object.keys(given)) {
    const option = given[name];
    if (option === undefined) continue;
    const rule = Object.hasOwn(table, name) ? table[name] : undefined;
    if (rule === undefined) throw unknownOption(owner, table, name);
    if (option === null && rule.nullable === true) continue;
    if (rule.refused !== undefined) {
      throw new PipelineError('UNSUPPORTED_OPTION', `${owner} does not take ${name}: ${rule.refused}`, { where: name });
    }
    if (!rule.accepts(option)) {
      throw new PipelineError('BAD_OPTION', `${name} of ${owner} must be ${rule.expects}; found ${describe(option)}.`, { where: name });
    }
    checked[rule.alias ?? name] = option;
  }
  return checked;
}

function unknownOption(owner: string, table: OptionTable, name: string): PipelineError {
  const known = Object.keys(table).filter((key) => table[key]!.refused === undefined);
  const nearest = nearestName(name, known);
  return new PipelineError('UNKNOWN_OPTION', `${owner} has no option ${name}.`, {
    where: name,
    hint: nearest ? `Did you mean ${nearest}?` : `Options: ${known.join(', ')}.`,
  });
}

/** The name of `names` that differs least from `name`, if any is near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const plain = simplify(name);
  let best: string | undefined;
  let least = Math.max(2, Math.floor(plain.length / 3)) + 1;
  for (const candidate of names) {
    const distance = editDistance(plain, simplify(candidate));
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

function simplify(name: string): string {
  return name.replaceAll(/[_\s-]/g, '').toLowerCase();
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(change, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
