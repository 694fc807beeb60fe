/** The words of the reader's errors, loaded when one is thrown: a worker that reads a good file does without them. */
import { type CapsuleFileInfo, type CapsuleManifest, MetadataError } from '@onnx-capsule/metadata-schema';

import type { HttpResponse } from './http-request.js';

const EMBED_AGAIN = 'Embed the metadata again.';

/** A path that a capsule does not hold: never did, or left out and not found beside the model. */
export function notFound(origin: string, path: string, manifest: CapsuleManifest): MetadataError {
  if (manifest.omitted?.some((file) => file.path === path)) {
    return new MetadataError('FILE_OMITTED', `${path} was left out of ${origin} and is not beside it.`, {
      where: path,
      hint: `Put ${path} beside the model, or embed with --tier full.`,
    });
  }
  return new MetadataError('FILE_NOT_FOUND', `${origin} holds no ${path}.`, { where: path, hint: EMBED_AGAIN });
}

/** A manifest row without its entry. */
export function missingEntry(origin: string, path: string): MetadataError {
  return new MetadataError('MISSING_ENTRY', `${origin} lists ${path} and does not hold it.`, { where: path, hint: EMBED_AGAIN });
}

/** A key that stands in the model twice. */
export function duplicateEntry(key: string, first: number, second: number): MetadataError {
  return new MetadataError('DUPLICATE_ENTRY', `${key} is there twice, at offsets ${first} and ${second}.`, {
    where: `offset ${second}`,
    hint: EMBED_AGAIN,
  });
}

/** Something longer than its limit. */
export function tooLong(what: string, length: number, limit: number): MetadataError {
  return new MetadataError('LIMIT_EXCEEDED', `${what} has ${length} bytes; the limit is ${limit}.`, {
    where: what,
    hint: 'Raise the limit by an option if you trust this file.',
  });
}

/** A model that holds no manifest. */
export function noCapsule(origin: string): MetadataError {
  return new MetadataError('NO_CAPSULE', `${origin} is a model without a capsule.`, {
    hint: 'Embed its files: onnx-capsule embed-metadata <model.onnx>; openModel reads what other tools wrote.',
  });
}

/** A file whose hash is not the expected one. */
export function digestMismatch(file: CapsuleFileInfo, found: string): MetadataError {
  return new MetadataError('DIGEST_MISMATCH', `${file.path} has SHA-256 ${found}; the manifest says ${file.sha256!}.`, {
    where: file.path,
    hint: 'Get the original file, or embed the metadata again.',
  });
}

/** A page that browsers give no WebCrypto. */
export function noWebCrypto(): MetadataError {
  return new MetadataError('NO_WEBCRYPTO', 'This page has no WebCrypto, so hashes cannot be compared.', {
    hint: 'Serve the page by https, or open the model with verify: false.',
  });
}

/** Bytes that are no text. */
export function badUtf8(name: string, cause: unknown): MetadataError {
  return new MetadataError('BAD_UTF8', `${name} is not UTF-8 text.`, { where: name, hint: 'Read it as bytes.', cause });
}

/** A request that got no answer, or whose body broke off. */
export function httpFailed(url: URL, cause: unknown): MetadataError {
  return new MetadataError('HTTP_FAILED', `${url.href} could not be read: ${(cause as Error).message}`, {
    hint: 'Check the address and the connection.',
    cause,
  });
}

/** A server that stopped sending. */
export function timedOut(url: URL, timeout: number): MetadataError {
  return new MetadataError('TIMEOUT', `${url.href} sent nothing for ${timeout} ms.`, { hint: 'Try again, or raise the option timeout.' });
}

/** An answer other than the file. */
export function httpStatus(url: URL, status: number): MetadataError {
  return new MetadataError('HTTP_STATUS', `${url.href} answered with status ${status}.`, { hint: 'Check the address and who may read it.' });
}

/** An answer to a later range that is no range of the file that was opened; drops it. */
export function httpChanged(url: URL, response: HttpResponse): MetadataError {
  response.cancel();
  const { status } = response;
  if (status >= 300 && status !== 412 && status !== 416) return httpStatus(url, status);
  return new MetadataError('FILE_CHANGED', `${url.href} changed while it was read.`, { hint: 'Open it again.' });
}

/** A range that is not the one that was asked for, or whose body is shorter or longer than it says; drops it. */
export function badRange(url: URL, response: HttpResponse, expected: string): MetadataError {
  response.cancel();
  const found = response.header('content-range');
  const what = found === expected ? 'a body of another length' : `Content-Range: ${found ?? 'none'}`;
  return new MetadataError('HTTP_RANGE', `${url.href} sent a wrong range: expected ${expected}, found ${what}.`, {
    hint: 'Repair the server; across origins it must expose Content-Range and ETag.',
  });
}
