/** Checks that a text is a manifest, so that everything behind it can rely on its types. */
import { FORMAT_VERSION } from './constants.js';
import { MetadataError } from './errors.js';
import type { CapsuleManifest } from './manifest.js';
import { JSON_DEPTH, parseJson } from './parse-json.js';

/** Rows that a list of a manifest may have. */
const MAX_ROWS = 4096;
const MAX_PATH = 1024;

/** A test, and what it expects in words. */
type Check = readonly [test: (value: unknown) => boolean, expected: string];
type Shape = Readonly<Record<string, Check>>;

const TEXT: Check = [isText, 'a string'];
const TEXTS: Check = [(value) => Array.isArray(value) && value.every(isText), 'a list of strings'];
const OBJECT: Check = [isObject, 'an object'];
const COUNT: Check = [isCount, 'an integer from 0'];
const SHA256: Check = [(value) => isText(value) && /^[0-9a-f]{64}$/.test(value), '64 lower-case hexadecimal digits'];
const PATH: Check = [isSafePath, 'a relative path without ".."'];
const FILE = { path: PATH, size: COUNT, sha256: SHA256 };

/**
 * The manifest in `json`. Unknown fields are kept; a format above `FORMAT_VERSION` is refused.
 *
 * @throws {MetadataError} `BAD_MANIFEST` with the JSON path of the field, `UNSUPPORTED_FORMAT`, `BAD_JSON`, `LIMIT_EXCEEDED`.
 */
export function parseManifest(json: string, maxDepth: number = JSON_DEPTH): CapsuleManifest {
  const manifest = parseJson(json, 'manifest', maxDepth);
  if (!isObject(manifest)) throw bad('manifest', 'an object', manifest);
  const { format, task, digest } = manifest as { format?: unknown; task?: unknown; digest?: unknown };
  if (!isCount(format) || format < 1) throw bad('format', 'an integer from 1', format);
  if (format > FORMAT_VERSION) {
    throw new MetadataError('UNSUPPORTED_FORMAT', `The capsule has format ${format}; this release reads up to ${FORMAT_VERSION}.`, {
      where: 'format',
      hint: 'Update onnx-capsule.',
    });
  }
  checkObject('', manifest, { generator: TEXT, model: OBJECT, files: [Array.isArray, 'a list'], task: optional(OBJECT), digest: optional(OBJECT) });
  checkRows('files', manifest, { ...FILE, codec: TEXT, stored: optional(COUNT) });
  checkRows('omitted', manifest, { ...FILE, reason: TEXT, url: optional(TEXT) });
  checkRows('parts', manifest, { ...FILE, role: TEXT });
  if (isObject(task)) checkObject('task.', task, { name: TEXT, source: TEXT, evidence: TEXTS });
  if (isObject(digest)) checkObject('digest.', digest, { algorithm: [(name) => name === 'sha256', 'sha256'], value: SHA256 });
  const text = optional(TEXT);
  checkObject('model.', manifest['model'] as object, {
    architectures: optional(TEXTS),
    type: text,
    id: text,
    revision: text,
    license: text,
    library: text,
  });
  return manifest as unknown as CapsuleManifest;
}

/** Whether `path` is relative, with `/` alone, and stays below where it starts: no `..`, no empty part, no drive, no control character. */
export function isSafePath(path: unknown): path is string {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  return isText(path) && path.length <= MAX_PATH && !/[\\\0-\x1f\x7f]|^[a-z]:|(^|\/)\.{0,2}(\/|$)/i.test(path);
}

function checkRows(name: string, manifest: Readonly<Record<string, unknown>>, shape: Shape): void {
  const rows = manifest[name];
  if (rows === undefined) return;
  if (!Array.isArray(rows)) throw bad(name, 'a list', rows);
  if (rows.length > MAX_ROWS) throw bad(name, `at most ${MAX_ROWS} rows`, rows.length);
  const paths = new Set<unknown>();
  rows.forEach((row: unknown, index) => {
    if (!isObject(row)) throw bad(`${name}[${index}]`, 'an object', row);
    checkObject(`${name}[${index}].`, row, shape);
    if (paths.has(row['path'])) throw bad(`${name}[${index}].path`, 'each path once', row['path']);
    paths.add(row['path']);
  });
}

function checkObject(where: string, object: object, shape: Shape): void {
  for (const [key, [test, expected]] of Object.entries(shape)) {
    const value = (object as Record<string, unknown>)[key];
    if (!test(value)) throw bad(where + key, expected, value);
  }
}

function optional([test, expected]: Check): Check {
  return [(value) => value === undefined || test(value), expected];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function bad(where: string, expected: string, found: unknown): MetadataError {
  const shown = (JSON.stringify(found) as string | undefined)?.slice(0, 80) ?? 'absent';
  return new MetadataError('BAD_MANIFEST', `The manifest's ${where} is ${shown}; expected ${expected}.`, {
    where,
    hint: 'Embed the metadata again.',
  });
}
