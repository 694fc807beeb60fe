/** The words of the reader's errors, loaded when one is thrown: a worker that reads a good file does without them. */
import type { EntryLocation } from '@onnx-capsule/metadata-core';
import { type CapsuleFileInfo, MetadataError } from '@onnx-capsule/metadata-schema';

import type { Capsule } from './capsule.js';
import type { HttpResponse } from './http-request.js';
import type { OpenedSource } from './options.js';

const EMBED_AGAIN = 'Embed the metadata again.';

/** A file that a capsule does not give: changed, too large, listed without an entry, left out, or never there. */
export function unreadable(
  { origin, manifest, limits }: Capsule,
  path: string,
  file: CapsuleFileInfo | undefined,
  sha256: string | undefined,
): MetadataError {
  const hint = EMBED_AGAIN;
  if (file !== undefined && sha256 !== undefined) return digestMismatch(file, sha256);
  if (file !== undefined && file.size > limits.fileBytes) return tooLong(path, file.size, limits.fileBytes);
  if (manifest.files.some((row) => row.path === path)) {
    return new MetadataError('MISSING_ENTRY', `${origin} lists ${path} and does not hold it.`, { where: path, hint });
  }
  if (manifest.omitted?.some((row) => row.path === path)) {
    return new MetadataError('FILE_OMITTED', `${path} was left out of ${origin} and is not beside it.`, {
      where: path,
      hint: `Put ${path} beside the model, or embed with --tier full.`,
    });
  }
  return new MetadataError('FILE_NOT_FOUND', `${origin} holds no ${path}.`, { where: path, hint });
}

/** An entry that stands in the model twice, or is longer than its limit. */
export function badEntry(entry: EntryLocation, second: EntryLocation | undefined, maxBytes: number): MetadataError {
  const { key, start, valueStart, valueEnd } = entry;
  if (second === undefined) return tooLong(`${key} at offset ${valueStart}`, valueEnd - valueStart, maxBytes);
  return new MetadataError('DUPLICATE_ENTRY', `${key} is there twice, at offsets ${start} and ${second.start}.`, {
    where: `offset ${second.start}`,
    hint: EMBED_AGAIN,
  });
}

/** `error`, in the words of a file that is no model where that is why the walk failed. */
export async function explain(error: unknown, opened: OpenedSource): Promise<unknown> {
  const { code } = error as { code?: unknown };
  if (code !== 'MALFORMED_MODEL' && code !== 'TRUNCATED_MODEL') return error;
  return (await import('./foreign-format.js')).explainDamage(error as MetadataError, opened);
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

/** A request that got no answer, or whose body broke off or stopped for `timeout` milliseconds. */
export function httpFailed(url: URL, cause: unknown, timeout: number | undefined): MetadataError {
  if (timeout !== undefined) {
    return new MetadataError('TIMEOUT', `${url.href} sent nothing for ${timeout} ms.`, { hint: 'Try again, or raise the option timeout.' });
  }
  return new MetadataError('HTTP_FAILED', `${url.href} could not be read: ${(cause as Error).message}`, {
    hint: 'Check the address and the connection.',
    cause,
  });
}

/** An answer other than the file. */
export function httpStatus(url: URL, status: number): MetadataError {
  return new MetadataError('HTTP_STATUS', `${url.href} answered with status ${status}.`, { hint: 'Check the address and who may read it.' });
}

/** An answer to a range request that is not the range, or not of the file that was opened; drops it. */
export function badAnswer(url: URL, answer: HttpResponse, expected: string, validator: string | null): MetadataError {
  answer.cancel();
  const { status, headers } = answer.response;
  if (status >= 300 && status !== 412 && status !== 416) return httpStatus(url, status);
  const found = headers.get('content-range');
  const sizeOf = (range: string | null): number => Number(range?.split('/')[1]);
  const sameFile = Object.is(sizeOf(found), sizeOf(expected)) && (headers.get('etag') ?? headers.get('last-modified')) === validator;
  if (status !== 206 || (found !== null && !sameFile)) {
    return new MetadataError('FILE_CHANGED', `${url.href} changed while it was read.`, { hint: 'Open it again.' });
  }
  const what = found === expected ? 'a body of another length' : `Content-Range: ${found ?? 'none'}`;
  return new MetadataError('HTTP_RANGE', `${url.href} sent a wrong range: expected ${expected}, found ${what}.`, {
    hint: 'Repair the server; across origins it must expose Content-Range.',
  });
}
