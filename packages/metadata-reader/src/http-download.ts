/** Whole downloads: from servers that give no ranges, and of small files beside a model. */
import { type ByteSource, bytesSource } from '@onnx-capsule/metadata-core';
import { MetadataError } from '@onnx-capsule/metadata-schema';

import { type HttpResponse, request } from './http-request.js';
import { headersFor, statusError } from './http-source.js';
import type { OpenOptions } from './options.js';

const DEFAULT_MAX_DOWNLOAD = 256 * 2 ** 20;

/**
 * The whole model, when `first`, the answer to a range request, is no plain range.
 *
 * @throws {MetadataError} `DOWNLOAD_TOO_LARGE` above `options.maxDownload`, `HTTP_STATUS`, `HTTP_LENGTH` where the body ends early.
 */
export async function download(url: URL, first: HttpResponse, options: OpenOptions): Promise<ByteSource> {
  const { maxDownload = DEFAULT_MAX_DOWNLOAD } = options;
  let response = first;
  if (first.status === 206) {
    // A range of a compressed form cannot be used.
    first.cancel();
    response = await request(url, headersFor(url, url, options), options);
  }
  if (response.status !== 200) {
    response.cancel();
    throw statusError(url, response.status);
  }
  return bytesSource(await wholeBody(url, response, maxDownload));
}

/**
 * The file at `path` relative to the model at `url`; `undefined` where the server has none.
 *
 * @throws {MetadataError} as `download`.
 */
export async function downloadBeside(url: URL, path: string, maxBytes: number, options: OpenOptions): Promise<Uint8Array | undefined> {
  const target = new URL(path.split('/').map(encodeURIComponent).join('/'), url);
  const response = await request(target, headersFor(url, target, options), options);
  if (response.status === 200) return await wholeBody(target, response, maxBytes);
  response.cancel();
  if (response.status === 404 || response.status === 410) return undefined;
  throw statusError(target, response.status);
}

async function wholeBody(url: URL, response: HttpResponse, maxBytes: number): Promise<Uint8Array> {
  const declared = response.header('content-encoding') ? null : response.header('content-length');
  if (Number(declared ?? 0) > maxBytes) {
    response.cancel();
    throw tooLarge(url, `${declared!} bytes`, maxBytes);
  }
  let bytes;
  try {
    bytes = await response.body(maxBytes);
  } catch (cause) {
    if ((cause as MetadataError).code === 'HTTP_TOO_LONG') throw tooLarge(url, 'more', maxBytes);
    throw cause;
  }
  if (declared !== null && Number(declared) !== bytes.length) {
    throw new MetadataError('HTTP_LENGTH', `${url.href} sent ${bytes.length} of ${declared} bytes.`, { hint: 'Try again.' });
  }
  return bytes;
}

function tooLarge(url: URL, found: string, limit: number): MetadataError {
  return new MetadataError('DOWNLOAD_TOO_LARGE', `${url.href} gives no byte ranges and has ${found}; the limit of a download is ${limit}.`, {
    hint: 'Use a server with range requests, or raise the option maxDownload.',
  });
}
