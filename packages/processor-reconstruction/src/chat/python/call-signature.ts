/** Binds call arguments to parameter names as Python does. */
import { type CallArguments, PythonError, type PyValue } from './values.js';

/**
 * Values of `parameters` in order; absent ones are `undefined`. A name ending in `!` is required, one starting with `/` cannot be
 * passed by name.
 *
 * @throws {PythonError} `TypeError` for too many, unknown, doubled or missing arguments.
 */
export function bindArguments(
  callee: string,
  args: CallArguments,
  parameters: readonly string[],
): (PyValue | undefined)[] {
  const names = parameters.map((name) => name.replace(/[!/]/gu, ''));
  if (args.positional.length > names.length) {
    const expected = names.length === 0 ? 'no arguments' : `at most ${names.length} argument${names.length === 1 ? '' : 's'}`;
    throw new PythonError('TypeError', `${callee}() takes ${expected} (${args.positional.length} given)`);
  }
  const bound: (PyValue | undefined)[] = names.map((_, index) => args.positional[index]);
  for (const [name, value] of args.named) {
    const index = names.indexOf(name);
    if (index === -1 || parameters[index]?.startsWith('/') === true) {
      throw new PythonError('TypeError', `${callee}() got an unexpected keyword argument '${name}'`);
    }
    if (bound[index] !== undefined) throw new PythonError('TypeError', `${callee}() got multiple values for argument '${name}'`);
    bound[index] = value;
  }
  const missing = names.find((_, index) => parameters[index]?.endsWith('!') === true && bound[index] === undefined);
  if (missing !== undefined) throw new PythonError('TypeError', `${callee}() missing 1 required positional argument: '${missing}'`);
  return bound;
}
