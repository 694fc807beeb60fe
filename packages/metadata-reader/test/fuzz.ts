/** Hostile models by the thousand: mutated corpus files and capsules, with a seed that repeats them. */
import fc from 'fast-check';

import { isCapsuleError } from '@onnx-capsule/metadata-schema';

import { openModel } from '../src/index.js';

/** Bytes that one case may hand out: above every limit that `LIMITS` sets. */
const LIMITS = { entries: 64, fields: 5000, storedBytes: 200_000, fileBytes: 100_000, expansion: 50, manifestBytes: 20_000, jsonDepth: 16 };

type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'set'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'remove'; readonly at: number; readonly length: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'cut'; readonly at: number };

const at = fc.double({ min: 0, max: 1, noNaN: true });
/** Bytes, among them varints at the borders of what a length can be. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc.constantFrom(
    Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x07),
    Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x08),
    Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
    Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01),
    Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    Uint8Array.of(0x72, 0x00),
    Uint8Array.of(0x73, 0x74),
  ),
);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at, bit: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ kind: fc.constant('set' as const), at, bytes }),
  fc.record({ kind: fc.constant('insert' as const), at, bytes }),
  fc.record({ kind: fc.constant('remove' as const), at, length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('repeat' as const), at, length: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant('cut' as const), at }),
);

function mutate(source: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  let model = source;
  for (const change of mutations) {
    const start = Math.floor(change.at * model.length);
    const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
    if (change.kind === 'cut') model = model.slice(0, start);
    else if (change.kind === 'remove') model = join(model.subarray(0, start), model.subarray(start + change.length));
    else if (change.kind === 'insert') model = join(model.subarray(0, start), change.bytes, model.subarray(start));
    else if (change.kind === 'repeat') model = join(model.subarray(0, start + change.length), model.subarray(start));
    else {
      model = model.slice();
      if (change.kind === 'set') model.set(change.bytes.subarray(0, model.length - start), start);
      else if (start < model.length) model[start] = model[start]! ^ (1 << change.bit);
    }
  }
  return model;
}

/** Reads everything that can be read. A file that comes out must be one of `originals`, which the hashes see to. */
async function readAll(model: Uint8Array, originals: ReadonlySet<string>): Promise<void> {
  const { capsule, dialect } = await openModel({ size: model.length, read: (offset, length) => model.subarray(offset, offset + length) }, { limits: LIMITS });
  for (const { path } of dialect?.files.list() ?? []) await dialect!.files.json(path);
  if (capsule === undefined) return;
  await capsule.verify().catch(rethrowForeign);
  for (const { path, size } of capsule.list()) {
    const found = await capsule.bytes(path).catch(rethrowForeign);
    if (found === undefined) continue;
    if (found.length !== size || size > LIMITS.fileBytes) throw new Error(`${path} has ${found.length} bytes, ${size} were promised`);
    if (!originals.has(new TextDecoder().decode(found))) throw new Error(`${path} is none of the files that were embedded`);
    await capsule.json(path).catch(rethrowForeign);
    await capsule.tokenizerColumns(path).then((columns) => ({ ...columns?.merges })).catch(rethrowForeign);
  }
}

function rethrowForeign(error: unknown): undefined {
  if (!isCapsuleError(error)) throw error;
}

/** Time in which one case must end: a hang is a failure. */
const CASE_MILLISECONDS = 60_000;

/**
 * Runs up to `cases` mutations of `models`, for `milliseconds` at most, and returns how many ran.
 *
 * @throws {Error} at the first that ends in anything but a right file or one of our errors; it names the seed and the path that repeat it.
 */
export async function fuzz(
  models: readonly Uint8Array[],
  originals: ReadonlySet<string>,
  cases: number,
  seed: number,
  milliseconds: number,
): Promise<number> {
  const property = fc.asyncProperty(fc.constantFrom(...models), fc.array(mutation, { minLength: 1, maxLength: 4 }), async (model, mutations) => {
    await readAll(mutate(model, mutations), originals).catch(rethrowForeign);
  });
  const details = await fc.check(property, {
    numRuns: cases,
    seed,
    timeout: CASE_MILLISECONDS,
    interruptAfterTimeLimit: milliseconds,
    endOnFailure: true,
  });
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
  return details.numRuns;
}
