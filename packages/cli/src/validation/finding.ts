/** What a validation finds. */

/** One finding; each code has a heading in `docs/errors.md`. */
export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What to do about it. */
  readonly repair: string;
}

/** An error as a finding. */
export function findingOf(error: unknown, repair: string): Finding {
  const { code, message, hint } = error as { code?: unknown; message?: unknown; hint?: unknown };
  return {
    code: typeof code === 'string' ? code : 'UNEXPECTED',
    severity: 'error',
    message: typeof message === 'string' ? message : String(error),
    repair: typeof hint === 'string' ? hint : repair,
  };
}
