/** Assertions that run in every runtime. */

/** A test: throws when it fails. */
export interface PortableTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Fails unless both have the same JSON; bytes compare as lists. */
export function equal(found: unknown, expected: unknown, what = 'value'): void {
  const [a, b] = [show(found), show(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b.slice(0, 400)}, found ${a.slice(0, 400)}`);
}

/** The error that `work` fails with; it must be one of ours with this code and a message and a hint. */
export async function fails(work: Promise<unknown> | (() => Promise<unknown>), code: string | readonly string[]): Promise<Error> {
  let result: unknown;
  try {
    result = await (typeof work === 'function' ? work() : work);
  } catch (error) {
    const found = error as Error & { code?: string; hint?: string };
    if (found.name !== 'MetadataError' || ![code].flat().includes(found.code ?? '')) {
      throw new Error(`expected ${[code].flat().join(' or ')}, found ${found.name} ${String(found.code)}: ${found.message}`, { cause: error });
    }
    if (!found.message) throw new Error(`${String(found.code)} has no message`, { cause: error });
    return found;
  }
  throw new Error(`expected ${[code].flat().join(' or ')}, and it gave ${show(result).slice(0, 200)}`);
}

function show(value: unknown): string {
  const json: unknown = JSON.stringify(value instanceof Uint8Array ? Array.from(value) : value);
  return String(json);
}
