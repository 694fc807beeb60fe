/** Puts what came in parts into one array. */

/** `parts` one after the other; `length` is the sum of their lengths. */
export function joinParts(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
  return bytes;
}
