/** Values of the libraries as JSON: arrays of numbers are written as arrays, 64-bit integers as numbers. */

/** A copy of `value` that `JSON.stringify` writes as a reader expects. */
export function plainJson(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (ArrayBuffer.isView(value)) {
    return value instanceof DataView ? [] : Array.from(value as unknown as ArrayLike<number | bigint>, Number);
  }
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plainJson(entry)]));
  }
  return value;
}
