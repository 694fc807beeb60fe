/** A model on a server, read by range requests (RFC 9110, section 14). */
import { FIRST_WINDOW } from '@onnx-capsule/metadata-core';
import { MetadataError } from '@onnx-capsule/metadata-schema';

import { type HttpResponse, request } from './http-request.js';
import type { OpenedSource, OpenOptions } from './options.js';

/**
 * Opens the model at `url` with one range request. A server that ignores ranges, or compresses them, is read whole.
 *
 * @throws {MetadataError} `HTTP_STATUS`, `HTTP_RANGE`, `HTTP_FAILED`, `TIMEOUT`, `FILE_CHANGED`, `DOWNLOAD_TOO_LARGE`.
 */
export async function openUrl(url: URL, options: OpenOptions): Promise<OpenedSource> {
  const { origin = url.href } = options;
  const beside = async (path: string, maxBytes: number): Promise<Uint8Array | undefined> => {
    const { downloadBeside } = await import('./http-download.js');
    return await downloadBeside(url, path, maxBytes, options);
  };
  const first = await get(url, url, options, 0, FIRST_WINDOW);
  if (first.status === 200 || first.header('content-encoding')) {
    const { download } = await import('./http-download.js');
    return { source: await download(url, first, options), origin, beside };
  }
  const size = sizeOf(first);
  const head = size === 0 ? new Uint8Array() : await rangeBody(url, first, 0, Math.min(FIRST_WINDOW, size));
  const validator = validatorOf(first);
  let from = first.url ? new URL(first.url) : url;

  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    if (offset + length <= head.length) return head.subarray(offset, offset + length);
    let response = await get(url, from, options, offset, length, validator);
    if (response.status > 400 && from !== url) {
      // An address behind a redirect may be signed for a short time.
      response.cancel();
      from = url;
      response = await get(url, url, options, offset, length, validator);
    }
    if (response.status === 200 || response.status === 412 || sizeOf(response) !== size || validatorOf(response) !== validator) {
      response.cancel();
      throw new MetadataError('FILE_CHANGED', `${url.href} changed while it was read.`, { hint: 'Open it again.' });
    }
    return await rangeBody(url, response, offset, length);
  };
  return { source: { size, read }, origin, beside };

  function sizeOf(response: HttpResponse): number {
    const size = Number(/\/(\d+)$/.exec(response.header('content-range') ?? '')?.[1] ?? NaN);
    if (response.status === 416 && size === 0) return 0;
    if (response.status !== 206) {
      response.cancel();
      throw statusError(url, response.status);
    }
    if (Number.isSafeInteger(size)) return size;
    throw badRange(url, response);
  }
}

/** Headers for `target`: those of the caller only where it has the origin that they were meant for. */
export function headersFor(url: URL, target: URL, options: OpenOptions): Record<string, string> {
  return { ...(target.origin === url.origin ? options.headers : {}), 'accept-encoding': 'identity' };
}

/** The error for an answer other than the file. */
export function statusError(url: URL, status: number): MetadataError {
  return new MetadataError('HTTP_STATUS', `${url.href} answered with status ${status}.`, { hint: 'Check the address and who may read it.' });
}

function get(url: URL, target: URL, options: OpenOptions, offset: number, length: number, validator?: string): Promise<HttpResponse> {
  const headers = headersFor(url, target, options);
  headers['range'] = `bytes=${offset}-${offset + length - 1}`;
  // A weak tag must not be sent with If-Range; it is compared when the answer comes.
  if (validator && !validator.startsWith('W/')) headers['if-range'] = validator;
  return request(target, headers, options);
}

function validatorOf(response: HttpResponse): string {
  return response.header('etag') ?? response.header('last-modified') ?? '';
}

async function rangeBody(url: URL, response: HttpResponse, offset: number, length: number): Promise<Uint8Array> {
  if (length === 0 || !response.header('content-range')?.startsWith(`bytes ${offset}-${offset + length - 1}/`)) throw badRange(url, response);
  const bytes = await response.body(length);
  if (bytes.length !== length) throw badRange(url, response, bytes.length);
  return bytes;
}

function badRange(url: URL, response: HttpResponse, length?: number): MetadataError {
  response.cancel();
  const found = length === undefined ? '' : ` and ${length} bytes`;
  return new MetadataError('HTTP_RANGE', `${url.href} sent a wrong range: Content-Range ${response.header('content-range')}${found}.`, {
    hint: 'Repair the server; across origins it must expose Content-Range and ETag.',
  });
}
