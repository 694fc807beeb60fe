/** What the argument `<model>` can be: a path, a URL, or `-` for standard input. */
import type { Context } from './context.js';

/** Where a model is read from. */
export type ModelArgument = string | URL | Uint8Array;

/** The source that the argument names; standard input is read to its end. */
export async function modelArgument(argument: string, context: Context): Promise<ModelArgument> {
  if (argument === '-') return context.terminal.input();
  if (/^https?:\/\//i.test(argument)) return new URL(argument);
  return argument;
}
