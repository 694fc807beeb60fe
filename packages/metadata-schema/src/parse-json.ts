/** JSON from untrusted files. */
import { MetadataError } from './errors.js';

/** Nested arrays and objects that `parseJson` accepts by default. */
export const JSON_DEPTH = 64;

/**
 * The value of a JSON text. Objects keep every key as their own property, `constructor` and `prototype` included, with one
 * exception: a `__proto__` that holds an object is left out, because copying it with `Object.assign` would change a prototype.
 *
 * @throws {MetadataError} `BAD_JSON` where the text is no JSON, `LIMIT_EXCEEDED` where it nests deeper than `maxDepth`.
 */
export function parseJson(text: string, name: string, maxDepth: number = JSON_DEPTH): unknown {
  checkDepth(text, name, maxDepth);
  try {
    return JSON.parse(text, /_proto_|\\u00[5-7]/i.test(text) ? withoutPrototype : undefined) as unknown;
  } catch (cause) {
    throw new MetadataError('BAD_JSON', `${name} is not JSON: ${(cause as Error).message}`, {
      where: name,
      hint: 'Embed the metadata again.',
      cause,
    });
  }
}

function withoutPrototype(key: string, value: unknown): unknown {
  return key === '__proto__' && typeof value === 'object' ? undefined : value;
}

/** Counts brackets and braces (they differ in bit 0x20) outside strings, so that a hostile text meets the limit before a parser recurses into it. */
function checkDepth(text: string, name: string, maxDepth: number): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) inString = !inString;
    else if (inString) index += code === 0x5c ? 1 : 0;
    else if ((code | 0x20) === 0x7d) depth--;
    else if ((code | 0x20) === 0x7b && ++depth > maxDepth) {
      throw new MetadataError('LIMIT_EXCEEDED', `${name} nests deeper than ${maxDepth} at character ${index}.`, {
        where: name,
      });
    }
  }
}
