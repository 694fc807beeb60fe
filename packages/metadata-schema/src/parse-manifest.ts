/** Checks that a text is a manifest, so that everything behind it can rely on its types. */
import { FORMAT_VERSION } from './constants.js';
import { MetadataError } from './errors.js';
import type { CapsuleManifest } from './manifest.js';
import { JSON_DEPTH, parseJson } from './parse-json.js';


/** `true`, or in words what was expected. */
type Check = (value: unknown) => true | string;
/** What a value must be; in an object a key with `?` may be absent. */
type Shape = Check | readonly [Shape] | { readonly [key: string]: Shape };

const TEXT: Check = (value) => typeof value === 'string' || 'a string';
const COUNT: Check = (value) => (Number.isSafeInteger(value) && (value as number) >= 0) || 'an integer from 0';
const SHA256: Check = (value) => /^[0-9a-f]{64}$/.test(String(value)) || 'a SHA-256';
const FILE = { path: ((value) => isSafePath(value) || 'a relative path') satisfies Check, size: COUNT, sha256: SHA256 };

const MANIFEST: Shape = {
  generator: TEXT,
  'task?': { name: TEXT, source: TEXT, evidence: [TEXT] },
  model: { 'type?': TEXT, 'architectures?': [TEXT], 'id?': TEXT, 'revision?': TEXT, 'license?': TEXT, 'library?': TEXT },
  files: [{ ...FILE, codec: TEXT, 'stored?': COUNT }],
  'omitted?': [{ ...FILE, reason: TEXT, 'url?': TEXT }],
  'parts?': [{ ...FILE, role: TEXT }],
  'digest?': { algorithm: (value) => value === 'sha256' || '"sha256"', value: SHA256 },
};

/**
 * The manifest in `json`. Unknown fields are kept; a format above `FORMAT_VERSION` is refused.
 *
 * @throws {MetadataError} `BAD_MANIFEST` with the JSON path of the field, `UNSUPPORTED_FORMAT`, `BAD_JSON`, `LIMIT_EXCEEDED`.
 */
export function parseManifest(json: string, maxDepth: number = JSON_DEPTH): CapsuleManifest {
  const manifest = parseJson(json, 'manifest', maxDepth);
  check(manifest, { format: COUNT }, '');
  const { format } = manifest as CapsuleManifest;
  if (format < 1 || format > FORMAT_VERSION) {
    throw new MetadataError('UNSUPPORTED_FORMAT', `The capsule has format ${format}; this release reads up to ${FORMAT_VERSION}.`, {
      where: 'format',
      hint: 'Update onnx-capsule.',
    });
  }
  check(manifest, MANIFEST, '');
  return manifest as CapsuleManifest;
}

/** Whether `path` is relative, with `/` alone, and stays below where it starts: no `..`, no empty part, no drive, no control character. */
export function isSafePath(path: unknown): path is string {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  return typeof path === 'string' && path.length <= 1024 && !/[\\\0-\x1f\x7f]|^[a-z]:|(^|\/)\.{0,2}(\/|$)/i.test(path);
}

function check(value: unknown, shape: Shape, where: string): void {
  if (typeof shape === 'function') {
    const expected = shape(value);
    if (expected !== true) throw bad(where, value, expected);
  } else if (isShapes(shape)) {
    if (!Array.isArray(value)) throw bad(where, value, 'a list');
    value.forEach((item, index) => {
      check(item, shape[0], `${where}[${index}]`);
    });
  } else {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(where, value, 'an object');
    for (const [key, inner] of Object.entries(shape)) {
      const name = key.replace('?', '');
      const found = (value as Record<string, unknown>)[name];
      if (found !== undefined || name === key) check(found, inner, `${where}.${name}`);
    }
  }
}

function isShapes(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function bad(path: string, found: unknown, expected: string): MetadataError {
  const where = path.slice(1) || 'manifest';
  const shown: unknown = JSON.stringify(found);
  return new MetadataError('BAD_MANIFEST', `The manifest's ${where} is ${String(shown).slice(0, 80)}; expected ${expected}.`, {
    where,
    hint: 'Embed the metadata again.',
  });
}
