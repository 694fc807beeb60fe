/** Limits against hostile files. */

/** What a reader accepts at most; every number is an option with these names. */
export interface CapsuleLimits {
  /** Capsule entries in a model. */
  readonly entries: number;
  /** Fields at the top level of a model: far above what exporters write, and a bound on the time of a walk. */
  readonly fields: number;
  /** Bytes of one stored value. */
  readonly storedBytes: number;
  /** Bytes of one decoded file. */
  readonly fileBytes: number;
  /** Decoded bytes per stored byte. */
  readonly expansion: number;
  /** Bytes of the manifest. */
  readonly manifestBytes: number;
  /** Nested arrays and objects in JSON. */
  readonly jsonDepth: number;
}

/** The limits where an option says nothing else. */
export const DEFAULT_LIMITS: CapsuleLimits = {
  entries: 4096,
  fields: 1_000_000,
  storedBytes: 64 * 2 ** 20,
  fileBytes: 256 * 2 ** 20,
  expansion: 200,
  manifestBytes: 2 ** 20,
  jsonDepth: 64,
};
